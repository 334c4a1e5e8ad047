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

namespace {

/// The codes of up to four symbols, gathered. Without branches: labels hold what nobody can predict.
class Four {
 public:
  void add(const std::uint16_t* codes, std::size_t& before, std::size_t& last, std::size_t symbol) {
    const std::uint64_t entry = codes[(before * TrieCode::symbols + last) * TrieCode::symbols + symbol];
    missing |= entry - 1;  // the high bit only when it is 0
    code |= entry >> 4 << bits;
    bits += static_cast<unsigned>(entry & 0x0f);
    before = last;
    last = symbol;
  }
  std::uint64_t code = 0;
  std::uint64_t missing = 0;
  unsigned bits = 0;
};

}  // namespace

bool TrieCode::append(const std::uint8_t* label, std::size_t length, Text& text) const noexcept {
  const std::uint16_t* const codes = codes_.data();
  std::uint64_t* word = &text.words[text.bits / 64];
  unsigned bits = text.bits % 64;  // in the word
  std::uint64_t waiting = bits == 0 ? 0 : *word;
  std::uint64_t missing = 0;
  std::size_t before = none;
  std::size_t last = none;
  const auto flush = [&](const Four& four) {
    waiting |= four.code << bits;
    *word = waiting;
    const unsigned sum = bits + four.bits;
    const std::uint64_t over = four.code >> 1 >> (63 - bits);
    waiting = sum < 64 ? waiting : over;
    word += sum / 64;
    bits = sum % 64;
    missing |= four.missing;
  };
  const std::uint8_t* const full = label + length / 4 * 4;
  for (; label != full; label += 4) {
    Four four;
    four.add(codes, before, last, symbols_by_octet[label[0]]);
    four.add(codes, before, last, symbols_by_octet[label[1]]);
    four.add(codes, before, last, symbols_by_octet[label[2]]);
    four.add(codes, before, last, symbols_by_octet[label[3]]);
    flush(four);
  }
  Four four;
  switch (length % 4) {
    case 3:
      four.add(codes, before, last, symbols_by_octet[*label++]);
      [[fallthrough]];
    case 2:
      four.add(codes, before, last, symbols_by_octet[*label++]);
      [[fallthrough]];
    case 1:
      four.add(codes, before, last, symbols_by_octet[*label++]);
      [[fallthrough]];
    default:
      four.add(codes, before, last, end);
  }
  flush(four);
  word[0] = waiting;
  word[1] = 0;
  text.bits = static_cast<unsigned>(word - text.words.data()) * 64 + bits;
  return missing >> 63 == 0;
}

}  // namespace schoolgate
