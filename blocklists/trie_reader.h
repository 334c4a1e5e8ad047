// A trie's sections, as views into its byte form, and the one-off check that makes reading them safe.
// Thread rules: constant after open(). The bytes must outlive the views. Used by Trie only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "blocklists/fault.h"
#include "blocklists/trie_format.h"

namespace schoolgate {

struct TrieSections {
  std::span<const std::uint64_t> symbol_texts;
  std::span<const std::uint8_t> symbol_lengths;
  std::span<const std::uint32_t> set_offsets;
  std::span<const std::uint16_t> set_members;
  std::span<const trie_format::Pair> pairs;
  std::span<const trie_format::Slot> region_slots;
  std::span<const trie_format::Region> regions;
  std::span<const std::uint8_t> paths;
  std::span<const std::uint64_t> heads;
  std::span<const std::uint64_t> tops;
  std::span<const std::uint32_t> block_offsets;
  std::span<const std::uint8_t> blocks;
  std::size_t name_count = 0;

  /// Faults: damaged, with the part that is wrong.
  static std::expected<TrieSections, Fault> open(std::span<const std::byte> bytes);
};

/// Reads a LEB128 number that has been checked, and moves `at` behind it.
inline std::uint32_t read_number(const std::uint8_t*& at) {
  std::uint8_t octet = *at++;
  std::uint32_t number = octet & 0x7fU;
  for (unsigned shift = 7; octet > 0x7f; shift += 7) {
    octet = *at++;
    number |= (octet & 0x7fU) << shift;
  }
  return number;
}

/// Reads what stands before an entry's codes and moves `at` to them. The block has been checked.
inline trie_format::EntryHead read_entry_head(const std::uint8_t*& at) {
  using trie_format::nibble_escape;
  trie_format::EntryHead head;
  const std::uint8_t lengths = *at++;
  head.shared = lengths >> 4;
  head.codes = lengths & 0x0fU;
  if (head.shared == nibble_escape) head.shared = *at++;
  if (head.codes == nibble_escape) head.codes = *at++;
  head.pair = read_number(at);
  return head;
}

}  // namespace schoolgate
