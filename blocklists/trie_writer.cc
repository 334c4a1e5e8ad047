#include "blocklists/trie_writer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "blocklists/trie_format.h"
#include "blocklists/trie_place.h"

namespace schoolgate {
namespace {

using namespace trie_format;

void append_code(std::string& out, const TrieCode::Text& text, std::size_t octets) {
  out.append(reinterpret_cast<const char*>(text.words.data()), octets);
}

void append_bits(std::string& out, unsigned bits, bool same_pair) {
  out += static_cast<char>(std::min(bits, bits_escape) | (same_pair ? same_pair_flag : 0U));
  if (bits < bits_escape) return;
  out += static_cast<char>(bits & 0xff);
  out += static_cast<char>(bits >> 8);
}

bool is_one_name(std::string_view names) {
  take_name(names);
  return names.empty();
}

}  // namespace

struct TrieWriter::Row {
  std::uint8_t check = 0;
  std::uint8_t form = 0;
  std::string octets;
};

std::uint32_t TrieWriter::buckets_for(std::size_t entries) {
  const std::size_t buckets = (entries + entries_a_bucket / 2) / entries_a_bucket;
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(buckets, 1, max_region_buckets));
}

std::vector<std::uint32_t> TrieWriter::starts() && {
  starts_.push_back(here());
  return std::move(starts_);
}

/// Sorts the entries by bucket without moving them: by their positions.
void TrieWriter::write_region(const TrieEntries& entries) {
  const std::uint32_t buckets = buckets_for(entries.count());
  const auto bucket_of = [&](const TrieEntry& entry) { return place_of(coded(entry.label), buckets).bucket; };
  std::vector<std::uint32_t> ends(buckets + 1);
  entries.for_each([&](const TrieEntry& entry, std::uint64_t) { ++ends[bucket_of(entry) + 1]; });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<std::uint64_t> positions(entries.count());
  std::vector<std::uint32_t> next = ends;
  entries.for_each(
      [&](const TrieEntry& entry, std::uint64_t position) { positions[next[bucket_of(entry)]++] = position; });
  for (std::uint32_t bucket = 0; bucket < buckets; ++bucket) {
    const std::size_t count = ends[bucket + 1] - ends[bucket];
    write_bucket(entries, std::span(positions).subspan(ends[bucket], count), buckets);
  }
}

void TrieWriter::write_bucket(const TrieEntries& entries, std::span<const std::uint64_t> positions,
                              std::uint32_t buckets) {
  starts_.push_back(here());
  std::vector<Row> rows;
  rows.reserve(positions.size());
  for (const std::uint64_t position : positions) rows.push_back(row(entries.at(position), buckets));
  std::ranges::partition(rows, [](const Row& row) { return is_plain(row.form); });
  std::string octets;
  append_number(octets, static_cast<std::uint32_t>(rows.size()));
  for (const Row& row : rows) octets += static_cast<char>(row.check);
  for (const Row& row : rows) octets += static_cast<char>(row.form);
  for (const Row& row : rows) octets += row.octets;
  const auto* const begin = reinterpret_cast<const std::byte*>(octets.data());
  out_.insert(out_.end(), begin, begin + octets.size());
}

TrieWriter::Row TrieWriter::row(const TrieEntry& entry, std::uint32_t buckets) const {
  const TrieCode::Text text = coded(entry.label);
  const TriePlace place = place_of(text, buckets);
  const std::uint32_t front = std::min(place.front, front_escape);
  Row row;
  if (front == front_escape) row.octets += static_cast<char>(place.front);
  append_code(row.octets, text, place.front);
  const std::uint32_t kind = append_payload(row.octets, entry);
  row.check = static_cast<std::uint8_t>(place.check);
  row.form = static_cast<std::uint8_t>(front | kind << 4);
  return row;
}

/// Gives its kind.
std::uint32_t TrieWriter::append_payload(std::string& octets, const TrieEntry& entry) const {
  const std::uint32_t pair = entry.pair == 0 ? 0 : pair_numbers_[entry.pair - 1];
  if (entry.region != 0) {
    append_number(octets, entry.region - 1);
    return region;
  }
  if (!entry.below.empty()) {
    const std::string names = coded_names(entry.below);
    if (entry.pair == 0 && is_one_name(entry.below)) {
      octets += names;
      return one_below;
    }
    std::string own;
    append_number(own, entry.pair == 0 ? 0 : pair + 1);
    append_number(octets, static_cast<std::uint32_t>(own.size() + names.size()));
    octets += own + names;
    return few_below;
  }
  if (pair < octet_pair) return pair;
  if (pair < octet_pairs_end) {
    octets += static_cast<char>((pair - octet_pair) % 256);
    return octet_pair + (pair - octet_pair) / 256;
  }
  append_number(octets, pair);
  return numbered_pair;
}

std::string TrieWriter::coded_names(std::string_view below) const {
  std::string out;
  for (std::uint32_t before = 0; !below.empty();) {
    const TrieName name = take_name(below);
    const bool same_pair = !out.empty() && name.pair == before;
    const TrieCode::Text text = coded(name.key);
    append_bits(out, text.bits, same_pair);
    append_code(out, text, (text.bits + 7) / 8);
    if (!same_pair) append_number(out, pair_numbers_[name.pair]);
    before = name.pair;
  }
  return out;
}

/// The codes of a key's labels in turn, or that of one label without its zero octet.
TrieCode::Text TrieWriter::coded(std::string_view key) const {
  TrieCode::Text text;
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t end = std::min(key.find('\0', at), key.size());
    code_.append(reinterpret_cast<const std::uint8_t*>(key.data()) + at, end - at, text);
    at = end + 1;
  }
  return text;
}

}  // namespace schoolgate
