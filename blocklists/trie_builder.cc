#include "blocklists/trie_builder.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "blocklists/trie_blocks.h"

namespace schoolgate {
namespace {

using namespace trie_format;

constexpr std::size_t max_section_octets = std::numeric_limits<std::uint32_t>::max() - (1U << 20);  // offsets are u32
constexpr std::size_t alignment = 8;

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

/// The path that `key` belongs to at `labels` labels, or nothing when it has fewer.
std::string_view path_of(std::string_view key, std::size_t labels) {
  std::size_t end = 0;
  for (; labels > 0; --labels) {
    const std::size_t zero = key.find('\0', end);
    if (zero == std::string_view::npos) return {};
    end = zero + 1;
  }
  return key.substr(0, end);
}

bool is_well_formed(std::string_view key) {
  return !key.empty() && key.size() <= max_key_octets && key.front() != '\0' && key.back() == '\0' &&
         key.find(std::string_view("\0\0", 2)) == std::string_view::npos;
}

std::uint64_t hash_path(std::string_view path) {
  std::uint64_t hash = 0;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = path.find('\0', at);
    hash = hash_label(hash, path.substr(at, end - at));
    at = end + 1;
  }
  return hash;
}

/// Names wait at the deepest level whose path they share until enough of them came to be a region there;
/// if the path ends before, they go up to the level above.
struct Level {
  struct Waiting {
    std::string key;
    std::uint32_t pair;
  };
  std::string path;
  bool open = false;
  std::vector<Waiting> waiting;
  TrieBlocks blocks;
};

template <typename T>
void write_section(std::vector<std::byte>& out, Header& header, Section section, const T* data, std::size_t count) {
  const std::size_t size = count * sizeof(T);
  header[section] = {out.size(), size};
  const auto* octets = reinterpret_cast<const std::byte*>(data);
  out.insert(out.end(), octets, octets + size);
  out.resize((out.size() + alignment - 1) / alignment * alignment);
}

template <typename T>
void write_section(std::vector<std::byte>& out, Header& header, Section section, const T& values) {
  write_section(out, header, section, std::data(values), std::size(values));
}

}  // namespace

struct TrieBuilder::Parts {
  std::array<Level, max_region_labels> levels;  // [0]: one label
  std::string previous;
  std::vector<TrieAncestor> ancestors;  // of `previous`, itself included
  std::uint64_t name_count = 0;
  std::vector<Pair> pairs;
  std::unordered_map<Pair, std::uint32_t, PairHash> pair_numbers;
  std::unordered_map<std::u16string, ListSetId, SetHash, std::equal_to<>> set_numbers;
  std::vector<std::uint32_t> set_offsets{0, 0};  // the empty set is there from the start
  std::vector<ListNumber> set_members;

  std::uint32_t intern_pair(Pair pair);
  std::size_t octets() const;
  void deliver(std::size_t level, std::string_view key, std::uint32_t pair);
  void close(std::size_t level);
  void close_from(std::size_t level);
  void write_regions(std::vector<std::byte>& out, Header& header) const;
  void write_blocks(std::vector<std::byte>& out, Header& header);
};

std::uint32_t TrieBuilder::Parts::intern_pair(Pair pair) {
  const auto [at, added] = pair_numbers.try_emplace(pair, static_cast<std::uint32_t>(pairs.size()));
  if (added) pairs.push_back(pair);
  return at->second;
}

std::size_t TrieBuilder::Parts::octets() const {
  std::size_t sum = 0;
  for (const Level& level : levels) sum += level.blocks.octets.size();
  return sum;
}

void TrieBuilder::Parts::deliver(std::size_t level, std::string_view key, std::uint32_t pair) {
  Level& at = levels[level];
  if (at.open) {
    at.blocks.append(key, pair);
    return;
  }
  at.waiting.push_back({std::string(key), pair});
  if (level > 0 && at.waiting.size() < entries_for_region) return;
  std::vector<TrieAncestor> above;
  std::ranges::copy_if(ancestors, std::back_inserter(above),
                       [&](const TrieAncestor& ancestor) { return ancestor.key_octets < at.path.size(); });
  at.blocks.open_region(at.path, std::move(above));
  at.open = true;
  for (const auto& waiting : at.waiting) at.blocks.append(waiting.key, waiting.pair);
  at.waiting.clear();
}

void TrieBuilder::Parts::close(std::size_t level) {
  Level& at = levels[level];
  for (const auto& waiting : at.waiting) deliver(level - 1, waiting.key, waiting.pair);
  at.waiting.clear();
  at.path.clear();
  at.open = false;
}

void TrieBuilder::Parts::close_from(std::size_t level) {
  for (std::size_t at = levels.size(); at > level; --at) close(at - 1);
}

TrieBuilder::TrieBuilder() : parts_(std::make_unique<Parts>()) {}
TrieBuilder::~TrieBuilder() = default;
TrieBuilder::TrieBuilder(TrieBuilder&&) noexcept = default;
TrieBuilder& TrieBuilder::operator=(TrieBuilder&&) noexcept = default;

