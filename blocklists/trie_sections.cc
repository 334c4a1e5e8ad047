#include "blocklists/trie_sections.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace schoolgate::trie_format {
namespace {

constexpr std::size_t alignment = 8;

}  // namespace

void align(std::vector<std::byte>& out) { out.resize((out.size() + alignment - 1) / alignment * alignment); }

void write_starts(std::vector<std::byte>& out, Header& header, std::span<const std::uint32_t> starts) {
  constexpr std::size_t furthest = std::numeric_limits<std::uint16_t>::max();
  std::vector<std::uint32_t> bases;
  std::vector<std::uint16_t> from_base;
  std::vector<std::uint32_t> far_starts;
  for (; !starts.empty(); starts = starts.subspan(std::min(starts.size(), buckets_a_base))) {
    const auto group = starts.first(std::min(starts.size(), buckets_a_base));
    const bool is_far = group.back() - group.front() > furthest;
    bases.push_back(is_far ? far_base + static_cast<std::uint32_t>(far_starts.size()) : group.front());
    for (const std::uint32_t start : group) {
      from_base.push_back(is_far ? std::uint16_t{0} : static_cast<std::uint16_t>(start - group.front()));
    }
    if (!is_far) continue;
    far_starts.insert(far_starts.end(), group.begin(), group.end());
    far_starts.resize(far_starts.size() + buckets_a_base - group.size());
  }
  write_section(out, header, Section::bucket_bases, bases);
  write_section(out, header, Section::bucket_starts, from_base);
  write_section(out, header, Section::far_starts, far_starts);
}

std::uint64_t top_label(std::string_view label) {
  std::uint64_t octets = 0;
  std::memcpy(&octets, label.data(), label.size());
  return octets << 8 | label.size();
}

std::vector<Top> hash_table(const std::vector<Top>& tops) {
  std::vector<Top> table(std::bit_ceil(2 * tops.size() + 1));
  for (const Top& top : tops) {
    std::size_t at = top_hash(top.label) % table.size();
    while (table[at].region != 0) at = (at + 1) % table.size();
    table[at] = top;
  }
  return table;
}

}  // namespace schoolgate::trie_format
