#include "blocklists/trie_reader.h"

#include <algorithm>
#include <string>

namespace schoolgate {
namespace {

using namespace trie_format;

constexpr std::size_t max_leb128_octets = 5;  // for 32 bits

template <typename T>
bool take(std::span<const std::byte> bytes, const Extent& extent, std::span<const T>& section) {
  if (extent.offset % alignof(std::uint64_t) != 0 || extent.size % sizeof(T) != 0) return false;
  if (extent.offset > bytes.size() || extent.size > bytes.size() - extent.offset) return false;
  section = {reinterpret_cast<const T*>(bytes.data() + extent.offset), extent.size / sizeof(T)};
  return true;
}

bool take_all(std::span<const std::byte> bytes, const Header& header, TrieSections& sections) {
  return take(bytes, header[Section::symbol_texts], sections.symbol_texts) &&
         take(bytes, header[Section::symbol_lengths], sections.symbol_lengths) &&
         take(bytes, header[Section::set_offsets], sections.set_offsets) &&
         take(bytes, header[Section::set_members], sections.set_members) &&
         take(bytes, header[Section::pairs], sections.pairs) &&
         take(bytes, header[Section::region_slots], sections.region_slots) &&
         take(bytes, header[Section::regions], sections.regions) &&
         take(bytes, header[Section::paths], sections.paths) && take(bytes, header[Section::heads], sections.heads) &&
         take(bytes, header[Section::tops], sections.tops) &&
         take(bytes, header[Section::block_offsets], sections.block_offsets) &&
         take(bytes, header[Section::blocks], sections.blocks);
}

/// Offsets of n things in a section of `size`: n + 1 of them, never falling, from 0 to `size`.
bool are_offsets(std::span<const std::uint32_t> offsets, std::size_t size) {
  return !offsets.empty() && offsets.front() == 0 && offsets.back() == size && std::ranges::is_sorted(offsets);
}

bool symbols_are_sound(const TrieSections& s) {
  return s.symbol_texts.size() == symbol_count && s.symbol_lengths.size() == symbol_count &&
         std::ranges::all_of(s.symbol_lengths,
                             [](std::uint8_t length) { return length >= 1 && length <= max_symbol_octets; });
}

bool sets_are_sound(const TrieSections& s) {
  if (!are_offsets(s.set_offsets, s.set_members.size())) return false;
  const std::size_t sets = s.set_offsets.size() - 1;
  return sets > 0 && s.set_offsets[1] == 0 &&
         std::ranges::all_of(s.pairs, [&](const Pair& pair) { return pair.self < sets && pair.below < sets; });
}

bool tops_are_sound(const TrieSections& s) {
  if (s.tops.size() != (s.heads.size() + heads_a_top - 1) / heads_a_top) return false;
  for (std::size_t i = 0; i < s.tops.size(); ++i) {
    if (s.tops[i] != s.heads[i * heads_a_top]) return false;
  }
  return true;
}

/// Every region has a block and a path, and they fill their sections.
bool regions_are_sound(const TrieSections& s) {
  if (s.regions.empty() || s.regions.front().first_block != 0 || s.regions.front().path != 0) return false;
  if (s.regions.back().first_block != s.heads.size() || s.regions.back().path != s.paths.size()) return false;
  const std::size_t regions = s.regions.size() - 1;
  for (std::size_t i = 0; i < regions; ++i) {
    if (s.regions[i].first_block >= s.regions[i + 1].first_block || s.regions[i].path >= s.regions[i + 1].path) {
      return false;
    }
  }
  if (!std::has_single_bit(s.region_slots.size())) return false;
  // A free slot ends every probe.
  return std::ranges::all_of(s.region_slots, [&](const Slot& slot) { return slot.region <= regions; }) &&
         std::ranges::any_of(s.region_slots, [](const Slot& slot) { return slot.region == 0; });
}

/// Checks one block as lookup will read it, with bounds.
class BlockCheck {
 public:
  BlockCheck(std::span<const std::uint8_t> octets, std::size_t pairs) : octets_(octets), pairs_(pairs) {}

  bool is_sound() {
    if (!skip_ancestors() || octets_.empty()) return false;
    for (bool first = true; !octets_.empty(); first = false) {
      if (!skip_entry(first)) return false;
    }
    return true;
  }

 private:
  bool skip_ancestors() {
    std::uint8_t count = 0;
    if (!octet(count)) return false;
    for (std::uint8_t length = 0; count > 0; --count) {
      if (!octet(length) || length == 0 || length > max_key_octets || !pair()) return false;
    }
    return true;
  }
  bool skip_entry(bool first) {
    std::uint8_t lengths = 0;
    if (!octet(lengths)) return false;
    std::uint8_t shared = lengths >> 4;
    std::uint8_t codes = lengths & 0x0f;
    if (shared == nibble_escape && !octet(shared)) return false;
    if (codes == nibble_escape && !octet(codes)) return false;
    if ((first && shared != 0) || !pair() || codes > octets_.size()) return false;
    octets_ = octets_.subspan(codes);
    return true;
  }
  bool octet(std::uint8_t& value) {
    if (octets_.empty()) return false;
    value = octets_.front();
    octets_ = octets_.subspan(1);
    return true;
  }
  bool pair() {
    std::uint64_t number = 0;
    std::uint8_t value = 0x80;
    for (unsigned i = 0; value > 0x7f; ++i) {
      if (i == max_leb128_octets || !octet(value)) return false;
      number |= std::uint64_t{value & 0x7fU} << (7 * i);
    }
    return number < pairs_;
  }

  std::span<const std::uint8_t> octets_;
  std::size_t pairs_;
};

bool blocks_are_sound(const TrieSections& s) {
  if (!are_offsets(s.block_offsets, s.blocks.size()) || s.block_offsets.size() != s.heads.size() + 1) return false;
  for (std::size_t i = 0; i < s.heads.size(); ++i) {
    const auto octets = s.blocks.subspan(s.block_offsets[i], s.block_offsets[i + 1] - s.block_offsets[i]);
    if (!BlockCheck(octets, s.pairs.size()).is_sound()) return false;
  }
  return true;
}

std::unexpected<Fault> damaged(const char* part) {
  return fault(Fault::Kind::damaged, std::string("The compiled blocklists are damaged: ") + part + ".",
               "They are rebuilt from the lists at the next refresh; `schoolgate lists refresh` does it now.");
}

}  // namespace

std::expected<TrieSections, Fault> TrieSections::open(std::span<const std::byte> bytes) {
  Header header;
  if (bytes.size() < sizeof header) return damaged("they are cut off");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != trie_format::magic) return damaged("they do not begin as they should");
  if (header.version != trie_format::version) return damaged("they are of a format that this version does not know");
  if (header.total_size != bytes.size()) return damaged("their length is wrong");
  TrieSections sections;
  sections.name_count = header.name_count;
  if (!take_all(bytes, header, sections)) return damaged("a section is out of place");
  if (!symbols_are_sound(sections)) return damaged("the symbol table");
  if (!sets_are_sound(sections)) return damaged("the table of list sets");
  if (!tops_are_sound(sections) || !regions_are_sound(sections)) return damaged("the index");
  if (!blocks_are_sound(sections)) return damaged("the names");
  return sections;
}

}  // namespace schoolgate