ListSetId TrieBuilder::intern(std::span<const ListNumber> lists) {
  if (lists.empty()) return 0;
  const std::u16string set(lists.begin(), lists.end());
  const auto [at, added] = parts_->set_numbers.try_emplace(set, static_cast<ListSetId>(parts_->set_offsets.size() - 1));
  if (added) {
    parts_->set_members.insert(parts_->set_members.end(), lists.begin(), lists.end());
    parts_->set_offsets.push_back(static_cast<std::uint32_t>(parts_->set_members.size()));
  }
  return at->second;
}

std::expected<void, Fault> TrieBuilder::add(std::string_view key, ListSetId self, ListSetId below) {
  Parts& parts = *parts_;
  if (!is_well_formed(key) || !TrieSymbols::standard().covers(key)) {
    return fault(Fault::Kind::damaged, "A compiled list holds something that is not a domain name.");
  }
  if (key <= parts.previous) return fault(Fault::Kind::damaged, "A compiled list is not in order.");
  if (parts.octets() > max_section_octets) {
    return fault(Fault::Kind::limit, "The lists together hold more names than fit.", "Turn some lists off.");
  }
  std::size_t level = 0;
  std::array<std::string_view, max_region_labels> paths;
  for (std::size_t i = 0; i < paths.size(); ++i) paths[i] = path_of(key, i + 1);
  while (level < paths.size() && !paths[level].empty() && paths[level] == parts.levels[level].path) ++level;
  parts.close_from(level);
  for (; level < paths.size() && !paths[level].empty(); ++level) parts.levels[level].path = paths[level];

  const auto common = static_cast<std::size_t>(std::ranges::mismatch(key, parts.previous).in1 - key.begin());
  while (!parts.ancestors.empty() && parts.ancestors.back().key_octets > common) parts.ancestors.pop_back();
  const std::uint32_t pair = parts.intern_pair({self, below});
  parts.ancestors.push_back({key.size(), pair});
  const auto deepest = static_cast<std::size_t>(
      std::ranges::find_if(paths, [](std::string_view path) { return path.empty(); }) - paths.begin());
  parts.deliver(deepest - 1, key, pair);
  parts.previous = key;
  ++parts.name_count;
  return {};
}

void TrieBuilder::Parts::write_regions(std::vector<std::byte>& out, Header& header) const {
  std::vector<Region> regions;
  std::string paths;
  std::vector<std::uint64_t> hashes;
  std::uint32_t base = 0;
  const auto path_start = [&] { return static_cast<std::uint32_t>(paths.size()); };
  for (const Level& level : levels) {
    for (const auto& region : level.blocks.regions) {
      regions.push_back({base + region.first_block, path_start()});
      paths += region.path;
      hashes.push_back(hash_path(region.path));
    }
    base += static_cast<std::uint32_t>(level.blocks.heads.size());
  }
  regions.push_back({base, path_start()});
  std::vector<Slot> slots(std::bit_ceil(hashes.size() * 2 + 1));
  for (std::size_t region = 0; region < hashes.size(); ++region) {
    std::size_t at = hashes[region] & (slots.size() - 1);
    while (slots[at].region != 0) at = (at + 1) & (slots.size() - 1);
    slots[at] = {static_cast<std::uint32_t>(region + 1), static_cast<std::uint32_t>(hashes[region] >> 32)};
  }
  write_section(out, header, Section::region_slots, slots);
  write_section(out, header, Section::regions, regions);
  write_section(out, header, Section::paths, paths);
}

/// Frees each level's parts as soon as they are written, so that the names are hardly ever in memory twice.
void TrieBuilder::Parts::write_blocks(std::vector<std::byte>& out, Header& header) {
  std::vector<std::uint64_t> heads;
  std::vector<std::uint32_t> offsets;
  std::uint32_t base = 0;
  for (Level& level : levels) {
    heads.insert(heads.end(), level.blocks.heads.begin(), level.blocks.heads.end());
    for (const std::uint32_t offset : level.blocks.offsets) offsets.push_back(base + offset);
    base += static_cast<std::uint32_t>(level.blocks.octets.size());
    level.blocks.heads = {};
    level.blocks.offsets = {};
  }
  offsets.push_back(base);
  std::vector<std::uint64_t> tops;
  for (std::size_t i = 0; i < heads.size(); i += heads_a_top) tops.push_back(heads[i]);
  write_section(out, header, Section::heads, heads);
  write_section(out, header, Section::tops, tops);
  write_section(out, header, Section::block_offsets, offsets);
  header[Section::blocks] = {out.size(), base};
  out.reserve(out.size() + base);
  for (Level& level : levels) {
    const auto* octets = reinterpret_cast<const std::byte*>(level.blocks.octets.data());
    out.insert(out.end(), octets, octets + level.blocks.octets.size());
    level.blocks.octets = {};
  }
}

std::vector<std::byte> TrieBuilder::finish() && {
  Parts& parts = *parts_;
  parts.close_from(1);
  Header header;
  header.name_count = parts.name_count;
  std::vector<std::byte> out(sizeof(Header));
  const TrieSymbols& symbols = TrieSymbols::standard();
  write_section(out, header, Section::symbol_texts, symbols.texts());
  write_section(out, header, Section::symbol_lengths, symbols.lengths());
  write_section(out, header, Section::set_offsets, parts.set_offsets);
  write_section(out, header, Section::set_members, parts.set_members);
  write_section(out, header, Section::pairs, parts.pairs);
  parts.write_regions(out, header);
  parts.write_blocks(out, header);
  header.total_size = out.size();
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

}  // namespace schoolgate
