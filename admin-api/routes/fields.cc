#include "admin-api/routes/fields.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "admin-api/routes/nearest.h"
#include "blocklists/name.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/timetable_text.h"

namespace schoolgate::routes {
namespace {

constexpr int max_depth = 5;  // what our objects need is 4: a list of words in a list of objects

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f; });
}

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || c == '\n'; });
}

}  // namespace

Fields::Fields(const http::Request& request) : request_(request) {
  if (request.body.empty()) return;
  std::set<std::string> seen;
  std::string fault;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > max_depth) fault = "The JSON is nested too deeply.";
    if (event == Json::parse_event_t::key && depth == 1 && !seen.insert(value.get<std::string>()).second)
      fault = fmt::format("The key \"{}\" stands twice.", value.get<std::string>());
    return fault.empty();
  };
  Json parsed = Json::parse(request.body, watch, false);
  if (fault.empty() && !parsed.is_object()) fault = "The body must be one JSON object in UTF-8.";
  if (fault.empty())
    object_ = std::move(parsed);
  else
    unreadable_ = http::bad_request(std::move(fault));
}

std::string Fields::at(std::string_view key) const { return fmt::format("{}/{}", prefix_, key); }
std::string Fields::at(std::string_view key, std::size_t place) const {
  return fmt::format("{}/{}/{}", prefix_, key, place);
}

bool Fields::has(std::string_view key) const { return object_.contains(key) && !object_.find(key)->is_null(); }

bool Fields::is_null(std::string_view key) const { return object_.contains(key) && object_.find(key)->is_null(); }

bool Fields::says(std::string_view key, std::string_view text) const {
  const auto found = object_.find(key);
  return found != object_.end() && *found == text;
}

void Fields::add_error(std::string pointer, std::string detail) {
  errors_.push_back({std::move(pointer), std::move(detail)});
}

const Json* Fields::find(std::string_view key, bool required) {
  known_.emplace(key);
  const auto found = object_.find(key);
  if (found != object_.end() && !found->is_null()) return &*found;
  if (required) add_error(at(key), fmt::format("\"{}\" is missing.", key));
  return nullptr;
}

std::optional<std::string> Fields::checked_text(const Json& value, const std::string& pointer, std::size_t max) {
  if (!value.is_string()) {
    add_error(pointer, "This must be text.");
    return std::nullopt;
  }
  auto text = value.get<std::string>();
  if (text.size() > max) {
    add_error(pointer, fmt::format("This may have {} octets at most.", max));
    return std::nullopt;
  }
  if (has_control_character(text)) {
    add_error(pointer, "This holds a control character.");
    return std::nullopt;
  }
  return text;
}

std::string Fields::text(std::string_view key, std::size_t max) {
  const Json* value = find(key, true);
  if (value == nullptr) return {};
  auto text = checked_text(*value, at(key), max);
  if (text && is_blank(*text)) add_error(at(key), fmt::format("\"{}\" must not be empty.", key));
  return text.value_or("");
}

std::string Fields::text_or(std::string_view key, std::string otherwise, std::size_t max) {
  const Json* value = find(key, false);
  return value == nullptr ? std::move(otherwise) : checked_text(*value, at(key), max).value_or("");
}

std::string Fields::reason() {
  const auto query = request_.query.find("reason");
  if (request_.method != "DELETE" || has("reason") || query == request_.query.end())
    return text("reason", max_reason_octets);
  known_.emplace("reason");
  const auto reason = checked_text(Json(query->second), "?reason", max_reason_octets);
  if (reason && is_blank(*reason)) add_error("?reason", "A reason must not be empty.");
  return reason.value_or("");
}

std::string Fields::reason_or(std::string otherwise) {
  return has("reason") ? reason() : text_or("reason", std::move(otherwise), 0);
}

