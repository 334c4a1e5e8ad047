// The byte form of the blocklist trie: one blob, loaded as it is, little-endian, each section at a multiple of 8.
//
// A *key* is to_key() of a name: labels from the root down, each ended by a zero octet. Byte order puts a parent
// directly before all that is below it. A *region* is a path (a key of 1 to max_region_labels labels) with many names
// at or below it; each top-level domain is one, and "blogspot.com" is when enough names are below it. Its names are
// stored once, without the path, sorted, in blocks of up to entries_a_block:
//
//   region com\0      heads:  "ads\0trac"  "banner-s"  "casino-x" ...     the first 8 octets of each block's first name
//                     blocks: ancestors, entry, entry, ...
//   entry             shared (octets as in the name before) | symbols | pair | the rest of the name, as symbols
//   pair              list set of the name itself, list set of all below it
//   ancestors         of the block's first name, those that are stored in an earlier block: key octets and pair
//
// So a lookup is: the deepest region on the name's path (a hash table), the last block whose first name is not after
// the wanted one (binary search of the heads), one pass over that block. Every listed ancestor of the wanted name is an
// ancestor of the last entry that is not after it, hence it is met in the pass or stands in the block's ancestors.
//
// Symbols: one code octet stands for 1 to 8 octets; the table travels in the blob, so a better one needs no new
// version. An entry's first octet holds shared (high half) and the number of codes (low half); 15 means that the value
// follows in an octet of its own, shared first. Pair numbers are LEB128.
//
// Sections, in order of Section below:
//   symbol_texts     256 x 8 octets         symbol_lengths   256 x 1 octet, 1 to 8
//   set_offsets      (sets + 1) x u32       set_members      u16 list numbers, ascending within a set; set 0 is empty
//   pairs            n x {u32 self, u32 below}
//   region_slots     2^k x {u32 region + 1 (0: free), u32 tag}, linear probing from hash & (2^k - 1); tag = hash >> 32
//   regions          (regions + 1) x {u32 first block, u32 start of the path}; the last one says where all end
//   paths            octets                 heads            blocks x u64, the 8 octets as a big-endian number
//   tops             every heads_a_top-th head again, so that most of a search stays in the processor's nearest memory
//   block_offsets    (blocks + 1) x u32 into blocks            blocks          octets
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace schoolgate::trie_format {

static_assert(std::endian::native == std::endian::little, "sections are read in place");

inline constexpr std::array<char, 8> magic{'S', 'G', 'T', 'R', 'I', 'E', '\r', '\n'};
inline constexpr std::uint32_t version = 1;

// Measured at 3.2 million names of public lists: 8.2 octets a name. 8 entries a block cost 1.1 octets more and save
// next to no time; 32 save 0.5 octets and cost a twentieth of the time.
inline constexpr std::size_t entries_a_block = 16;
// Fewer names below a path than this are kept with the parent's: a region costs about 40 octets.
inline constexpr std::size_t entries_for_region = 64;
// Hosting sites sit below a public suffix of two labels at most ("blogspot.co.uk"); each level costs a probe a lookup.
inline constexpr std::size_t max_region_labels = 3;
inline constexpr std::size_t heads_a_top = 16;      // two cache lines of heads are left to search
inline constexpr std::size_t max_key_octets = 254;  // a name's 255 octets without the root's
inline constexpr std::uint8_t nibble_escape = 15;
inline constexpr std::size_t symbol_count = 256;
inline constexpr std::size_t max_symbol_octets = 8;

enum class Section : std::uint8_t {
  symbol_texts,
  symbol_lengths,
  set_offsets,
  set_members,
  pairs,
  region_slots,
  regions,
  paths,
  heads,
  tops,
  block_offsets,
  blocks,
};
inline constexpr std::size_t section_count = 12;

struct Extent {
  std::uint64_t offset = 0;  // from the start of the blob
  std::uint64_t size = 0;    // in octets
};

struct Header {
  std::array<char, 8> magic = trie_format::magic;
  std::uint32_t version = trie_format::version;
  std::uint32_t reserved = 0;
  std::uint64_t name_count = 0;
  std::uint64_t total_size = 0;
  std::array<Extent, section_count> sections{};
  Extent& operator[](Section section) { return sections[static_cast<std::size_t>(section)]; }
  const Extent& operator[](Section section) const { return sections[static_cast<std::size_t>(section)]; }
};
static_assert(sizeof(Header) == 32 + 16 * section_count);

struct Pair {
  std::uint32_t self = 0;   // list set of the name itself
  std::uint32_t below = 0;  // list set of everything below it
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct Region {
  std::uint32_t first_block = 0;
  std::uint32_t path = 0;  // where it starts in the paths
};

struct Slot {
  std::uint32_t region = 0;  // + 1; 0: free
  std::uint32_t tag = 0;
};

/// The first 8 octets of `text` as a big-endian number, so that numbers order as the octets do.
inline std::uint64_t head_of(std::string_view text) {
  std::array<char, 8> octets{};
  std::memcpy(octets.data(), text.data(), text.size() < 8 ? text.size() : 8);
  std::uint64_t number = 0;
  std::memcpy(&number, octets.data(), 8);
  return __builtin_bswap64(number);
}

/// Goes on hashing a path with one more label. Quality only matters for speed: paths are compared as octets too.
inline std::uint64_t hash_label(std::uint64_t hash, std::string_view label) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
  for (;;) {
    std::uint64_t chunk = 0;
    const std::size_t octets = label.size() < 8 ? label.size() : 8;
    std::memcpy(&chunk, label.data(), octets);
    hash = (hash ^ chunk ^ 0x80U) * multiplier;
    hash ^= hash >> 32;
    if (octets < 8) return hash;
    label.remove_prefix(8);
  }
}

/// What stands before an entry's codes.
struct EntryHead {
  std::uint32_t shared = 0;
  std::uint32_t codes = 0;
  std::uint32_t pair = 0;
};

}  // namespace schoolgate::trie_format
