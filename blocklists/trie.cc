#include "blocklists/trie.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "blocklists/trie_format.h"

namespace schoolgate {
namespace {

using namespace trie_format;

// Octets are compared eight at a time, so a load may begin at the last octet of the key.
constexpr std::size_t load_octets = 8;

std::uint64_t load(const std::uint8_t* at) {
  std::uint64_t octets = 0;
  std::memcpy(&octets, at, sizeof octets);
  return octets;
}

/// How many of the ascending numbers are not above `limit`. Without branches: which way is anybody's guess.
std::size_t not_above(const std::uint64_t* numbers, std::size_t count, std::uint64_t limit) {
  const std::uint64_t* at = numbers;
  while (count > 1) {
    const std::size_t half = count / 2;
    at = at[half - 1] <= limit ? at + half : at;
    count -= half;
  }
  return static_cast<std::size_t>(at - numbers) + (*at <= limit ? 1U : 0U);
}

/// How far an entry and the wanted name agree, and which of them comes first where they part.
struct Comparison {
  enum class Entry : std::uint8_t { before, at_or_above, after };
  Entry entry;
  std::size_t common;
};

/// Compares the wanted rest from `common` on with the entry's codes. `rest` has load_octets zero octets behind it.
Comparison compare(const TrieSections& s, const std::uint8_t* codes, std::size_t count, const std::uint8_t* rest,
                   std::size_t size, std::size_t common) {
  for (const std::uint8_t* const end = codes + count; codes != end; ++codes) {
    const unsigned length = s.symbol_lengths[*codes];
    const std::uint64_t wanted = load(rest + common);
    const std::uint64_t text = s.symbol_texts[*codes];
    const std::uint64_t difference = (text ^ wanted) << (64 - 8 * length);
    if (difference != 0) {
      const unsigned bits = static_cast<unsigned>(std::countr_zero(difference)) - (64 - 8 * length);
      const unsigned shift = bits & ~7U;
      const bool before = ((text >> shift) & 0xff) < ((wanted >> shift) & 0xff);
      return {before ? Comparison::Entry::before : Comparison::Entry::after, common + shift / 8};
    }
    common += length;
    // Only a damaged entry can agree with what is behind the wanted name.
    if (common > size) return {Comparison::Entry::after, size};
  }
  return {Comparison::Entry::at_or_above, common};
}

/// The best answer so far: the longest stored key that is the wanted one or above it.
struct Candidate {
  std::size_t key_octets = 0;
  std::uint32_t pair = 0;
};

/// Among the block's ancestors, those above its first name as far as that agrees with the wanted one.
Candidate among_ancestors(const std::uint8_t* at, std::size_t common_key_octets) {
  Candidate best;
  for (std::uint8_t count = *at++; count > 0; --count) {
    const std::size_t length = *at++;
    const std::uint32_t pair = read_number(at);
    if (length <= common_key_octets) best = {length, pair};
  }
  return best;
}

const std::uint8_t* skip_ancestors(const std::uint8_t* at) {
  for (std::uint8_t count = *at++; count > 0; --count) {
    ++at;
    read_number(at);
  }
  return at;
}

}  // namespace

/// The wanted name as a key, on the stack, and where its first labels end.
struct Trie::Query {
  explicit Query(std::span<const std::uint8_t> wire) {
    std::array<std::uint8_t, max_labels> starts;
    std::size_t count = 0;
    for (std::size_t at = 0; at < wire.size() && wire[at] != 0 && count < max_labels; at += 1U + wire[at]) {
      starts[count++] = static_cast<std::uint8_t>(at);
    }
    std::uint64_t hash = 0;
    while (count > 0) {
      const std::uint8_t* const label = &wire[starts[--count]];
      const std::size_t length = *label;
      // No listed name has a zero octet in a label; only those above this one can be listed.
      if (std::memchr(label + 1, 0, length) != nullptr) {
        cut = true;
        break;
      }
      std::memcpy(octets.data() + size, label + 1, length);
      if (paths < max_region_labels) {
        hash = hash_label(hash, {reinterpret_cast<const char*>(label) + 1, length});
        hashes[paths] = hash;
        ends[paths++] = size + length + 1;
      }
      size += length;
      octets[size++] = 0;
    }
    std::memset(octets.data() + size, 0, load_octets);
  }

  std::array<std::uint8_t, max_key_octets + load_octets> octets;
  std::size_t size = 0;
  std::size_t paths = 0;
  std::array<std::size_t, max_region_labels> ends;
  std::array<std::uint64_t, max_region_labels> hashes;
  bool cut = false;  // the name goes on below
};

std::expected<Trie, Fault> Trie::from_bytes(std::vector<std::byte> bytes) {
  auto sections = TrieSections::open(bytes);
  if (!sections) return std::unexpected(std::move(sections.error()));
  Trie trie;
  trie.bytes_ = std::move(bytes);
  trie.sections_ = *sections;
  return trie;
}

Trie::Match Trie::lookup(NameView name) const noexcept {
  if (sections_.region_slots.empty() || name.wire().size() > max_name_octets) return {};
  const Query query(name.wire());
  for (std::size_t i = query.paths; i > 0; --i) {
    const std::size_t path_octets = query.ends[i - 1];
    const Region* const region = find_region(query.hashes[i - 1], {query.octets.data(), path_octets});
    if (region == nullptr) continue;
    const std::size_t block = find_block(region, query.octets.data() + path_octets, query.size - path_octets);
    return search(block, query, path_octets);
  }
  return {};
}

const Region* Trie::find_region(std::uint64_t hash, std::span<const std::uint8_t> path) const noexcept {
  const std::size_t mask = sections_.region_slots.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot slot = sections_.region_slots[at];
    if (slot.region == 0) return nullptr;
    if (slot.tag != tag) continue;
    const Region* const region = &sections_.regions[slot.region - 1];
    if (std::ranges::equal(sections_.paths.subspan(region[0].path, region[1].path - region[0].path), path)) {
      return region;
    }
  }
}

