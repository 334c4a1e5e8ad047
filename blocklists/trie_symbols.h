// The symbols that TrieBuilder writes names with: each code octet stands for one of these texts.
// Thread rules: built once, constant afterwards; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "blocklists/trie_format.h"

namespace schoolgate {

class TrieSymbols {
 public:
  static const TrieSymbols& standard();

  /// Whether every octet has a symbol: those that names from text can hold, and the end of a label.
  bool covers(std::string_view text) const;
  /// Appends the codes for `text`, which is covered, longest symbol first.
  void encode(std::string_view text, std::string& codes) const;
  const std::array<std::uint64_t, trie_format::symbol_count>& texts() const { return texts_; }
  const std::array<std::uint8_t, trie_format::symbol_count>& lengths() const { return lengths_; }

 private:
  TrieSymbols();
  std::optional<std::uint8_t> find(std::uint64_t text, std::size_t length) const;

  std::array<std::uint64_t, trie_format::symbol_count> texts_{};
  std::array<std::uint8_t, trie_format::symbol_count> lengths_{};
  // One map a length: from the text, as a little-endian number, to its code.
  std::array<std::unordered_map<std::uint64_t, std::uint8_t>, trie_format::max_symbol_octets + 1> codes_;
  std::array<std::uint8_t, 256> longest_{};  // by first octet: the longest symbol that begins so; 0: none
};

}  // namespace schoolgate
