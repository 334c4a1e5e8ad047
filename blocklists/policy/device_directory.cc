#include "blocklists/policy/device_directory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "blocklists/hash_seed.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_host = UINT8_MAX;  // a name's text never has more octets than its wire form allows

/// Pointers, in order of the addresses; of equal addresses the earlier row stays first.
std::vector<const DeviceRow*> in_order(const std::vector<DeviceRow>& rows, UtcSeconds now) {
  std::vector<const DeviceRow*> order;
  order.reserve(rows.size());
  for (const DeviceRow& row : rows) {
    const bool says_something = row.mac || !row.host.empty();
    if (says_something && (!row.expires || *row.expires > now)) order.push_back(&row);
  }
  // Of one array, so that their places can be compared.
  std::ranges::sort(order, {}, [](const DeviceRow* row) { return std::pair(row->address, row); });
  return order;
}

}  // namespace

DeviceDirectory::DeviceDirectory() = default;

DeviceDirectory::DeviceDirectory(const std::vector<DeviceRow>& rows, UtcSeconds now) : seed_(random_seed()) {
  for (const DeviceRow* row : in_order(rows, now)) {
    const bool known = !entries_.empty() && entries_.back().address == row->address;
    if (!known && entries_.size() == max_addresses) {
      ++left_out_;
      continue;
    }
    if (!known) entries_.push_back({row->address, {}, false, 0, 0});
    Row& entry = entries_.back();
    if (!entry.has_mac && row->mac) {
      entry.mac = *row->mac;
      entry.has_mac = true;
    }
    if (entry.host_size == 0 && row->host.size() <= max_host) {
      entry.host = static_cast<std::uint32_t>(hosts_.size());
      entry.host_size = static_cast<std::uint8_t>(row->host.size());
      hosts_ += row->host;
    }
  }
  entries_.shrink_to_fit();
  if (entries_.empty()) return;
  slots_.resize(std::bit_ceil(2 * entries_.size()));
  for (std::size_t row = 0; row < entries_.size(); ++row) {
    std::size_t slot = first_slot(entries_[row].address);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(row + 1);
  }
}

std::size_t DeviceDirectory::first_slot(const Address& address) const {
  std::uint64_t network = 0, device = 0;
  std::memcpy(&network, address.octets.data(), sizeof network);
  std::memcpy(&device, address.octets.data() + sizeof network, sizeof device);
  return seeded_hash(seed_, network, device) & (slots_.size() - 1);
}

DeviceDirectory::Device DeviceDirectory::device(const Row& row) const {
  return {row.has_mac ? std::optional(row.mac) : std::nullopt,
          std::string_view(hosts_).substr(row.host, row.host_size)};
}

std::optional<DeviceDirectory::Device> DeviceDirectory::find(const Address& address) const {
  if (slots_.empty()) return std::nullopt;
  for (std::size_t slot = first_slot(address); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
    if (const Row& row = entries_[slots_[slot] - 1]; row.address == address) return device(row);
  return std::nullopt;
}

std::vector<DeviceDirectory::Entry> DeviceDirectory::all() const {
  std::vector<Entry> entries;
  entries.reserve(entries_.size());
  for (const Row& row : entries_) entries.push_back({row.address, device(row)});
  return entries;
}

bool DeviceDirectory::says_the_same_as(const DeviceDirectory& other) const {
  return std::ranges::equal(entries_, other.entries_, [&](const Row& mine, const Row& theirs) {
    return mine.address == theirs.address && device(mine) == other.device(theirs);
  });
}

}  // namespace schoolgate
