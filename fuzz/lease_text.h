// Feeds an input to a lease parser and checks what every parser promises: rows in order, each address once, host names
// canonical, faults that can be shown to anybody.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "blocklists/name.h"
#include "fuzz/check.h"
#include "resolver/identify/leases.h"

namespace schoolgate::fuzz {

inline int parse_lease_text(LeaseFormat format, const std::uint8_t* data, std::size_t size) {
  const Leases leases = parse_leases(format, {reinterpret_cast<const char*>(data), size});
  SCHOOLGATE_PROMISE(leases.rows.size() <= DeviceDirectory::max_addresses);
  SCHOOLGATE_PROMISE(std::ranges::adjacent_find(leases.rows, std::ranges::greater_equal{}, &DeviceRow::address) ==
                     leases.rows.end());
  for (const DeviceRow& row : leases.rows) {
    if (row.host.empty()) continue;
    const auto name = Name::from_text(row.host);
    SCHOOLGATE_PROMISE(name && name->to_text() == row.host);
  }
  SCHOOLGATE_PROMISE((leases.rejected == 0) == leases.first_fault.empty());
  SCHOOLGATE_PROMISE(leases.first_fault.size() <= 200);
  SCHOOLGATE_PROMISE(std::ranges::all_of(leases.first_fault, [](char c) { return c >= ' ' && c <= '~'; }));
  const DeviceDirectory directory(leases.rows, UtcSeconds::min());
  for (const DeviceRow& row : leases.rows)
    SCHOOLGATE_PROMISE(directory.find(row.address).has_value() == (row.mac || !row.host.empty()));
  return 0;
}

}  // namespace schoolgate::fuzz
