#include "blocklists/trie_builder.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "blocklists/trie_entries.h"
#include "blocklists/trie_sections.h"
#include "blocklists/trie_writer.h"

namespace schoolgate {
namespace {

using namespace trie_format;

constexpr std::size_t max_octets = far_base - (1U << 20);  // of all buckets; a larger base is no base
constexpr std::size_t index_octets = 5;                    // a bucket: its count, start and share of a base

struct PairHash {
  std::size_t operator()(const Pair& pair) const {
    return std::hash<std::uint64_t>{}(std::uint64_t{pair.self} << 32 | pair.below);
  }
};

/// Looks list sets up without making a string of them first.
struct SetHash {
  using is_transparent = void;
  std::size_t operator()(std::u16string_view set) const { return std::hash<std::u16string_view>{}(set); }
};

/// A name that the names to come may be below.
struct Open {
  std::size_t key_octets = 0;
  std::uint32_t pair = 0;  // + 1; 0: not listed itself
  std::size_t names = 0;   // listed below it
  bool above_region = false;
  TrieEntries entries;
};

struct ClosedRegion {
  std::uint32_t pair = 0;
  TrieEntries entries;
};

bool is_well_formed(std::string_view key) {
  if (key.empty() || key.size() > max_key_octets || key.back() != '\0') return false;
  std::size_t label = 0;  // its octets so far
  for (const char octet : key) {
    const bool ends = octet == '\0';
    if (ends ? label == 0 : TrieCode::symbol_of(static_cast<std::uint8_t>(octet)) == TrieCode::none) return false;
    label = ends ? 0 : label + 1;
    if (label > max_label_octets) return false;
  }
  return true;
}

/// All of what a name's entries say, as names relative to it.
std::string names_of(const TrieEntries& entries) {
  std::string names;
  entries.for_each([&](const TrieEntry& entry, std::uint64_t) {
    const std::string prefix = std::string(entry.label) + '\0';
    if (entry.pair != 0) append_name(names, prefix, {.key = {}, .pair = entry.pair - 1});
    for (std::string_view below = entry.below; !below.empty();) append_name(names, prefix, take_name(below));
  });
  return names;
}

}  // namespace

struct TrieBuilder::Parts {
  std::string previous;
  std::vector<Open> path{1};  // the root, then the labels of `previous`
  std::vector<ClosedRegion> regions;
  std::vector<Top> tops;
  std::size_t octets = 0;
  std::uint64_t name_count = 0;
  std::vector<std::uint32_t> symbol_counts = std::vector<std::uint32_t>(TrieCode::table_size);
  std::vector<Pair> pairs;
  std::vector<std::uint32_t> pair_uses;
  std::unordered_map<Pair, std::uint32_t, PairHash> pair_numbers;
  std::unordered_map<std::u16string, ListSetId, SetHash, std::equal_to<>> set_numbers;
  std::vector<std::uint32_t> set_offsets{0, 0};  // the empty set is there from the start
  std::vector<ListNumber> set_members;

  std::uint32_t intern_pair(Pair pair);
  void open(std::string_view label, std::size_t key_octets);
  void close_to(std::size_t key_octets);
  void close();
  std::vector<std::uint32_t> number_pairs();
  std::vector<Region> region_table(std::span<const std::uint32_t> pair_numbers) const;
  std::vector<std::uint32_t> write_buckets(const TrieCode& code, std::span<const std::uint32_t> pair_numbers,
                                           std::vector<std::byte>& out, Header& header);
};

std::uint32_t TrieBuilder::Parts::intern_pair(Pair pair) {
  const auto [at, added] = pair_numbers.try_emplace(pair, static_cast<std::uint32_t>(pairs.size()));
  if (added) {
    pairs.push_back(pair);
    pair_uses.push_back(0);
  }
  ++pair_uses[at->second];
  return at->second;
}

void TrieBuilder::Parts::open(std::string_view label, std::size_t key_octets) {
  std::size_t before = TrieCode::none;
  std::size_t last = TrieCode::none;
  for (const char octet : label) {
    const std::size_t symbol = TrieCode::symbol_of(static_cast<std::uint8_t>(octet));
    ++symbol_counts[(before * TrieCode::symbols + last) * TrieCode::symbols + symbol];
    before = std::exchange(last, symbol);
  }
  ++symbol_counts[(before * TrieCode::symbols + last) * TrieCode::symbols + TrieCode::end];
  path.emplace_back().key_octets = key_octets;
}

void TrieBuilder::Parts::close_to(std::size_t key_octets) {
  while (path.back().key_octets > key_octets) close();
}

void TrieBuilder::Parts::close() {
  Open open = std::move(path.back());
  path.pop_back();
  Open& parent = path.back();
  const std::string_view label =
      std::string_view(previous).substr(parent.key_octets, open.key_octets - parent.key_octets - 1);
  TrieEntry entry;
  entry.label = label;
  entry.pair = open.pair;
  std::string below;
  if (open.above_region || open.names >= names_for_region) {
    regions.push_back({open.pair, std::move(open.entries)});
    entry.region = static_cast<std::uint32_t>(regions.size());
    parent.above_region = true;
  } else {
    below = names_of(open.entries);
    entry.below = below;
  }
  octets += label.size() + below.size() + 8;
  if (path.size() == 1 && entry.region != 0 && label.size() <= max_top_octets) {
    tops.push_back({top_label(label), entry.region});
  } else {
    parent.entries.append(entry);
  }
  parent.names += open.names + (open.pair != 0 ? 1 : 0);
}

/// The most used first; gives what each number has become.
std::vector<std::uint32_t> TrieBuilder::Parts::number_pairs() {
  std::vector<std::uint32_t> order(pairs.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return pair_uses[a] != pair_uses[b] ? pair_uses[a] > pair_uses[b] : a < b;
  });
  std::vector<Pair> sorted;
  std::vector<std::uint32_t> numbers(pairs.size());
  for (const std::uint32_t pair : order) {
    numbers[pair] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(pairs[pair]);
  }
  pairs = std::move(sorted);
  return numbers;
}

