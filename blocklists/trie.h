// The blocklists, compiled: an immutable label trie, exact, walked from the root down along the wire labels of a name.
// Each listed name carries two interned list sets: one for the name itself, one for everything below it, both already
// holding what its ancestors say. So the deepest match on the way down is the whole answer:
//   list 1 has example.com, list 2 has play.example.com
//   lookup(www.example.com)      -> {1}, depth 2
//   lookup(a.play.example.com)   -> {1, 2}, depth 3
// Thread rules: lookup and the accessors are const, allocate nothing and may run on any number of threads.
// The byte form is written by TrieBuilder and is what the store keeps; its layout is described in trie_format.h,
// the measurements behind it in TRIE.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "blocklists/trie_place.h"
#include "blocklists/trie_reader.h"

namespace schoolgate {

using ListNumber = std::uint16_t;  // a list's place in the generation's manifest
using ListSetId = std::uint32_t;   // a list set's place in the trie's table; 0 is the empty set

class Trie {
 public:
  struct Match {
    ListSetId lists = 0;     // 0: not listed
    std::uint8_t depth = 0;  // labels of the deepest listed name on the way, counted from the root; 0: not listed
  };

  /// Nothing listed.
  Trie() = default;
  Trie(Trie&&) noexcept = default;  // a vector keeps its storage when moved, so the views stay good
  Trie& operator=(Trie&&) noexcept = default;
  Trie(const Trie&) = delete;  // share it instead: it is tens of megabytes
  Trie& operator=(const Trie&) = delete;
  /// Takes the byte form; every offset is checked once here, so that lookup need not. Faults: damaged.
  static std::expected<Trie, Fault> from_bytes(std::vector<std::byte> bytes);

  Match lookup(NameView name) const noexcept;

  /// A lookup in three steps, so that the steps of other names can be taken in between: what each step will read is
  /// fetched from memory meanwhile. The result is lookup()'s. `name` must stay until finish().
  class Walk;
  void begin(NameView name, Walk& walk) const noexcept;
  void fetch(const Walk& walk) const noexcept;
  Match finish(Walk& walk) const noexcept;

  /// Ascending; empty for 0 and for numbers that lookup never gave.
  std::span<const ListNumber> lists(ListSetId set) const;
  std::size_t set_count() const;   // the empty set counted
  std::size_t name_count() const;  // names stored: those that say something else than their parent
  std::size_t memory_bytes() const;
  std::span<const std::byte> bytes() const;

 private:
  static constexpr std::uint32_t no_region = ~std::uint32_t{0};
  /// What an entry says, and where what is below it is found: in a region, or among a few names; or nothing is below.
  struct Found {
    std::uint32_t pair = 0;  // + 1; 0: none
    std::uint32_t region = no_region;
    const std::uint8_t* names = nullptr;
    const std::uint8_t* names_end = nullptr;
  };
  /// The deepest name so far that says anything.
  struct Best {
    std::uint32_t pair = 0;  // + 1; 0: none
    std::size_t depth = 0;
    void take(std::uint32_t new_pair, std::size_t new_depth) {
      if (new_pair == 0) return;
      pair = new_pair;
      depth = new_depth;
    }
  };
  std::uint32_t root() const noexcept;
  void aim(Walk& walk) const noexcept;
  Found in_region(std::uint32_t region) const noexcept;
  Found find_top(const std::uint8_t* label, std::span<const std::uint8_t> wire) const noexcept;
  Found find_in_bucket(const Walk& walk) const noexcept;
  Found read_payload(std::uint32_t kind, const std::uint8_t* at) const noexcept;
  std::uint32_t find_below(const TrieCode::Text& text, const Found& found) const noexcept;

  std::vector<std::byte> bytes_;
  TrieSections sections_;  // views into bytes_
};

/// How far a lookup has come.
class Trie::Walk {
  friend class Trie;
  std::span<const std::uint8_t> wire_;
  std::array<std::uint8_t, max_labels> starts_;
  std::size_t labels_ = 0;
  std::size_t depth_ = 0;  // labels looked up, from the last on
  Best best_;
  Found found_;         // by the last of them
  bool aimed_ = false;  // the next is to be looked for in this bucket
  std::size_t bucket_ = 0;
  TriePlace place_;
  TrieCode::Text text_;
  /// From 1: the top-level domain.
  const std::uint8_t* label(std::size_t depth) const { return wire_.data() + starts_[labels_ - depth]; }
};

}  // namespace schoolgate
