#include "blocklists/change-control/personal.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

#include "blocklists/change-control/json_text.h"
#include "blocklists/change-control/sha256.h"
#include "blocklists/change-control/text.h"

namespace schoolgate::personal {
namespace {

constexpr std::size_t salt_octets = 16;  // as hard to guess as the hash is to invert for short values
constexpr std::string_view user_prefix = "erased-";

constexpr std::array<std::pair<Was, std::string_view>, 4> words{
    {{Was::user, "user"}, {Was::name, "name"}, {Was::id, "id"}, {Was::text, "text"}}};

// The one table of what is not personal: names of sites, words of closed sets, ids of lists, groups and schedules.
// Names and titles are not in it, since anything may be named after somebody; nor is what only sounds harmless ("to").
// Sorted.
constexpr std::array<std::string_view, 37> plain_keys{"action",
                                                      "allowed_categories",
                                                      "allowed_services",
                                                      "block_page_addresses",
                                                      "block_style",
                                                      "blocked_categories",
                                                      "blocked_services",
                                                      "bundles",
                                                      "category",
                                                      "clock",
                                                      "days",
                                                      "engines",
                                                      "essentials",
                                                      "format",
                                                      "garden",
                                                      "group",
                                                      "groups",
                                                      "kind",
                                                      "must_change",
                                                      "names",
                                                      "outcome",
                                                      "parent",
                                                      "period",
                                                      "protected_names",
                                                      "role",
                                                      "season",
                                                      "servers",
                                                      "sign_in",
                                                      "state",
                                                      "timed_categories",
                                                      "timed_services",
                                                      "type",
                                                      "upstreams",
                                                      "version",
                                                      "via",
                                                      "youtube",
                                                      "zone"};
static_assert(std::ranges::is_sorted(plain_keys));

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` looks like `form`, where 0 stands for a digit.
bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char f) { return f == '0' ? is_digit(c) : c == f; });
}

std::optional<Value> decode_value(json_text::Cursor& in) {
  Value value;
  if (!in.take("[")) return std::nullopt;
  if (const auto serial = in.number()) {
    if (*serial == 0 || !in.take(",")) return std::nullopt;
    value.erased_by = *serial;
    const auto word = in.string();
    const auto* found = std::ranges::find(words, word.value_or(""), &std::pair<Was, std::string_view>::second);
    if (found == words.end()) return std::nullopt;
    value.was = found->first;
    if (value.was == Was::id) {
      const auto number = in.take(",") ? in.number() : std::nullopt;
      if (!number) return std::nullopt;
      value.number = *number;
    }
  } else {
    const auto hex = in.string();
    auto salt = hex ? from_hex(*hex) : std::nullopt;
    auto text = in.take(",") ? in.string() : std::nullopt;
    if (!salt || salt->size() != salt_octets || !text)
      return std::nullopt;  // or octets could move from one to the other
    value.salt = std::move(*salt);
    value.value = std::move(*text);
  }
  return in.take("]") ? std::optional(std::move(value)) : std::nullopt;
}

}  // namespace

std::string pseudonym(std::uint64_t erasure) { return fmt::format("{}{}", user_prefix, erasure); }
bool is_pseudonym(std::string_view user) { return user.starts_with(user_prefix); }

std::string shown(const Value& erased) {
  switch (erased.was) {
    case Was::user:
      return pseudonym(erased.erased_by);
    case Was::name:
      return fmt::format("erased person {}", erased.erased_by);
    case Was::id:
      return fmt::format("{}-{}", pseudonym(erased.erased_by), erased.number);
    case Was::text:
      break;
  }
  return std::string(erased_text);
}

std::string encode(const std::vector<Value>& values) {
  if (values.empty()) return {};
  std::string out;
  for (const Value& value : values) {
    out += out.empty() ? "[[" : ",[";
    if (value.erased_by == 0) {
      out += fmt::format("\"{}\",", to_hex(as_octets(value.salt)));
      json_text::append_string(out, value.value);
    } else {
      const auto* word = std::ranges::find(words, value.was, &std::pair<Was, std::string_view>::first);
      out += fmt::format("{},\"{}\"", value.erased_by, word->second);
      if (value.was == Was::id) out += fmt::format(",{}", value.number);
    }
    out += ']';
  }
  return out + "]";
}

std::optional<std::vector<Value>> decode(std::string_view text) {
  std::vector<Value> values;
  if (text.empty()) return values;
  json_text::Cursor in(text);
  if (!in.take("[")) return std::nullopt;
  do {
    auto value = decode_value(in);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  } while (in.take(","));
  if (!in.take("]") || !in.at_end()) return std::nullopt;
  return values;
}

bool is_plain_key(std::string_view key) { return std::ranges::binary_search(plain_keys, key); }

bool is_plain_text(std::string_view text) {
  if (text.empty() || has_form(text, "0000-00-00T00:00:00Z") || has_form(text, "0000-00-00T00:00:00.000Z") ||
      has_form(text, "0000-00-00") || has_form(text, "00:00")) {
    return true;
  }
  return text.size() > 2 && text[0] >= 'a' && text[0] <= 'z' && text[1] == '-' &&
         std::ranges::all_of(text.substr(2), is_digit);
}

std::string commitment(std::string_view salt, std::string_view value) {
  return to_hex(Sha256().add(salt).add(value).finish());
}

std::string new_salt() {
  std::string salt(salt_octets, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

}  // namespace schoolgate::personal
