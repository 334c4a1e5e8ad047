// The byte form of the blocklist trie: one blob, loaded as it is, little-endian, each section at a multiple of 8.
//
// A *region* is a name with many listed names below it, or with a region below it; the root is one, so are "com" and
// "blogspot.com". A region has one *entry* for each label that stands directly below it and has anything listed at or
// below it. Entries lie in buckets, and the label says which bucket: so a lookup reads one bucket a region, which for
// most names means one of "com" and then no more, for there is no such entry.
//
//   label       coded by TrieCode: a bit string of about 4 bits a character, that no other label's begins with
//   split       bits = front | window. The window is what is left of window_bits = log2(buckets) + check_bits when the
//               front takes the rest in whole octets. The front is stored
//   place       permute(window ^ hash(front)), a number below 2^window_bits: its high part is the bucket, its low part
//               the check, an octet. So bucket, check and front give the label back: a match is exact, although what
//               the bucket stands for is stored nowhere
//   bucket      number of entries (LEB128), their checks, their forms, then for each entry in turn: front, payload
//   form        octet: octets of front (low 4 bits; 15: an octet before the front says), kind (high 4 bits)
//   kind        0 to 7     pair of that number; no payload
//               8 to 11    payload: an octet; pair 8 + 256 * (kind - 8) + octet
//               12         payload: LEB128 pair number
//               13         payload: the one name below; the label's own name is not listed
//               14         payload: octets (LEB128), own pair + 1 or 0 (LEB128), the few names below
//               15         payload: LEB128 region number
//               Entries whose form does not tell their size (kinds above 11, long fronts) stand behind the others.
//   name below  octet: bits of code (low 7 bits; 127: in two octets that follow), high bit: the pair is that of the
//               name before; the codes of its labels in turn, without a gap, to a whole octet; LEB128 pair number
//   pair        list set of the name itself, list set of all below it; the most used have the lowest numbers
//
// Sections, in order of Section below:
//   code_lengths     32,000 octets, see TrieCode
//   set_offsets      (sets + 1) x u32       set_members      u16 list numbers, ascending within a set; set 0 is empty
//   pairs            n x {u32 self, u32 below}
//   regions          (regions + 1) x {u32 first bucket, u32 own pair + 1 or 0}; the last is the root, then where all
//   end tops             2^k x {u64 length and label, u64 region + 1 (0: free)}, linear probing from top_hash(): the
//   regions directly
//                    below the root with short labels, which are in no bucket: almost every lookup begins there
//   buckets          octets, and read_ahead octets more
//   bucket_bases     one u32 for 32 starts: where the first of 32 buckets starts in `buckets`; or far_base + i when
//                    far_starts[i] and the 31 that follow say where they start
//   bucket_starts    (buckets + 1) x u16, from the base; the last says where all end
//   far_starts       n x u32, for the rare 32 buckets that take more octets than 16 bits count
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace schoolgate::trie_format {

static_assert(std::endian::native == std::endian::little, "sections are read in place");

inline constexpr std::array<char, 8> magic{'S', 'G', 'T', 'R', 'I', 'E', '\r', '\n'};
inline constexpr std::uint32_t version = 2;

// On average. See TRIE.md for what fewer and more of them cost.
inline constexpr std::size_t entries_a_bucket = 16;
// Fewer names than this below a label are searched from first to last.
inline constexpr std::size_t names_for_region = 32;
inline constexpr unsigned check_bits = 8;
inline constexpr std::size_t max_region_buckets = std::size_t{1} << 24;  // so that a place times this fits 64 bits
inline constexpr std::size_t max_key_octets = 254;                       // a name's 255 octets without the root's
inline constexpr std::size_t buckets_a_base = 32;
inline constexpr std::uint32_t far_base = std::uint32_t{1} << 31;
inline constexpr std::size_t max_top_octets = 7;  // a label that fits a u64 with its length
inline constexpr std::uint32_t front_escape = 15;
inline constexpr std::uint32_t bits_escape = 127;
inline constexpr std::uint32_t same_pair_flag = 0x80;
inline constexpr std::size_t read_ahead = 64;  // lookup loads many octets at a time, wherever a bucket ends

enum Kind : std::uint32_t {
  octet_pair = 8,  // below it: a pair without payload
  numbered_pair = 12,
  one_below = 13,
  few_below = 14,
  region = 15
};

inline constexpr std::uint32_t octet_pairs_end = octet_pair + 256 * (numbered_pair - octet_pair);

enum class Section : std::uint8_t {
  code_lengths,
  set_offsets,
  set_members,
  pairs,
  regions,
  tops,
  buckets,
  bucket_bases,
  bucket_starts,
  far_starts,
};
inline constexpr std::size_t section_count = 10;

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
  std::uint32_t first_bucket = 0;
  std::uint32_t pair = 0;  // of the region's own name, + 1; 0: none
};

struct Top {
  std::uint64_t label = 0;   // its length, then its octets, from the lowest up
  std::uint64_t region = 0;  // + 1; 0: free
};

inline std::uint64_t top_hash(std::uint64_t label) { return (label * 0x9e3779b97f4a7c15) >> 40; }

// A form taken apart.
inline std::uint32_t front_of(std::uint8_t form) { return form & 0x0fU; }
inline std::uint32_t kind_of(std::uint8_t form) { return form >> 4; }
/// Whether the form tells how many octets its entry has.
inline bool is_plain(std::uint8_t form) { return kind_of(form) < numbered_pair && front_of(form) != front_escape; }

inline std::uint64_t load(const std::uint8_t* at) {
  std::uint64_t octets = 0;
  std::memcpy(&octets, at, sizeof octets);
  return octets;
}

}  // namespace schoolgate::trie_format
