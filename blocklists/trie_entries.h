// What stands directly below one name while a trie is being built, label by label: a growing text in pieces, so that it
// never has to be copied as a whole.
// Thread rules: one thread. Used by TrieBuilder only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate {

/// A label, and what is listed at and below it.
struct TrieEntry {
  std::string_view label;
  std::uint32_t pair = 0;    // + 1; 0: not listed itself
  std::uint32_t region = 0;  // + 1; 0: none
  std::string_view below;    // names in key order: see append_name()
};

/// A name relative to another: its labels, root first, a zero octet after each.
struct TrieName {
  std::string_view key;
  std::uint32_t pair = 0;
};

class TrieEntries {
 public:
  void append(const TrieEntry& entry);
  std::size_t count() const { return count_; }
  std::size_t octets() const { return octets_; }
  /// visit(entry, position) for each, in the order of appending.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t piece = 0; piece < pieces_.size(); ++piece) {
      for (std::size_t next = 0; next < pieces_[piece].size();) {
        const std::uint64_t position = std::uint64_t{piece} << 32 | next;
        visit(read(piece, next), position);
      }
    }
  }
  TrieEntry at(std::uint64_t position) const {
    std::size_t next = position & 0xffffffff;
    return read(position >> 32, next);
  }

 private:
  TrieEntry read(std::size_t piece, std::size_t& next) const;

  std::vector<std::string> pieces_;
  std::size_t count_ = 0;
  std::size_t octets_ = 0;
};

void append_number(std::string& out, std::uint32_t value);  // LEB128
void append_name(std::string& names, std::string_view key_prefix, const TrieName& name);
TrieName take_name(std::string_view& names);

}  // namespace schoolgate
