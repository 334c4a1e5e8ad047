#include "blocklists/policy/sealed.h"

#include <algorithm>
#include <utility>

#include "blocklists/change-control/keyed-hash/keyed_hash.h"

namespace schoolgate {

SealedSet::SealedSet(Key key, std::vector<Digest> digests) : key_(key), digests_(std::move(digests)) {
  std::ranges::sort(digests_);
  const auto repeated = std::ranges::unique(digests_);
  digests_.erase(repeated.begin(), repeated.end());
}

bool SealedSet::covers(NameView name) const {
  if (digests_.empty()) return false;
  for (; !name.is_root(); name = name.parent())
    if (std::ranges::binary_search(digests_, digest(key_, name))) return true;
  return false;
}

SealedSet::Digest SealedSet::digest(const Key& key, NameView name) { return keyed_hash(key, name.wire()); }

}  // namespace schoolgate
