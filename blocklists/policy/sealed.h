// The slot for sealed lists (illegal content: IWF, CTIRU). Names are held only as keyed hashes, so that nobody who can
// read the store, administrators included, can list them. Matching asks for the name and each of its parents.
// Lists share a key; one that came back with a restored backup of another box brings its own.
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
  /// Digests under one key.
  struct Part {
    Key key{};
    std::vector<Digest> digests;
  };
  /// Nothing sealed.
  SealedSet() = default;
  explicit SealedSet(std::vector<Part> parts);
  SealedSet(Key key, std::vector<Digest> digests) : SealedSet(std::vector{Part{key, std::move(digests)}}) {}
  /// True when the name or a parent is sealed.
  bool covers(NameView name) const;
  bool empty() const { return parts_.empty(); }
  std::size_t size() const;
  static Digest digest(const Key& key, NameView name);

 private:
  /// Digests are evenly spread: cut into as many slots as there are digests, a slot holds about one.
  struct Indexed {
    Key key;
    std::vector<Digest> digests;       // sorted, each once
    std::vector<std::uint32_t> begin;  // by slot: its first digest; one more at the end
    bool holds(const Digest& digest) const;
  };
  std::vector<Indexed> parts_;  // none is empty; each has a key of its own
};

}  // namespace schoolgate
