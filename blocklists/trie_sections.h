// The sections of the trie's byte form (trie_format.h, TRIE.md) written one after another, each at a multiple of eight
// octets. Thread rules: none, all state is the caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "blocklists/trie_format.h"

namespace schoolgate::trie_format {

/// Fills up to where the next section may start.
void align(std::vector<std::byte>& out);

/// Appends the values and notes in the header where they are.
template <typename T>
void write_section(std::vector<std::byte>& out, Header& header, Section section, const T& values) {
  const std::size_t size = std::size(values) * sizeof(*std::data(values));
  const std::size_t start = out.size();
  header[section] = {start, size};
  out.resize(start + size);
  if (size > 0) std::memcpy(out.data() + start, std::data(values), size);
  align(out);
}

/// The three sections that find a bucket: bases, starts from them, and the starts of those that are too far from one.
void write_starts(std::vector<std::byte>& out, Header& header, std::span<const std::uint32_t> starts);

/// A label of up to max_top_octets as the number that the table of top regions is searched by.
std::uint64_t top_label(std::string_view label);
/// Open addressing, at most half full.
std::vector<Top> hash_table(const std::vector<Top>& tops);

}  // namespace schoolgate::trie_format
