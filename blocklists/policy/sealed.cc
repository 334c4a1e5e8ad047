#include "blocklists/policy/sealed.h"

#include <algorithm>
#include <map>
#include <utility>

#include "blocklists/change-control/keyed-hash/keyed_hash.h"

namespace schoolgate {
namespace {

/// A digest's slot of `slots`: its first four octets as a fraction of their range. Rises with the digest.
std::size_t slot_of(const SealedSet::Digest& digest, std::size_t slots) {
  const std::uint64_t start = std::uint64_t{digest[0]} << 24U | std::uint64_t{digest[1]} << 16U |
                              std::uint64_t{digest[2]} << 8U | std::uint64_t{digest[3]};
  return static_cast<std::size_t>(start * slots >> 32U);
}

}  // namespace

SealedSet::SealedSet(std::vector<Part> parts) {
  std::map<Key, std::vector<Digest>> by_key;
  for (Part& part : parts) {
    std::vector<Digest>& all = by_key[part.key];
    all.insert(all.end(), part.digests.begin(), part.digests.end());
  }
  for (auto& [key, digests] : by_key) {
    if (digests.empty()) continue;
    std::ranges::sort(digests);
    const auto repeated = std::ranges::unique(digests);
    digests.erase(repeated.begin(), repeated.end());
    Indexed indexed{key, std::move(digests), {}};
    const std::size_t slots = indexed.digests.size();
    indexed.begin.assign(slots + 1, 0);
    for (const Digest& digest : indexed.digests) ++indexed.begin[slot_of(digest, slots) + 1];
    for (std::size_t slot = 0; slot < slots; ++slot) indexed.begin[slot + 1] += indexed.begin[slot];
    parts_.push_back(std::move(indexed));
  }
}

bool SealedSet::Indexed::holds(const Digest& digest) const {
  const std::size_t slot = slot_of(digest, digests.size());
  const auto first = digests.begin();
  return std::find(first + begin[slot], first + begin[slot + 1], digest) != first + begin[slot + 1];
}

bool SealedSet::covers(NameView name) const {
  if (parts_.empty()) return false;
  for (; !name.is_root(); name = name.parent())
    for (const Indexed& part : parts_)
      if (part.holds(digest(part.key, name))) return true;
  return false;
}

std::size_t SealedSet::size() const {
  std::size_t size = 0;
  for (const Indexed& part : parts_) size += part.digests.size();
  return size;
}

SealedSet::Digest SealedSet::digest(const Key& key, NameView name) { return keyed_hash(key, name.wire()); }

}  // namespace schoolgate