TrieBuilder::TrieBuilder() : parts_(std::make_unique<Parts>()) {}
TrieBuilder::~TrieBuilder() = default;
TrieBuilder::TrieBuilder(TrieBuilder&&) noexcept = default;
TrieBuilder& TrieBuilder::operator=(TrieBuilder&&) noexcept = default;

ListSetId TrieBuilder::intern(std::span<const ListNumber> lists) {
  if (lists.empty()) return 0;
  Parts& parts = *parts_;
  const std::u16string_view set(reinterpret_cast<const char16_t*>(lists.data()), lists.size());
  const auto found = parts.set_numbers.find(set);
  if (found != parts.set_numbers.end()) return found->second;
  const auto number = static_cast<ListSetId>(parts.set_offsets.size() - 1);
  parts.set_numbers.emplace(set, number);
  parts.set_members.insert(parts.set_members.end(), lists.begin(), lists.end());
  parts.set_offsets.push_back(static_cast<std::uint32_t>(parts.set_members.size()));
  return number;
}

std::expected<void, Fault> TrieBuilder::add(std::string_view key, ListSetId self, ListSetId below) {
  Parts& parts = *parts_;
  if (!is_well_formed(key)) {
    return fault(Fault::Kind::damaged, "A compiled list holds something that is not a domain name.");
  }
  if (key <= parts.previous) return fault(Fault::Kind::damaged, "A compiled list is not in order.");
  if (parts.octets > max_octets) {
    return fault(Fault::Kind::limit, "The lists together hold more names than fit.", "Turn some lists off.");
  }
  const auto common = static_cast<std::size_t>(std::ranges::mismatch(key, parts.previous).in1 - key.begin());
  parts.close_to(common);
  for (std::size_t at = parts.path.back().key_octets; at < key.size();) {
    const std::size_t end = key.find('\0', at);
    parts.open(key.substr(at, end - at), end + 1);
    at = end + 1;
  }
  parts.path.back().pair = parts.intern_pair({self, below}) + 1;
  parts.previous = key;
  ++parts.name_count;
  return {};
}

std::vector<Region> TrieBuilder::Parts::region_table(std::span<const std::uint32_t> pair_numbers) const {
  std::vector<Region> table;
  std::uint32_t bucket = 0;
  for (const ClosedRegion& closed : regions) {
    table.push_back({bucket, closed.pair == 0 ? 0 : pair_numbers[closed.pair - 1] + 1});
    bucket += TrieWriter::buckets_for(closed.entries.count());
  }
  table.push_back({bucket, 0});
  return table;
}

/// Frees each region's entries as soon as they are written, so that the names are hardly ever in memory twice.
std::vector<std::uint32_t> TrieBuilder::Parts::write_buckets(const TrieCode& code,
                                                             std::span<const std::uint32_t> pair_numbers,
                                                             std::vector<std::byte>& out, Header& header) {
  std::size_t most = 0;  // what is written is never longer, but for what is written for each bucket
  for (const ClosedRegion& closed : regions) {
    most += closed.entries.octets() + index_octets * TrieWriter::buckets_for(closed.entries.count());
  }
  const std::size_t start = out.size();
  out.reserve(start + most + read_ahead);
  TrieWriter writer(code, pair_numbers, out);
  for (ClosedRegion& closed : regions) {
    writer.write_region(closed.entries);
    closed.entries = {};
  }
  std::vector<std::uint32_t> starts = std::move(writer).starts();
  out.resize(out.size() + read_ahead);
  header[Section::buckets] = {start, out.size() - start};
  align(out);
  return starts;
}

std::vector<std::byte> TrieBuilder::finish() && {
  Parts& parts = *parts_;
  parts.close_to(0);
  parts.regions.push_back({0, std::move(parts.path.front().entries)});
  const std::vector<std::uint32_t> pair_numbers = parts.number_pairs();
  const std::vector<std::uint8_t> code_lengths = TrieCode::train(parts.symbol_counts);
  Header header;
  header.name_count = parts.name_count;
  std::vector<std::byte> out(sizeof(Header));
  write_section(out, header, Section::code_lengths, code_lengths);
  write_section(out, header, Section::set_offsets, parts.set_offsets);
  write_section(out, header, Section::set_members, parts.set_members);
  write_section(out, header, Section::pairs, parts.pairs);
  write_section(out, header, Section::regions, parts.region_table(pair_numbers));
  write_section(out, header, Section::tops, hash_table(parts.tops));
  const auto code = TrieCode::from_lengths(code_lengths);
  write_starts(out, header, parts.write_buckets(*code, pair_numbers, out, header));
  header.total_size = out.size();
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

}  // namespace schoolgate
