#include "blocklists/trie_symbols.h"

#include <algorithm>
#include <cstring>

namespace schoolgate {
namespace {

using trie_format::max_symbol_octets;
using trie_format::symbol_count;

// A dot stands for the end of a label. First every octet that a name can hold, then the texts that save most over
// seven million names of public lists (the greedy training of FSST: Boncz, Neumann, Leis, VLDB 2020).
constexpr std::string_view single_octets = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
constexpr std::string_view longer_texts =
    "-a -c -p -s 0. 1. 2. 3. 4. 5. 6. 7. 77 8. 9. a. ac ad ai al am an ap ar as at b. ba be bi bo c. ca ce ch ci "
    "ck cl co ct d. da de di do e. ea ec ed el em en er es et ex f. fe fi fo g. ga ge gi go gr h. ha he hi ho i. "
    "ia ic id ie il in io ir is it j. k. ka ke ki l. la le li ll lo m. ma me mi mo n. n- na nc nd ne ng ni no ns "
    "nt o. ok ol om on op or os ot ou p. pa pe pi pl po q. r. ra rd re ri ro rt s. s- sa sc se sh si so ss st t. "
    "t- ta te th ti to tr tu u. ub ul un ur us ut v. ve vi w. wa we wi x. xx y. ya z. 88. ce. ch. en. er. es. ge. "
    "go. in. le. ne. ng. ns. on. pro re. rs. ser ss. st. te. ts. us. ve. wor anal bet. game ing. ion. ment port "
    "sex. slot stat tion vide www. porn. ting. casino ytics. casino. online. -casino. market";

std::uint64_t as_number(std::string_view text) {
  std::uint64_t number = 0;
  std::memcpy(&number, text.data(), text.size());
  return number;
}

}  // namespace

const TrieSymbols& TrieSymbols::standard() {
  static const TrieSymbols symbols;
  return symbols;
}

TrieSymbols::TrieSymbols() {
  std::size_t next = 0;
  const auto add = [&](std::string text) {
    std::ranges::replace(text, '.', '\0');
    texts_[next] = as_number(text);
    lengths_[next] = static_cast<std::uint8_t>(text.size());
    std::uint8_t& longest = longest_[static_cast<std::uint8_t>(text.front())];
    longest = std::max(longest, lengths_[next]);
    codes_[text.size()].emplace(texts_[next], static_cast<std::uint8_t>(next));
    ++next;
  };
  for (const char octet : single_octets) add(std::string(1, octet));
  for (std::size_t at = 0; at < longer_texts.size() && next < symbol_count;) {
    const std::size_t end = std::min(longer_texts.find(' ', at), longer_texts.size());
    add(std::string(longer_texts.substr(at, end - at)));
    at = end + 1;
  }
  for (; next < symbol_count; ++next) lengths_[next] = 1;  // never written; valid all the same
}

bool TrieSymbols::covers(std::string_view text) const {
  return std::ranges::all_of(text, [&](char octet) { return longest_[static_cast<std::uint8_t>(octet)] > 0; });
}

void TrieSymbols::encode(std::string_view text, std::string& codes) const {
  while (!text.empty()) {
    std::size_t length = std::min<std::size_t>(text.size(), longest_[static_cast<std::uint8_t>(text.front())]);
    std::optional<std::uint8_t> code;
    while (!(code = find(as_number(text.substr(0, length)), length))) --length;
    codes += static_cast<char>(*code);
    text.remove_prefix(length);
  }
}

std::optional<std::uint8_t> TrieSymbols::find(std::uint64_t text, std::size_t length) const {
  const auto found = codes_[length].find(text);
  if (found == codes_[length].end()) return std::nullopt;
  return found->second;
}

}  // namespace schoolgate
