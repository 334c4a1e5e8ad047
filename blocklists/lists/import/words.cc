#include "blocklists/lists/import/words.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/prefix.h"

namespace schoolgate::words {
namespace {

constexpr std::string_view blanks = " \t\f\r\v";

bool is_blank(char c) { return blanks.find(c) != blanks.npos; }

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view before_comment(std::string_view text, char mark) {
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    if (at == 0 || is_blank(text[at - 1])) return trim(text.substr(0, at));
  }
  return trim(text);
}

std::string_view next_word(std::string_view& rest) {
  const std::size_t first = std::min(rest.find_first_not_of(blanks), rest.size());
  const std::size_t last = std::min(rest.find_first_of(blanks, first), rest.size());
  const std::string_view word = rest.substr(first, last - first);
  rest.remove_prefix(last);
  return word;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool has_inner_dot(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  return word.find('.', 1) != word.npos;
}

bool is_address(std::string_view text) { return Address::parse(text).has_value(); }

bool is_null_address(std::string_view text) {
  static const Prefix loopback = *Prefix::parse("127.0.0.0/8");
  static const Address nulls[] = {*Address::parse("0.0.0.0"), *Address::parse("::"), *Address::parse("::1")};
  const auto address = Address::parse(text);
  return address && (loopback.contains(*address) || std::ranges::find(nulls, *address) != std::end(nulls));
}

std::string why_not_a_name(std::string_view word, NameFault fault) {
  if (fault == NameFault::ip_address || is_address(word)) return std::string(kinds::address);
  if (const std::size_t slash = word.find('/'); slash != word.npos) {
    // Ranges with host bits set ("10.0.0.1/8") are no prefix, but they are ranges to the person who wrote them.
    const bool digits = slash + 1 < word.size() && word.find_first_not_of("0123456789", slash + 1) == word.npos;
    return std::string(digits && is_address(word.substr(0, slash)) ? kinds::address_range : kinds::path);
  }
  if (word.find('*') != word.npos) return std::string(kinds::inner_wildcard);
  const std::size_t colon = word.rfind(':');
  if (colon != word.npos && colon + 1 < word.size() && word.find_first_not_of("0123456789", colon + 1) == word.npos) {
    return std::string(kinds::port);
  }
  return fmt::format("not a name: {}", describe(fault));
}

bool take_name(std::string_view word, Scope scope, Effect effect, LineSink& sink) {
  const auto name = Name::from_text(word);
  if (!name) {
    sink.reject(why_not_a_name(word, name.error()));
    return false;
  }
  sink.name(*name, scope, effect);
  return true;
}

bool take_site(std::string_view word, LineSink& sink) {
  std::string_view site = word;
  if (site.starts_with("*.")) {
    site.remove_prefix(2);
  } else if (site.starts_with('.')) {
    site.remove_prefix(1);
  }
  return take_name(site, Scope::subtree, Effect::block, sink);
}

}  // namespace schoolgate::words
