#include "resolver/cache.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <string_view>

namespace schoolgate {

namespace {

constexpr std::size_t unit = sizeof(std::uint64_t);
// Answers with their head take 120 octets at least and mostly 150 to 400: a slot for each 64 to 128 keeps the index
// from filling up (the number of slots is a power of two).
constexpr std::size_t octets_per_slot = 64;
// A lookup looks at no more slots than this, whatever names an attacker chooses. A full run loses its first answer.
constexpr std::size_t max_probes = 32;
constexpr std::size_t largest_share = 16;

std::uint64_t hash_of(const Cache::Key& key) {
  if (key.hash != 0) return key.hash;
  const auto wire = key.name.wire();
  const std::size_t name = std::hash<std::string_view>{}({reinterpret_cast<const char*>(wire.data()), wire.size()});
  const std::uint64_t rest = key.type | (key.dnssec_ok ? 1U << 16U : 0U) | (key.checking_disabled ? 1U << 17U : 0U);
  return (name ^ (rest * 0x9e3779b97f4a7c15U)) * 0xff51afd7ed558ccdU;
}

}  // namespace

// Followed in memory by: TTL offsets, key name, targets, message; padded to a unit.
struct Cache::Entry {
  std::uint64_t kept_ms;
  std::uint64_t stand_in_until_ms;
  std::uint32_t size;  // of all, in octets
  std::uint32_t lifetime;
  std::uint16_t type, failure, offsets, targets, message;
  std::uint8_t name;
  std::uint8_t dnssec_ok : 1, checking_disabled : 1, secure : 1, private_address : 1;

  std::uint16_t* offsets_at() { return reinterpret_cast<std::uint16_t*>(this + 1); }
  std::uint8_t* name_at() { return reinterpret_cast<std::uint8_t*>(offsets_at() + offsets); }
  std::uint8_t* targets_at() { return name_at() + name; }
  std::uint8_t* message_at() { return targets_at() + targets; }

  bool is(const Key& key) {
    const auto wire = key.name.wire();
    return type == key.type && dnssec_ok == key.dnssec_ok && checking_disabled == key.checking_disabled &&
           name == wire.size() && std::memcmp(name_at(), wire.data(), wire.size()) == 0;
  }
  wire::AnswerView view() {
    return {{message_at(), message}, {offsets_at(), offsets},        {targets_at(), targets}, lifetime, secure != 0,
            private_address != 0,    static_cast<wire::Ede>(failure)};
  }
};

Cache::Cache(std::size_t octets) {
  // Per half: memory, and an index that is an eighth of it at most.
  static_assert(sizeof(Slot) * 8 == octets_per_slot);
  half_octets_ = std::max<std::size_t>(octets / 2 * 8 / 9, 4096) / unit * unit;
  for (Half& half : halves_) {
    half.memory = std::make_unique_for_overwrite<std::uint64_t[]>(half_octets_ / unit);
    half.index.resize(std::bit_floor(half_octets_ / octets_per_slot));
  }
}

Cache::Entry* Cache::at(Half& half, std::uint32_t place) {
  return reinterpret_cast<Entry*>(half.memory.get() + (place - 1));
}

// The slot that holds the key, else the first empty one, else null when the run is full of others.
Cache::Slot* Cache::slot(Half& half, const Key& key, std::uint64_t hash) {
  const std::size_t mask = half.index.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash);
  for (std::size_t i = 0; i < max_probes; ++i) {
    Slot& slot = half.index[((hash >> 32U) + i) & mask];
    if (slot.place == 0) return &slot;
    if (slot.hash == tag && at(half, slot.place)->is(key)) return &slot;
  }
  return nullptr;
}

void Cache::turn_over() {
  young_ ^= 1U;
  Half& half = halves_[young_];
  std::ranges::fill(half.index, Slot{});
  half.used = half.entries = 0;
}

void Cache::clear() {
  turn_over();
  turn_over();
}

// Room for an entry in the young half, and its slot pointing there.
Cache::Entry* Cache::place(const Key& key, std::uint64_t hash, std::size_t size) {
  if (halves_[young_].used + size > half_octets_) turn_over();
  Half& half = halves_[young_];
  Slot* found = slot(half, key, hash);
  if (found == nullptr)
    found = &half.index[(hash >> 32U) & (half.index.size() - 1)];
  else if (found->place == 0)
    ++half.entries;
  found->hash = static_cast<std::uint32_t>(hash);
  found->place = static_cast<std::uint32_t>(half.used / unit + 1);
  half.used += size;
  return at(half, found->place);
}

