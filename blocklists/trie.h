// The blocklists, compiled: an immutable label trie, exact, walked from the root down along the wire labels of a name.
// Each listed name carries two interned list sets: one for the name itself, one for everything below it, both already
// holding what its ancestors say. So the deepest match on the way down is the whole answer:
//   list 1 has example.com, list 2 has play.example.com
//   lookup(www.example.com)      -> {1}, depth 2
//   lookup(a.play.example.com)   -> {1, 2}, depth 3
// Thread rules: lookup and the accessors are const, allocate nothing and may run on any number of threads.
// The byte form is written by TrieBuilder and is what the store keeps; its layout is described in trie_format.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/name.h"

namespace schoolgate {

using ListNumber = std::uint16_t;  // a list's place in the generation's manifest
using ListSetId = std::uint32_t;   // a list set's place in the trie's table; 0 is the empty set

class Trie {
 public:
  struct Match {
    ListSetId lists = 0;    // 0: not listed
    std::uint8_t depth = 0;  // labels of the deepest listed name on the way, counted from the root
  };

  /// Nothing listed.
  Trie();
  /// Takes the byte form; every offset is checked once here, so that lookup need not. Faults: damaged.
  static std::expected<Trie, Fault> from_bytes(std::vector<std::byte> bytes);

  Match lookup(NameView name) const noexcept;
  std::span<const ListNumber> lists(ListSetId set) const;
  std::size_t set_count() const;
  std::size_t name_count() const;
  std::size_t memory_bytes() const;
  std::span<const std::byte> bytes() const;

 private:
  std::vector<std::byte> bytes_;
  // Owner of trie.cc: add what lookup needs (spans into bytes_, offsets).
};

}  // namespace schoolgate
