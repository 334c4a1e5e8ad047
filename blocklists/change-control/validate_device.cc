// What a device must fulfil: found by something, and by nothing that finds another.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

/// None of `own` stands in `others`, nor twice in `own`.
template <class Value>
bool apart(const std::vector<Value>& own, const std::vector<Value>& others) {
  return std::ranges::none_of(own, [&](const Value& value) {
    return std::ranges::count(own, value) > 1 || std::ranges::find(others, value) != others.end();
  });
}

Checked check_found_by(const PolicyState& state, const Device& device) {
  const std::size_t ways =
      device.identities.size() + device.macs.size() + device.addresses.size() + device.hosts.size();
  if (ways == 0)
    return fault(Fault::Kind::bad_input, fmt::format("the device \"{}\" cannot be found by anything", device.id),
                 "Give it a hardware address, an address, a host name or an identity.");
  if (ways > max_ways_to_find)
    return fault(Fault::Kind::limit,
                 fmt::format("the device \"{}\" is found in more than {} ways", device.id, max_ways_to_find));
  for (const MacAddress& mac : device.macs)
    if (!mac.is_of_a_device())
      return fault(Fault::Kind::bad_input, fmt::format("{} is no device's hardware address", mac.to_text()));
  const Device nobody;
  for (const auto& [id, other] : state.devices) {
    const Device& compared = id == device.id ? nobody : other;
    if (!apart(device.identities, compared.identities) || !apart(device.macs, compared.macs) ||
        !apart(device.addresses, compared.addresses) || !apart(device.hosts, compared.hosts))
      return fault(Fault::Kind::conflict,
                   fmt::format("what finds the device \"{}\" finds the device \"{}\" too", device.id, id),
                   "Take it out there first.");
  }
  return {};
}

Checked check_device(const PolicyState& state, Device& device) {
  if (!state.devices.contains(device.id) && state.devices.size() >= max_devices)
    return fault(Fault::Kind::limit, fmt::format("there are {} devices already", max_devices));
  if (auto checked = check_id("the device's id", device.id); !checked) return checked;
  if (auto checked = check_required_text("the device's name", device.name, max_title_octets); !checked) return checked;
  if (auto checked = check_names("the device's host name", device.hosts, max_ways_to_find); !checked) return checked;
  for (const std::string& identity : device.identities)
    if (auto checked = check_id("the device's identity", identity, "._-"); !checked) return checked;
  if (!device.group.empty() && !state.groups.contains(device.group))
    return fault(Fault::Kind::not_found, fmt::format("there is no group \"{}\"", device.group));
  return check_found_by(state, device);
}

}  // namespace

Checked check(const Situation& in, change::DeviceSet& c) { return check_device(in.state, c.device); }

Checked check(const Situation& in, change::DeviceRemoved& c) {
  if (auto checked = exists(in.state.devices, "device", c.id); !checked) return checked;
  for (const auto& [id, quarantine] : in.state.quarantines) {
    if (quarantine.known == c.id)
      return fault(Fault::Kind::conflict, fmt::format("the device \"{}\" is taken off the internet by {}", c.id, id),
                   "Release it first.");
  }
  return {};
}

}  // namespace schoolgate