std::string Fields::pem_or_nothing(std::string_view key) {
  constexpr std::size_t max_pem_octets = std::size_t{64} << 10U;  // a chain of long certificates
  const Json* value = find(key, false);
  if (value == nullptr) return {};
  const bool good = value->is_string() && value->get_ref<const std::string&>().starts_with("-----BEGIN ") &&
                    value->get_ref<const std::string&>().size() <= max_pem_octets;
  if (!good) add_error(at(key), "This must be PEM text, from -----BEGIN on.");
  return good ? value->get<std::string>() : std::string();
}

bool Fields::boolean_or(std::string_view key, bool otherwise) {
  const Json* value = find(key, false);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) add_error(at(key), "This must be true or false.");
  return value->is_boolean() && value->get<bool>();
}

std::optional<int> Fields::integer(std::string_view key, int least, int most) {
  const Json* value = find(key, false);
  if (value == nullptr) return std::nullopt;
  const bool whole =
      value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT32_MAX);
  const auto number = whole ? value->get<std::int64_t>() : std::int64_t{least} - 1;
  if (number >= least && number <= most) return static_cast<int>(number);
  add_error(at(key), fmt::format("This must be a whole number from {} to {}.", least, most));
  return std::nullopt;
}

template <class Read>
void Fields::each(std::string_view key, std::size_t most, Read&& read) {
  const Json* value = find(key, false);
  if (value == nullptr) return;
  if (!value->is_array() || value->size() > most)
    return add_error(at(key), fmt::format("This must be a list of at most {}.", most));
  for (std::size_t place = 0; place < value->size(); ++place) read((*value)[place], at(key, place));
}

std::vector<std::string> Fields::texts(std::string_view key, std::size_t most, std::size_t max_each) {
  std::vector<std::string> result;
  each(key, most, [&](const Json& value, const std::string& pointer) {
    auto text = checked_text(value, pointer, max_each);
    if (text && is_blank(*text)) add_error(pointer, "This must not be empty.");
    result.push_back(text.value_or(""));
  });
  return result;
}

std::optional<std::string> Fields::checked_name(const Json& value, const std::string& pointer) {
  constexpr std::size_t max_utf8_name = 1024;  // 255 octets of A-labels, written in UTF-8
  const auto text = checked_text(value, pointer, max_utf8_name);
  if (!text) return std::nullopt;
  const auto name = Name::from_text(*text);
  if (name) return name->to_text();
  add_error(pointer, fmt::format("\"{}\" is not a domain name: {}.", *text, describe(name.error())));
  return std::nullopt;
}

std::string Fields::name(std::string_view key) {
  const Json* value = find(key, true);
  return value == nullptr ? std::string() : checked_name(*value, at(key)).value_or("");
}

std::vector<std::string> Fields::names(std::string_view key, std::size_t least) {
  std::vector<std::string> result;
  each(key, max_names, [&](const Json& value, const std::string& pointer) {
    if (auto name = checked_name(value, pointer)) result.push_back(std::move(*name));
  });
  const Json* value = find(key, false);
  if (least > 0 && (value == nullptr || (value->is_array() && value->size() < least)))
    add_error(at(key), fmt::format("At least {} name is needed.", least));
  return result;
}

void Fields::allow(std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) known_.emplace(key);
}

std::vector<std::string> Fields::categories(std::string_view key) {
  std::vector<std::string> result;
  each(key, max_categories, [&](const Json& value, const std::string& pointer) {
    const auto text = checked_text(value, pointer, max_id_octets);
    if (!text) return;
    if (!find_category(*text))
      add_error(pointer,
                fmt::format("There is no category \"{}\"; the nearest is \"{}\".", *text, nearest_category(*text)));
    result.push_back(*text);
  });
  return result;
}

std::string Fields::category(std::string_view key) {
  const std::string id = text(key, max_id_octets);
  if (!id.empty() && !find_category(id))
    add_error(at(key), fmt::format("There is no category \"{}\"; the nearest is \"{}\".", id, nearest_category(id)));
  return id;
}

