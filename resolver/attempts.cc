#include "resolver/attempts.h"

#include <algorithm>
#include <cstring>

#include "blocklists/hash_seed.h"

namespace schoolgate {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

Attempts::Attempts() : sets_(std::make_unique<std::array<Slot, ways>[]>(sets)), seed_(random_seed()) {}

/// The client's own, else a free one, else the one that was quiet the longest.
Attempts::Slot& Attempts::slot_of(std::uint64_t network, std::uint64_t device) {
  auto& set = sets_[seeded_hash(seed_, network, device) % sets];
  const auto own = std::ranges::find_if(set, [&](const Slot& slot) {
    return slot.last.load(relaxed) != 0 && slot.network.load(relaxed) == network && slot.device.load(relaxed) == device;
  });
  if (own != set.end()) return *own;
  return *std::ranges::min_element(set, {}, [](const Slot& slot) { return slot.last.load(relaxed); });
}

void Attempts::count(const Address& client, Kind kind, UtcSeconds now) {
  std::uint64_t network = 0, device = 0;
  std::memcpy(&network, client.octets.data(), sizeof network);
  std::memcpy(&device, client.octets.data() + sizeof network, sizeof device);
  Slot& slot = slot_of(network, device);
  const bool fresh =
      slot.last.load(relaxed) == 0 || slot.network.load(relaxed) != network || slot.device.load(relaxed) != device;

  const std::uint32_t version = slot.version.load(relaxed);
  slot.version.store(version + 1, relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  slot.network.store(network, relaxed);
  slot.device.store(device, relaxed);
  slot.signals.store((fresh ? 0 : slot.signals.load(relaxed)) + (kind == Kind::signal ? 1 : 0), relaxed);
  slot.names.store((fresh ? 0 : slot.names.load(relaxed)) + (kind == Kind::name ? 1 : 0), relaxed);
  slot.last.store(std::max<std::int64_t>(now.time_since_epoch().count(), 1), relaxed);
  slot.version.store(version + 2, std::memory_order_release);
}

void Attempts::add_to(Table& table) const {
  for (std::size_t set = 0; set < sets; ++set)
    for (const Slot& slot : sets_[set]) {
      std::uint64_t octets[2];
      Row read;
      std::int64_t last = 0;
      std::uint32_t before = 0;
      do {
        before = slot.version.load(std::memory_order_acquire);
        octets[0] = slot.network.load(relaxed);
        octets[1] = slot.device.load(relaxed);
        read.signals = slot.signals.load(relaxed);
        read.names = slot.names.load(relaxed);
        last = slot.last.load(relaxed);
        std::atomic_thread_fence(std::memory_order_acquire);
      } while ((before & 1U) != 0 || slot.version.load(relaxed) != before);
      if (last == 0) continue;
      Address client;
      std::memcpy(client.octets.data(), octets, sizeof octets);
      Row& row = table[client];
      row.signals += read.signals;
      row.names += read.names;
      row.last = std::max(row.last, UtcSeconds(std::chrono::seconds(last)));
    }
}

}  // namespace schoolgate
