// What the commands' replies are told with: fields of JSON that may be missing, and lines of plain text.
// Private to the console. Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace schoolgate::console {

using Json = nlohmann::json;

/// Text from lists may hold anything; a terminal must not be steered by it.
inline std::string shown(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet == 0x7F)
      out += fmt::format("\\x{:02x}", octet);
    else
      out += c;
  }
  return out;
}

inline std::string text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? shown(found->get<std::string>()) : std::string();
}

inline std::uint64_t number(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

inline bool flag(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

inline const Json& rows(const Json& json, const char* key) {
  static const Json none = Json::array();
  const auto found = json.find(key);
  return found != json.end() && found->is_array() ? *found : none;
}

/// Lines without the last line's end, which the caller prints.
inline std::string joined(std::string lines) {
  while (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

/// "e-17: emergency block on bad.example: j.smith must look by 2026-11-24T09:00:00Z".
inline std::string told_review(const Json& row) {
  std::string names;
  for (const Json& name : rows(row, "names"))
    if (name.is_string()) names += (names.empty() ? "" : ", ") + shown(name.get<std::string>());
  const std::string what =
      text(row, "id") + (text(row, "about") == "unblock" ? ": unblock in emergency use of " : ": emergency block on ") +
      (flag(row, "everything") ? "everything" : names) + ": ";
  if (text(row, "outcome") != "open") return what + text(row, "outcome") + " " + text(row, "concluded");
  const std::string reviewer = text(row, "reviewer");
  const char* anybody = text(row, "about") == "unblock" ? "the safeguarding lead" : "a network manager";
  return what + (reviewer.empty() ? anybody : reviewer) + " must look by " + text(row, "due") +
         (flag(row, "overdue") ? "  OVERDUE" : "");
}

/// Reads the reply and lets `write` add to the text; a reply that is no JSON object is shown as it came.
template <class Write>
inline std::string tell(std::string_view reply, Write&& write) {
  const Json json = Json::parse(reply, nullptr, false);
  if (!json.is_object()) return shown(std::string(reply));
  std::string out;
  write(json, out);
  return joined(std::move(out));
}

template <class... Parts>
void line(std::string& out, fmt::format_string<Parts...> form, Parts&&... parts) {
  fmt::format_to(std::back_inserter(out), form, std::forward<Parts>(parts)...);
  out += '\n';
}

}  // namespace schoolgate::console
