// Where a label's entry is in its region: found by lookup and by the builder alike. See trie_format.h.
// Thread rules: a pure function.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "blocklists/trie_code.h"
#include "blocklists/trie_format.h"

namespace schoolgate {

struct TriePlace {
  std::uint32_t bucket = 0;  // within the region
  std::uint32_t check = 0;
  std::uint32_t front = 0;  // octets
};

/// `text` is one label's code.
inline TriePlace place_of(const TrieCode::Text& text, std::uint64_t buckets) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
  const unsigned bucket_bits = static_cast<unsigned>(std::bit_width(buckets)) - 1;
  const unsigned window_bits = bucket_bits + trie_format::check_bits;
  const std::uint64_t mask = (std::uint64_t{1} << window_bits) - 1;
  TriePlace place;
  place.front = text.bits > window_bits ? (text.bits - window_bits + 7) / 8 : 0;
  const std::size_t words = place.front / 8;
  const unsigned left = 8 * (place.front % 8);  // bits of the front in its last word
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < words; ++i) {
    hash = (hash ^ text.words[i]) * odd;
    hash ^= hash >> 32;
  }
  hash = (hash ^ (text.words[words] & ((std::uint64_t{1} << left) - 1))) * odd;
  hash ^= hash >> 32;
  const std::uint64_t window = text.words[words] >> left | text.words[words + 1] << 1 << (63 - left);
  // Both can be undone within window_bits, hence no two windows with the same front get the same place.
  const std::uint64_t number = ((window ^ hash) * odd) & mask;
  // Places are shared out evenly: those of one bucket lie `buckets` apart in the low part, at least 2^bucket_bits.
  const std::uint64_t spread = number * buckets;
  place.bucket = static_cast<std::uint32_t>(spread >> window_bits);
  place.check = static_cast<std::uint32_t>((spread & mask) >> bucket_bits);
  return place;
}

}  // namespace schoolgate
