// How a trie writes labels: a prefix code (Huffman's) whose code for a character depends on the two characters before
// it, trained by the builder on the very labels that it stores: what never came up there has no code, so most labels
// that are not in the trie are found out here already. Labels are coded, never decoded: two are the same when their
// codes are.
// Thread rules: constant once made; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace schoolgate {

class TrieCode {
 public:
  static constexpr std::size_t characters = 38;  // a-z 0-9 - _
  static constexpr std::size_t end = 38;   // as a symbol: the label's end; as the character before: nothing follows
  static constexpr std::size_t none = 39;  // as a symbol: an octet that no listed name holds; before: the start
  static constexpr std::size_t symbols = 40;
  static constexpr unsigned max_bits = 12;  // a symbol; four of them and seven bits left over fit 64 bits
  static constexpr std::size_t max_words = 256 * max_bits / 64;  // of a whole name
  /// Index: character before the last * 1600 + last character * 40 + symbol.
  static constexpr std::size_t table_size = symbols * symbols * symbols;

  /// Coded labels: bits fill words from the lowest up. The word behind the last is zero.
  struct Text {
    std::array<std::uint64_t, max_words + 2> words;
    unsigned bits = 0;
  };

  /// Codes nothing.
  TrieCode() = default;
  /// From how often each symbol came up. Lengths in bits, two a octet, the lower first.
  static std::vector<std::uint8_t> train(std::span<const std::uint32_t> counts);
  /// Nothing when the lengths are those of no prefix code.
  static std::optional<TrieCode> from_lengths(std::span<const std::uint8_t> lengths);

  /// Appends a label's code. False when it has none: then the text is worthless. A text holds 254 octets of labels.
  bool append(const std::uint8_t* label, std::size_t length, Text& text) const noexcept;
  static std::uint8_t symbol_of(std::uint8_t octet);

 private:
  std::vector<std::uint16_t> codes_;  // code << 4 | its bits; 0: none
};

}  // namespace schoolgate
