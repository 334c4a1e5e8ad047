// A trie's sections, as views into its byte form, and the one-off check that makes reading them safe.
// Thread rules: constant after open(). The bytes must outlive the views. Used by Trie and its builder only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "blocklists/fault.h"
#include "blocklists/trie_code.h"
#include "blocklists/trie_format.h"

namespace schoolgate {

struct TrieSections {
  TrieCode code;
  std::span<const std::uint32_t> set_offsets;
  std::span<const std::uint16_t> set_members;
  std::span<const trie_format::Pair> pairs;
  std::span<const trie_format::Region> regions;
  std::span<const trie_format::Top> tops;
  std::span<const std::uint8_t> buckets;
  std::span<const std::uint32_t> bucket_bases;
  std::span<const std::uint16_t> bucket_starts;
  std::span<const std::uint32_t> far_starts;
  std::size_t name_count = 0;

  /// Where a bucket starts in `buckets`; one behind the last: where it ends.
  std::size_t bucket_start(std::size_t bucket) const {
    const std::uint32_t base = bucket_bases[bucket / trie_format::buckets_a_base];
    if (base < trie_format::far_base) return base + bucket_starts[bucket];
    return far_starts[base - trie_format::far_base + bucket % trie_format::buckets_a_base];
  }
  std::size_t bucket_count() const { return bucket_starts.size() - 1; }

  /// Faults: damaged, with the part that is wrong.
  static std::expected<TrieSections, Fault> open(std::span<const std::byte> bytes);
};

/// Reads a LEB128 number that has been checked, and moves `at` behind it.
inline std::uint32_t read_number(const std::uint8_t*& at) {
  std::uint8_t octet = *at++;
  std::uint32_t number = octet & 0x7fU;
  for (unsigned shift = 7; octet > 0x7f; shift += 7) {
    octet = *at++;
    number |= (octet & 0x7fU) << shift;
  }
  return number;
}

/// What stands before the code of a name below, see trie_format.h.
struct NameBelow {
  std::uint32_t bits = 0;  // of the code
  bool same_pair = false;
  std::size_t size() const { return (bits + 7) / 8; }
};

inline NameBelow read_name_below(const std::uint8_t*& at) {
  NameBelow name{.bits = *at & trie_format::bits_escape, .same_pair = (*at & trie_format::same_pair_flag) != 0};
  ++at;
  if (name.bits == trie_format::bits_escape) {
    name.bits = at[0] | std::uint32_t{at[1]} << 8;
    at += 2;
  }
  return name;
}

/// Moves `at` behind the payload of an entry of this kind.
inline void skip_payload(std::uint32_t kind, const std::uint8_t*& at) {
  if (kind < trie_format::octet_pair) return;
  if (kind < trie_format::numbered_pair) {
    ++at;
    return;
  }
  if (kind == trie_format::one_below) at += read_name_below(at).size();
  const std::uint32_t number = read_number(at);
  if (kind == trie_format::few_below) at += number;
}

}  // namespace schoolgate
