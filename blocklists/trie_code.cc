#include "blocklists/trie_code.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string_view>
#include <utility>

namespace schoolgate {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-_";
static_assert(alphabet.size() == TrieCode::characters);

constexpr std::array<std::uint8_t, 256> symbol_table() {
  std::array<std::uint8_t, 256> table{};
  table.fill(TrieCode::none);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr std::array<std::uint8_t, 256> symbols_by_octet = symbol_table();

/// The code with its first bit lowest.
std::uint32_t reversed(std::uint32_t code, unsigned bits) {
  std::uint32_t out = 0;
  for (unsigned i = 0; i < bits; ++i) out |= (code >> i & 1U) << (bits - 1 - i);
  return out;
}

/// The best lengths of at most max_bits for these counts; 0 where the count is 0. By package-merge (Larmore and
/// Hirschberg, JACM 1990): the cheapest 2n - 2 packages of symbols, a symbol's length being how many it is in.
std::array<std::uint8_t, TrieCode::symbols> best_lengths(std::span<const std::uint32_t> counts) {
  struct Package {
    std::uint64_t count = 0;
    std::array<std::uint8_t, TrieCode::symbols> times{};
  };
  const auto cheaper = [](const Package& a, const Package& b) {
    return a.count != b.count ? a.count < b.count : a.times > b.times;  // the same on every machine
  };
  std::vector<Package> single;
  for (std::size_t symbol = 0; symbol < counts.size(); ++symbol) {
    if (counts[symbol] == 0) continue;
    single.push_back({counts[symbol], {}});
    single.back().times[symbol] = 1;
  }
  std::array<std::uint8_t, TrieCode::symbols> lengths{};
  if (single.empty()) return lengths;
  if (single.size() == 1) return single.front().times;
  std::ranges::sort(single, cheaper);
  std::vector<Package> packages = single;
  for (unsigned round = 1; round < TrieCode::max_bits; ++round) {
    std::vector<Package> pairs;
    for (std::size_t i = 0; i + 1 < packages.size(); i += 2) {
      Package pair = packages[i];
      pair.count += packages[i + 1].count;
      for (std::size_t s = 0; s < lengths.size(); ++s) {
        pair.times[s] = static_cast<std::uint8_t>(pair.times[s] + packages[i + 1].times[s]);
      }
      pairs.push_back(pair);
    }
    packages.clear();
    std::ranges::merge(single, pairs, std::back_inserter(packages), cheaper);
  }
  for (std::size_t i = 0; i < 2 * single.size() - 2; ++i) {
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      lengths[s] = static_cast<std::uint8_t>(lengths[s] + packages[i].times[s]);
    }
  }
  return lengths;
}

}  // namespace

std::uint8_t TrieCode::symbol_of(std::uint8_t octet) { return symbols_by_octet[octet]; }

std::vector<std::uint8_t> TrieCode::train(std::span<const std::uint32_t> counts) {
  std::vector<std::uint8_t> lengths(table_size / 2);
  for (std::size_t row = 0; row < table_size; row += symbols) {
    const auto of_row = best_lengths(counts.subspan(row, symbols));
    for (std::size_t s = 0; s < symbols; s += 2) {
      lengths[(row + s) / 2] = static_cast<std::uint8_t>(of_row[s] | of_row[s + 1] << 4);
    }
  }
  return lengths;
}

std::optional<TrieCode> TrieCode::from_lengths(std::span<const std::uint8_t> lengths) {
  if (lengths.size() != table_size / 2) return std::nullopt;
  TrieCode code;
  code.codes_.resize(table_size);
  std::array<std::uint8_t, symbols> of_row;
  for (std::size_t row = 0; row < table_size; row += symbols) {
    std::array<std::uint32_t, 16> count{};
    for (std::size_t s = 0; s < symbols; ++s) {
      of_row[s] = lengths[(row + s) / 2] >> (s % 2 * 4) & 0x0fU;
      ++count[of_row[s]];
    }
    if (count[0] == symbols) continue;
    if (row / symbols % symbols == end) return std::nullopt;
    // Canonical: the shorter first, in the order of the symbols.
    std::array<std::uint32_t, max_bits + 1> next{};
    std::uint32_t coded = 0;
    for (unsigned bits = 1; bits <= max_bits; ++bits) {
      next[bits] = (bits == 1 ? 0 : next[bits - 1] + count[bits - 1]) << 1;
      if (next[bits] + count[bits] > 1U << bits) return std::nullopt;
      coded += count[bits];
    }
    if (coded + count[0] != symbols) return std::nullopt;
    for (std::size_t s = 0; s < symbols; ++s) {
      const unsigned bits = of_row[s];
      if (bits != 0) code.codes_[row + s] = static_cast<std::uint16_t>(reversed(next[bits]++, bits) << 4 | bits);
    }
  }
  return code;
}

bool TrieCode::append(const std::uint8_t* label, std::size_t length, Text& text) const noexcept {
  std::uint64_t* word = &text.words[text.bits / 64];
  unsigned bits = text.bits % 64;  // in the word
  std::uint64_t waiting = bits == 0 ? 0 : *word;
  std::size_t before = none;
  std::size_t row = (none * symbols + none) * symbols;
  bool known = true;
  // Four at a time and without branches but the loop's: where a label ends is anybody's guess.
  for (std::size_t i = 0; i <= length; i += 4) {
    std::uint64_t four = 0;
    unsigned four_bits = 0;
    for (std::size_t at = i; at < i + 4; ++at) {
      const bool inside = at < length;
      const std::size_t read = symbols_by_octet[label[inside ? at : length - 1]];
      const std::size_t symbol = inside ? read : end;
      const std::uint64_t entry = codes_[row + symbol];
      known &= entry != 0 || at > length;
      four |= entry >> 4 << four_bits;
      four_bits += static_cast<unsigned>(entry & 0x0f);
      row = (before * symbols + symbol) * symbols;
      before = symbol;
    }
    waiting |= four << bits;
    *word = waiting;
    const unsigned sum = bits + four_bits;
    waiting = sum < 64 ? waiting : four >> 1 >> (63 - bits);
    word += sum / 64;
    bits = sum % 64;
  }
  word[0] = waiting;
  word[1] = 0;
  text.bits = static_cast<unsigned>(word - text.words.data()) * 64 + bits;
  return known;
}

}  // namespace schoolgate