std::size_t Trie::find_head(std::size_t first, std::size_t last, std::uint64_t head) const noexcept {
  // The tops that stand strictly inside; `first` itself serves as the one before them.
  const std::size_t first_top = first / heads_a_top + 1;
  const std::size_t last_top = (last - 1) / heads_a_top + 1;
  const std::size_t top = last_top <= first_top
                              ? first_top - 1
                              : first_top - 1 + not_above(&sections_.tops[first_top], last_top - first_top, head);
  __builtin_prefetch(&sections_.block_offsets[top * heads_a_top]);
  const std::size_t begin = std::max(first, top * heads_a_top);
  const std::size_t end = std::min(last, (top + 1) * heads_a_top);
  const std::size_t count = not_above(&sections_.heads[begin], end - begin, head);
  return count == 0 ? begin : begin + count - 1;
}

/// The last block of the region whose first name is not after the wanted one; the first block when there is none.
std::size_t Trie::find_block(const Region* region, const std::uint8_t* rest, std::size_t size) const noexcept {
  const std::size_t first = region[0].first_block;
  const std::uint64_t head = __builtin_bswap64(load(rest));
  const std::size_t block = find_head(first, region[1].first_block, head);
  if (sections_.heads[block] != head || !begins_after(block, rest, size)) return block;
  // Several blocks may begin with the same eight octets: the first names themselves decide.
  auto low = static_cast<std::size_t>(std::lower_bound(&sections_.heads[first], &sections_.heads[block], head) -
                                      sections_.heads.data());
  std::size_t high = block;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (begins_after(middle, rest, size)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low > first ? low - 1 : first;
}

bool Trie::begins_after(std::size_t block, const std::uint8_t* rest, std::size_t size) const noexcept {
  const std::uint8_t* at = skip_ancestors(&sections_.blocks[sections_.block_offsets[block]]);
  const EntryHead head = read_entry_head(at);
  return compare(sections_, at, head.codes, rest, size, 0).entry == Comparison::Entry::after;
}

Trie::Match Trie::search(std::size_t block, const Query& query, std::size_t path_octets) const noexcept {
  const std::uint8_t* const rest = query.octets.data() + path_octets;
  const std::size_t size = query.size - path_octets;
  const std::uint8_t* const begin = &sections_.blocks[sections_.block_offsets[block]];
  const std::uint8_t* const end = sections_.blocks.data() + sections_.block_offsets[block + 1];
  Candidate best;
  std::size_t common = 0;
  std::size_t common_with_first = 0;
  const std::uint8_t* const first_entry = skip_ancestors(begin);
  for (const std::uint8_t* at = first_entry; at != end;) {
    const bool is_first = at == first_entry;
    const EntryHead head = read_entry_head(at);
    const std::uint8_t* const codes = at;
    at += head.codes;
    if (head.shared > common) continue;  // parts from the wanted name where the one before did, and the same way
    if (head.shared < common) break;     // parts earlier, upwards: it and all that follow are after the wanted name
    const Comparison result = compare(sections_, codes, head.codes, rest, size, common);
    common = result.common;
    if (is_first) common_with_first = common;
    if (result.entry == Comparison::Entry::after) break;
    if (result.entry == Comparison::Entry::at_or_above) best = {path_octets + common, head.pair};
  }
  if (best.key_octets == 0) best = among_ancestors(begin, path_octets + common_with_first);
  if (best.key_octets == 0) return {};
  const Pair pair = sections_.pairs[best.pair];
  const ListSetId lists = best.key_octets == query.size && !query.cut ? pair.self : pair.below;
  if (lists == 0) return {};
  const auto depth =
      std::count(query.octets.begin(), query.octets.begin() + static_cast<std::ptrdiff_t>(best.key_octets), 0);
  return {lists, static_cast<std::uint8_t>(depth)};
}

std::span<const ListNumber> Trie::lists(ListSetId set) const {
  if (set == 0 || set >= set_count()) return {};
  const std::uint32_t begin = sections_.set_offsets[set];
  return sections_.set_members.subspan(begin, sections_.set_offsets[set + 1] - begin);
}

std::size_t Trie::set_count() const { return sections_.set_offsets.empty() ? 1 : sections_.set_offsets.size() - 1; }
std::size_t Trie::name_count() const { return sections_.name_count; }
std::size_t Trie::memory_bytes() const { return bytes_.capacity(); }
std::span<const std::byte> Trie::bytes() const { return bytes_; }

}  // namespace schoolgate