std::optional<UtcSeconds> Fields::moment(std::string_view key) {
  const Json* value = find(key, false);
  if (value == nullptr) return std::nullopt;
  constexpr std::size_t longest = 40;
  const auto text = checked_text(*value, at(key), longest);
  if (!text) return std::nullopt;
  const auto when = parse_rfc3339(*text);
  if (!when) add_error(at(key), "This must be a moment such as 2026-11-22T09:30:00Z.");
  return when ? std::optional(std::chrono::floor<std::chrono::seconds>(*when)) : std::nullopt;
}

std::optional<Prefix> Fields::prefix(std::string_view key) {
  const std::string written = text(key, max_id_octets);
  if (written.empty()) return std::nullopt;
  auto prefix = Prefix::parse(written);
  if (!prefix)
    add_error(at(key), "This must be an address or a prefix such as 10.1.0.0/16, with no bits beyond the prefix.");
  return prefix;
}

std::vector<Prefix> Fields::prefixes(std::string_view key) {
  std::vector<Prefix> result;
  each(key, max_names, [&](const Json& value, const std::string& pointer) {
    const auto text = checked_text(value, pointer, max_id_octets);
    if (!text) return;
    if (const auto prefix = Prefix::parse(*text))
      result.push_back(*prefix);
    else
      add_error(pointer,
                fmt::format("\"{}\" is not a prefix such as 10.1.0.0/16, with no bits beyond the prefix.", *text));
  });
  return result;
}

std::size_t Fields::choice(std::string_view key, std::span<const std::string_view> choices,
                           std::optional<std::size_t> otherwise) {
  const Json* value = find(key, !otherwise.has_value());
  if (value == nullptr) return otherwise.value_or(0);
  const auto text = checked_text(*value, at(key), max_id_octets);
  const auto found = std::ranges::find(choices, text.value_or(""));
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  if (text) add_error(at(key), fmt::format("This must be one of: {}.", fmt::join(choices, ", ")));
  return 0;
}

std::optional<LocalDay> Fields::day(std::string_view key) {
  const std::string written = text(key, max_id_octets);
  const auto day = parse_day(written);
  if (!day && !written.empty()) add_error(at(key), "This must be a day such as 2026-09-03.");
  return day;
}

std::optional<MinuteOfDay> Fields::minute(std::string_view key) {
  const std::string written = text(key, max_id_octets);
  const auto minute = parse_minute(written);
  if (!minute && !written.empty()) add_error(at(key), "This must be a time of day such as 08:50.");
  return minute;
}

Weekdays Fields::weekdays_or(std::string_view key, Weekdays otherwise) {
  if (find(key, false) == nullptr) return otherwise;
  const auto days = parse_weekdays(texts(key, weekday_words.size(), max_id_octets));
  if (!days) add_error(at(key), fmt::format("These must be weekdays: {}.", fmt::join(weekday_words, ", ")));
  return days.value_or(0);
}

void Fields::rows(std::string_view key, std::size_t most, const std::function<void(Fields& row)>& read) {
  each(key, most, [&](const Json& value, const std::string& pointer) {
    if (!value.is_object()) return add_error(pointer, "This must be an object.");
    Fields row(request_, value, pointer);
    read(row);
    row.refuse_unknown();
    std::ranges::move(row.errors_, std::back_inserter(errors_));
  });
}

std::optional<http::Problem> Fields::finish() {
  if (unreadable_) return unreadable_;
  refuse_unknown();
  if (errors_.empty()) return std::nullopt;
  return http::bad_input(std::move(errors_));
}

void Fields::refuse_unknown() {
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [key, value] : object_.items()) {
    if (known_.contains(key)) continue;
    std::string pointer = key;  // RFC 6901 section 3
    for (std::size_t n = 0; (n = pointer.find_first_of("~/", n)) != std::string::npos; n += 2)
      pointer.replace(n, 1, pointer[n] == '~' ? "~0" : "~1");
    add_error(at(pointer),
              known.empty() ? fmt::format("\"{}\" is not known here.", key)
                            : fmt::format("\"{}\" is not known here; did you mean \"{}\"?", key, nearest(key, known)));
  }
}

}  // namespace schoolgate::routes
