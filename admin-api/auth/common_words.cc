#include "admin-api/auth/common_words.h"

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/format.h>

namespace schoolgate::auth {
namespace {

constexpr std::size_t shortest_word = 4;  // shorter ones say nothing about what stands around them
constexpr std::size_t longest_edge = 12;  // digits and marks at either end: bounds the forms that are tried

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Digits and marks that people write for letters.
std::string without_disguise(std::string text) {
  constexpr std::string_view marks = "013457@$!";
  constexpr std::string_view letters = "oieastasi";
  for (char& c : text)
    if (const auto at = marks.find(c); at != std::string_view::npos) c = letters[at];
  return text;
}

void add_forms(std::set<std::string>& forms, const std::string& word) {
  if (word.size() < shortest_word) return;
  forms.insert(word);
  forms.emplace(word.rbegin(), word.rend());
  const std::string half = word.substr(0, word.size() / 2);
  if (half.size() >= shortest_word && half + half == word) forms.insert(half);
}

/// Digits and marks at the edges may stand around the word ("football2026") or for letters of it ("f00tball", "1deal"):
/// every way to cut them is tried.
std::set<std::string> forms_of(std::string_view password) {
  std::set<std::string> forms;
  const std::string text = lower(password);
  const auto first = static_cast<std::size_t>(std::ranges::find_if(text, is_letter) - text.begin());
  const auto last = static_cast<std::size_t>(std::find_if(text.rbegin(), text.rend(), is_letter).base() - text.begin());
  if (first < last) add_forms(forms, text.substr(first, last - first));
  for (std::size_t from = first - std::min(first, longest_edge); from <= first && from < last; ++from)
    for (std::size_t to = last; to <= std::min(text.size(), last + longest_edge); ++to) {
      const std::string piece = text.substr(from, to - from);
      add_forms(forms, piece);
      add_forms(forms, without_disguise(piece));
    }
  return forms;
}

}  // namespace

std::optional<bool> is_common_word(std::string_view password, const std::string& file) {
  std::ifstream words(file, std::ios::binary);
  if (!words) return std::nullopt;
  const auto forms = forms_of(password);
  std::string word;
  bool any = false;
  while (std::getline(words, word)) {
    any = true;
    if (forms.contains(word)) return true;
  }
  if (!any || words.bad()) return std::nullopt;
  return false;
}

std::string common_words_problem(const std::string& file) {
  std::ifstream words(file, std::ios::binary);
  std::string word;
  if (words && std::getline(words, word)) return {};
  return fmt::format(
      "new passwords are not compared with common words: {} cannot be read. Install Debian's package cracklib-runtime.",
      file);
}

}  // namespace schoolgate::auth
