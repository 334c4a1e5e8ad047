#include "blocklists/change-control/fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/text.h"
#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// For messages: never more of somebody's text than fits a line.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 80;
  if (!is_utf8(text)) return "(text that is not UTF-8)";
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

void remove_repeated(std::vector<std::string>& values) {
  std::vector<std::string> once;
  for (auto& value : values) {
    if (std::ranges::find(once, value) == once.end()) once.push_back(std::move(value));
  }
  values = std::move(once);
}

}  // namespace

Checked check_id(std::string_view what, const std::string& id, std::string_view others, std::size_t max_octets) {
  if (id.empty()) return fault(Fault::Kind::bad_input, fmt::format("{} is missing", what));
  if (id.size() > max_octets) {
    return fault(Fault::Kind::limit,
                 fmt::format("{} \"{}\" is longer than {} characters", what, shown(id), max_octets));
  }
  const bool good = is_lower_or_digit(id.front()) && std::ranges::all_of(id, [&](char c) {
                      return is_lower_or_digit(c) || others.find(c) != std::string_view::npos;
                    });
  if (good) return {};
  return fault(Fault::Kind::bad_input,
               fmt::format("{} \"{}\" has a character that is not allowed there", what, shown(id)),
               fmt::format("Use lower-case letters, digits and {}; begin with a letter or digit.", others));
}

Checked check_text(std::string_view what, const std::string& text, std::size_t max_octets) {
  if (text.size() > max_octets) {
    return fault(Fault::Kind::limit, fmt::format("{} is longer than {} characters", what, max_octets));
  }
  const bool control = std::ranges::any_of(
      text, [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F; });
  if (control || !is_utf8(text)) {
    return fault(Fault::Kind::bad_input, fmt::format("{} has characters that are no text", what), "Write it as UTF-8.");
  }
  return {};
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Checked check_required_text(std::string_view what, const std::string& text, std::size_t max_octets) {
  if (is_blank(text)) return fault(Fault::Kind::bad_input, fmt::format("{} is missing", what));
  return check_text(what, text, max_octets);
}

Checked check_name(std::string_view what, std::string& name) {
  const auto parsed = Name::from_text(name);
  if (!parsed) {
    return fault(Fault::Kind::bad_input,
                 fmt::format("{} \"{}\" is no domain name: {}", what, shown(name), describe(parsed.error())),
                 "Write it as in www.example.org, without https:// and without a path.");
  }
  name = parsed->to_text();
  return {};
}

Checked check_names(std::string_view what, std::vector<std::string>& names, std::size_t most) {
  if (names.size() > most) {
    return fault(Fault::Kind::limit, fmt::format("{} has {} names; {} is the most", what, names.size(), most));
  }
  for (auto& name : names) {
    if (auto checked = check_name(what, name); !checked) return checked;
  }
  remove_repeated(names);
  return {};
}

Checked check_category(const std::string& id) {
  if (find_category(id)) return {};
  const auto near = nearest_category(id);
  return fault(Fault::Kind::bad_input, fmt::format("there is no category \"{}\"", shown(id)),
               near.empty() ? "" : fmt::format("The nearest one is \"{}\".", near));
}

Checked check_groups(const PolicyState& state, std::vector<std::string>& groups) {
  for (const auto& group : groups) {
    if (!state.groups.contains(group)) {
      return fault(Fault::Kind::not_found, fmt::format("there is no group \"{}\"", shown(group)));
    }
  }
  remove_repeated(groups);
  return {};
}

}  // namespace schoolgate
