#include "blocklists/trie_reader.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

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
  return take(bytes, header[Section::set_offsets], sections.set_offsets) &&
         take(bytes, header[Section::set_members], sections.set_members) &&
         take(bytes, header[Section::pairs], sections.pairs) &&
         take(bytes, header[Section::regions], sections.regions) && take(bytes, header[Section::tops], sections.tops) &&
         take(bytes, header[Section::bucket_bases], sections.bucket_bases) &&
         take(bytes, header[Section::bucket_starts], sections.bucket_starts) &&
         take(bytes, header[Section::far_starts], sections.far_starts) &&
         take(bytes, header[Section::buckets], sections.buckets);
}

bool read_code(std::span<const std::byte> bytes, const Header& header, TrieSections& sections) {
  std::span<const std::uint8_t> lengths;
  if (!take(bytes, header[Section::code_lengths], lengths)) return false;
  auto code = TrieCode::from_lengths(lengths);
  if (code) sections.code = std::move(*code);
  return code.has_value();
}

/// Offsets of n things in a section of `size`: n + 1 of them, never falling, from 0 to `size`.
bool are_offsets(std::span<const std::uint32_t> offsets, std::size_t size) {
  return !offsets.empty() && offsets.front() == 0 && offsets.back() == size && std::ranges::is_sorted(offsets);
}

bool sets_are_sound(const TrieSections& s) {
  if (!are_offsets(s.set_offsets, s.set_members.size())) return false;
  const std::size_t sets = s.set_offsets.size() - 1;
  return sets > 0 && s.set_offsets[1] == 0 &&
         std::ranges::all_of(s.pairs, [&](const Pair& pair) { return pair.self < sets && pair.below < sets; });
}

/// There is a root; every region has buckets, and they share all of them out.
bool regions_are_sound(const TrieSections& s) {
  if (s.regions.size() < 2 || s.bucket_starts.empty()) return false;
  if (s.regions.front().first_bucket != 0 || s.regions.back().first_bucket != s.bucket_count()) return false;
  for (std::size_t i = 0; i + 1 < s.regions.size(); ++i) {
    const Region& region = s.regions[i];
    const Region& next = s.regions[i + 1];
    if (region.first_bucket >= next.first_bucket || region.pair > s.pairs.size()) return false;
    if (next.first_bucket - region.first_bucket > max_region_buckets) return false;
  }
  return true;
}

/// Checks one bucket as lookup will read it, with bounds.
class BucketCheck {
 public:
  BucketCheck(std::span<const std::uint8_t> octets, const TrieSections& sections) : octets_(octets), s_(sections) {}

  bool is_sound() {
    std::uint64_t count = 0;
    if (!number(count) || count > octets_.size() / 2) return false;
    const auto forms = octets_.subspan(count, count);
    octets_ = octets_.subspan(2 * count);
    bool plain = true;
    for (const std::uint8_t form : forms) {
      if (is_plain(form) && !plain) return false;
      plain = is_plain(form);
      if (!skip_front(front_of(form)) || !skip_payload(kind_of(form))) return false;
    }
    return octets_.empty();
  }

 private:
  bool skip_front(std::size_t octets) {
    std::uint8_t length = 0;
    if (octets != front_escape) return skip(octets);
    return octet(length) && skip(length);
  }
  bool skip_payload(std::uint32_t kind) {
    std::uint64_t value = kind;
    std::uint8_t low = 0;
    if (kind < octet_pair) return value < s_.pairs.size();
    if (kind < numbered_pair) return octet(low) && octet_pair + 256 * (kind - octet_pair) + low < s_.pairs.size();
    if (kind == one_below) return skip_name(true);
    if (!number(value)) return false;
    if (kind == numbered_pair) return value < s_.pairs.size();
    if (kind == region) return value < s_.regions.size() - 1;
    if (value > octets_.size()) return false;
    BucketCheck inside(octets_.first(value), s_);
    return skip(value) && inside.are_sound_names();
  }
  bool are_sound_names() {
    std::uint64_t pair = 0;
    if (!number(pair) || pair > s_.pairs.size()) return false;
    for (bool first = true; !octets_.empty(); first = false) {
      if (!skip_name(first)) return false;
    }
    return true;
  }
  bool skip_name(bool first) {
    std::uint8_t low = 0;
    std::uint8_t high = 0;
    if (!octet(low)) return false;
    const bool same_pair = (low & same_pair_flag) != 0;
    std::size_t bits = low & bits_escape;
    if (bits == bits_escape) {
      if (!octet(low) || !octet(high)) return false;
      bits = low | std::size_t{high} << 8;
    }
    std::uint64_t pair = 0;
    if (bits > 64 * TrieCode::max_words || !skip((bits + 7) / 8)) return false;
    return same_pair ? !first : number(pair) && pair < s_.pairs.size();
  }
  bool octet(std::uint8_t& value) {
    if (octets_.empty()) return false;
    value = octets_.front();
    octets_ = octets_.subspan(1);
    return true;
  }
  bool skip(std::size_t octets) {
    if (octets > octets_.size()) return false;
    octets_ = octets_.subspan(octets);
    return true;
  }
  bool number(std::uint64_t& number) {
    number = 0;
    std::uint8_t value = 0x80;
    for (unsigned i = 0; value > 0x7f; ++i) {
      if (i == max_leb128_octets || !octet(value)) return false;
      number |= std::uint64_t{value & 0x7fU} << (7 * i);
    }
    return number <= std::numeric_limits<std::uint32_t>::max();
  }

  std::span<const std::uint8_t> octets_;
  const TrieSections& s_;
};

/// Every bucket's start can be read.
bool starts_are_sound(const TrieSections& s) {
  if (s.bucket_bases.size() != (s.bucket_starts.size() + buckets_a_base - 1) / buckets_a_base) return false;
  return std::ranges::all_of(s.bucket_bases, [&](std::uint32_t base) {
    return base < far_base ||
           (s.far_starts.size() >= buckets_a_base && base - far_base <= s.far_starts.size() - buckets_a_base);
  });
}

/// A free slot ends every probe.
bool tops_are_sound(const TrieSections& s) {
  return std::has_single_bit(s.tops.size()) &&
         std::ranges::all_of(s.tops, [&](const Top& top) { return top.region < s.regions.size(); }) &&
         std::ranges::any_of(s.tops, [](const Top& top) { return top.region == 0; });
}

bool buckets_are_sound(const TrieSections& s) {
  if (s.buckets.size() < read_ahead) return false;
  const std::size_t size = s.buckets.size() - read_ahead;
  std::size_t start = 0;
  for (std::size_t i = 0; i < s.bucket_count(); ++i) {
    const std::size_t end = s.bucket_start(i + 1);
    if (s.bucket_start(i) != start || end < start || end > size) return false;
    if (!BucketCheck(s.buckets.subspan(start, end - start), s).is_sound()) return false;
    start = end;
  }
  return start == size;
}

std::unexpected<Fault> damaged(const char* part) {
  return fault(Fault::Kind::damaged, std::string("The compiled blocklists are damaged: ") + part + ".",
               "They are built anew from the stored lists.");
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
  if (!read_code(bytes, header, sections)) return damaged("the code that names are written in");
  if (!sets_are_sound(sections)) return damaged("the table of list sets");
  if (!regions_are_sound(sections) || !tops_are_sound(sections) || !starts_are_sound(sections))
    return damaged("the index");
  if (!buckets_are_sound(sections)) return damaged("the names");
  return sections;
}

}  // namespace schoolgate
