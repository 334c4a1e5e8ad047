// DHCP leases, as the school's DHCP server keeps or exports them: text in, one row an address out.
// A line or block that cannot be read is counted and left out, and the first one is told; the rest holds.
//  kea      memfile leases4.csv or leases6.csv (Kea ARM, "Why Is Lease File Cleanup Necessary?"): a journal, where a
//           later row says more than an earlier one for the same address
//  isc      dhcpd.leases(5), a journal too; its IPv6 leases name neither hardware nor host and say nothing here
//  dnsmasq  dnsmasq.leases, rewritten whole at each change
//  windows  what `Get-DhcpServerv4Lease | Export-Csv` writes, UTF-8 or UTF-16. Its times are in the local format of the
//           one who exported it, so they are not read: a lease holds until the next export says otherwise
// Thread rules: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/device_directory.h"

namespace schoolgate {

enum class LeaseFormat : std::uint8_t { kea, isc, dnsmasq, windows };

std::optional<LeaseFormat> find_lease_format(std::string_view name);

struct Leases {
  std::vector<DeviceRow> rows;  // sorted by address, each address once; ended leases are still among them
  std::size_t rejected = 0;     // lines or blocks that could not be read
  std::size_t left_out = 0;     // addresses beyond DeviceDirectory::max_addresses
  std::string first_fault;      // "line 12: \"10.0.0\" is not an address"; empty when nothing was rejected
};
Leases parse_leases(LeaseFormat format, std::string_view text);

}  // namespace schoolgate
