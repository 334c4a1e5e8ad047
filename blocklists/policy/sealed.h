// The slot for sealed lists (illegal content: IWF, CTIRU). Names are held only as keyed hashes, so that nobody who can
// read the store, administrators included, can list them. Matching asks for the name and each of its parents.
// Thread rules: immutable after building.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "blocklists/name.h"

namespace schoolgate {

class SealedSet {
 public:
  using Digest = std::array<std::uint8_t, 16>;
  using Key = std::array<std::uint8_t, 16>;
  /// Nothing sealed.
  SealedSet() = default;
  SealedSet(Key key, std::vector<Digest> digests);
  /// True when the name or a parent is sealed.
  bool covers(NameView name) const;
  bool empty() const { return digests_.empty(); }
  std::size_t size() const { return digests_.size(); }
  static Digest digest(const Key& key, NameView name);

 private:
  Key key_{};
  std::vector<Digest> digests_;  // sorted
};

}  // namespace schoolgate
