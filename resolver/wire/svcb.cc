#include "resolver/wire/svcb.h"

#include "resolver/wire/cursor.h"
#include "resolver/wire/inspect.h"

namespace schoolgate::wire {

namespace {

// Calls visit(key, value, offset of the parameter) for each; false when the data is malformed.
template <class Visit>
bool for_each_parameter(std::span<const std::uint8_t> data, Visit&& visit) {
  Cursor cursor(data);
  std::uint16_t priority = 0;
  WireName target;
  // The target is never compressed (section 2.2), so a pointer, which would lead outside the data, is a fault.
  if (!cursor.u16(priority)) return false;
  const std::size_t start = cursor.position();
  if (!cursor.name(target) || cursor.position() - start != target.size) return false;
  int last = -1;
  while (cursor.left() > 0) {
    const std::size_t at = cursor.position();
    std::uint16_t key = 0, size = 0;
    if (!cursor.u16(key) || !cursor.u16(size)) return false;
    const std::uint8_t* value = cursor.here();
    if (!cursor.skip(size) || key <= last) return false;  // keys ascend
    last = key;
    visit(key, std::span<const std::uint8_t>(value, size), at);
  }
  return true;
}

bool any_private(std::span<const std::uint8_t> addresses, std::size_t each) {
  for (; addresses.size() >= each; addresses = addresses.subspan(each))
    if (is_private_address(addresses.first(each))) return true;
  return false;
}

}  // namespace

ServiceRecord read_service(std::span<const std::uint8_t> data) {
  ServiceRecord found;
  found.well_formed =
      for_each_parameter(data, [&](std::uint16_t key, std::span<const std::uint8_t> value, std::size_t) {
        if (key == svc_param::ech) found.has_ech = true;
        if (key == svc_param::ipv4hint) found.private_hint |= any_private(value, 4);
        if (key == svc_param::ipv6hint) found.private_hint |= any_private(value, 16);
        if (key == svc_param::mandatory)
          for (; value.size() >= 2; value = value.subspan(2))
            if (get16(value.data()) == svc_param::ech) found.needs_ech = true;
      });
  return found;
}

void write_without_ech(std::span<const std::uint8_t> data, std::vector<std::uint8_t>& into) {
  std::size_t first = data.size();
  std::size_t behind = data.size();
  for_each_parameter(data, [&](std::uint16_t key, std::span<const std::uint8_t> value, std::size_t at) {
    if (key != svc_param::ech) return;
    first = at;
    behind = at + 4 + value.size();
  });
  into.insert(into.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(first));
  into.insert(into.end(), data.begin() + static_cast<std::ptrdiff_t>(behind), data.end());
}

}  // namespace schoolgate::wire