Cache::Entry* Cache::lookup(const Key& key, std::uint64_t hash) {
  if (Slot* found = slot(halves_[young_], key, hash); found != nullptr && found->place != 0)
    return at(halves_[young_], found->place);
  Half& old = halves_[young_ ^ 1U];
  Slot* found = slot(old, key, hash);
  if (found == nullptr || found->place == 0) return nullptr;
  Entry* entry = at(old, found->place);
  if (halves_[young_].used + entry->size > half_octets_) return entry;  // moving would forget the half it is in
  Entry* moved = place(key, hash, entry->size);
  std::memcpy(static_cast<void*>(moved), entry, entry->size);
  return moved;
}

std::uint64_t Cache::begin(const Key& key) const {
  const std::uint64_t hash = hash_of(key);
  for (const Half& half : halves_) __builtin_prefetch(&half.index[(hash >> 32U) & (half.index.size() - 1)]);
  return hash;
}

void Cache::fetch(std::uint64_t hash) const {
  for (const Half& half : halves_) {
    const Slot& slot = half.index[(hash >> 32U) & (half.index.size() - 1)];
    if (slot.place == 0 || slot.hash != static_cast<std::uint32_t>(hash)) continue;
    const std::uint64_t* const entry = half.memory.get() + (slot.place - 1);
    __builtin_prefetch(entry);
    __builtin_prefetch(entry + 8);  // where most answers' records are
    __builtin_prefetch(entry + 16);
  }
}

std::optional<Cache::Hit> Cache::find(const Key& key, std::uint64_t now_ms) {
  Entry* entry = lookup(key, hash_of(key));
  if (entry == nullptr) return std::nullopt;
  const std::uint64_t age_ms = now_ms - entry->kept_ms;
  const std::uint64_t lifetime_ms = std::uint64_t{entry->lifetime} * 1000;
  const bool fresh = age_ms < lifetime_ms;
  const bool failure = entry->failure != static_cast<std::uint16_t>(wire::Ede::none);
  if (!fresh && (failure || age_ms > lifetime_ms + max_stale_ms)) return std::nullopt;
  return Hit{entry->view(), static_cast<std::uint32_t>(age_ms / 1000), fresh,
             !fresh && now_ms < entry->stand_in_until_ms};
}

bool Cache::stand_in(const Key& key, std::uint64_t now_ms) {
  const auto hit = find(key, now_ms);
  if (!hit || hit->fresh) return false;
  lookup(key, hash_of(key))->stand_in_until_ms = now_ms + stale_recheck_ms;
  return true;
}

void Cache::insert(const Key& key, const wire::AnswerView& answer, std::uint64_t now_ms) {
  const auto name = key.name.wire();
  std::size_t size =
      sizeof(Entry) + answer.ttl_offsets.size_bytes() + name.size() + answer.targets.size() + answer.message.size();
  size = (size + unit - 1) / unit * unit;
  if (answer.lifetime == 0 || size > half_octets_ / largest_share) return;
  Entry* entry = place(key, hash_of(key), size);
  entry->kept_ms = now_ms;
  entry->stand_in_until_ms = 0;
  entry->size = static_cast<std::uint32_t>(size);
  entry->lifetime = answer.lifetime;
  entry->type = key.type;
  entry->failure = static_cast<std::uint16_t>(answer.failure);
  entry->offsets = static_cast<std::uint16_t>(answer.ttl_offsets.size());
  entry->targets = static_cast<std::uint16_t>(answer.targets.size());
  entry->message = static_cast<std::uint16_t>(answer.message.size());
  entry->name = static_cast<std::uint8_t>(name.size());
  entry->dnssec_ok = key.dnssec_ok;
  entry->checking_disabled = key.checking_disabled;
  entry->secure = answer.secure;
  entry->private_address = answer.private_address;
  std::ranges::copy(answer.ttl_offsets, entry->offsets_at());
  std::ranges::copy(name, entry->name_at());
  std::ranges::copy(answer.targets, entry->targets_at());
  std::ranges::copy(answer.message, entry->message_at());
}

}  // namespace schoolgate
