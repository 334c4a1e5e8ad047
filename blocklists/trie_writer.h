// The last step of building a trie: a region's entries -> the octets of its buckets, see trie_format.h.
// Thread rules: one thread. Used by TrieBuilder only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/trie_code.h"
#include "blocklists/trie_entries.h"

namespace schoolgate {

class TrieWriter {
 public:
  /// Appends to `out`. `pair_numbers`: by the number that an entry has, the one to write.
  TrieWriter(const TrieCode& code, std::span<const std::uint32_t> pair_numbers, std::vector<std::byte>& out)
      : code_(code), pair_numbers_(pair_numbers), out_(out), base_(out.size()) {}

  static std::uint32_t buckets_for(std::size_t entries);
  void write_region(const TrieEntries& entries);
  /// Where each bucket starts, counted from where the first one does; then where the last one ends.
  std::vector<std::uint32_t> starts() &&;

 private:
  struct Row;
  void write_bucket(const TrieEntries& entries, std::span<const std::uint64_t> positions, std::uint32_t buckets);
  Row row(const TrieEntry& entry, std::uint32_t buckets) const;
  std::uint32_t append_payload(std::string& octets, const TrieEntry& entry) const;
  std::string coded_names(std::string_view below) const;
  TrieCode::Text coded(std::string_view key) const;
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.size() - base_); }

  const TrieCode& code_;
  std::span<const std::uint32_t> pair_numbers_;
  std::vector<std::byte>& out_;
  std::size_t base_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace schoolgate
