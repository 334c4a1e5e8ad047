// Who asks: the device, its group, and whether it is taken off the internet.
#include <algorithm>

#include "blocklists/policy/snapshot.h"

namespace schoolgate {
namespace {

/// The device that the school knows by one of these, in the order of model.h; null when there is none.
const Snapshot::DeviceRow* find_device(const Snapshot& snapshot, const Address& address,
                                       const DeviceDirectory* directory, std::string_view identity) {
  const Snapshot::DeviceIndex& index = snapshot.device_index;
  if (!identity.empty())
    if (const auto found = index.identities.find(identity); found != index.identities.end())
      return &snapshot.devices[found->second];
  const bool asked = directory != nullptr && index.needs_directory();
  const auto seen = asked ? directory->find(address) : std::nullopt;
  if (seen && seen->mac) {
    const auto found =
        std::ranges::lower_bound(index.macs, *seen->mac, {}, &std::pair<MacAddress, std::uint32_t>::first);
    if (found != index.macs.end() && found->first == *seen->mac) return &snapshot.devices[found->second];
  }
  if (const std::uint32_t found = index.addresses.find(address); found != PrefixTable::none)
    return &snapshot.devices[found];
  if (seen && !seen->host.empty())
    if (const auto found = index.hosts.find(seen->host); found != index.hosts.end())
      return &snapshot.devices[found->second];
  return nullptr;
}

}  // namespace

Client identify(const Snapshot& snapshot, const Address& address, const DeviceDirectory* directory,
                std::string_view identity) {
  Client client{snapshot.strictest, false, nullptr, nullptr};
  if (!snapshot.devices.empty()) client.device = find_device(snapshot, address, directory, identity);
  if (client.device != nullptr && client.device->group) {
    client.group = *client.device->group;
    client.known = true;
  } else if (const std::uint32_t group = snapshot.clients.find(address); group != PrefixTable::none) {
    client.group = static_cast<GroupNumber>(group);
    client.known = true;
  }
  if (const std::uint32_t row = snapshot.quarantined.find(address); row != PrefixTable::none)
    client.quarantine = &snapshot.quarantines[row];
  if (client.device != nullptr && client.device->quarantine) {
    const Snapshot::QuarantineRow* own = &snapshot.quarantines[*client.device->quarantine];
    if (client.quarantine == nullptr || own->ends_after(*client.quarantine)) client.quarantine = own;
  }
  for (std::size_t n = 0; n < snapshot.trials.size(); ++n) {
    const Snapshot::TrialRow& trial = snapshot.trials[n];
    const bool here =
        trial.address ? trial.address->contains(address) : client.device != nullptr && client.device->id == trial.known;
    if (here) client.trials |= TrialSet{1} << n;
  }
  return client;
}

}  // namespace schoolgate
