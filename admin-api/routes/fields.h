// Reads a request's JSON object field by field and keeps every fault with its JSON pointer, so that a person sees all
// of them at once. After a fault the value returned is a stand-in: finish() says whether any of it may be used.
//   Fields in(call.request);
//   auto name = in.text("name", max_title_octets);
//   if (auto problem = in.finish()) return std::unexpected(*problem);
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "admin-api/http/problem.h"
#include "blocklists/policy/timetable.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate::routes {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t max_id_octets = 64;
inline constexpr std::size_t max_title_octets = 120;    // what a page can show on a line or two
inline constexpr std::size_t max_reason_octets = 1000;  // a paragraph
inline constexpr std::size_t max_mail_octets = 254;     // RFC 5321 section 4.5.3.1.3
inline constexpr std::size_t max_names = 500;           // in one rule, unblock or garden: bounds a log entry

class Fields {
 public:
  /// The request's body; an empty body counts as an empty object.
  explicit Fields(const http::Request& request);

  bool has(std::string_view key) const;
  bool is_null(std::string_view key) const;                      // there, and null
  bool says(std::string_view key, std::string_view text) const;  // there, and exactly this text
  std::string text(std::string_view key, std::size_t max);
  std::string text_or(std::string_view key, std::string otherwise, std::size_t max);
  /// Why the change is made: from the body, or for a DELETE without a body from the query's `reason`.
  std::string reason();
  std::string reason_or(std::string otherwise);
  /// PEM (RFC 7468), or empty when it is absent.
  std::string pem_or_nothing(std::string_view key);
  bool boolean_or(std::string_view key, bool otherwise);
  std::optional<int> integer(std::string_view key, int least, int most);
  std::vector<std::string> texts(std::string_view key, std::size_t most, std::size_t max_each);
  /// A domain name, in canonical form.
  std::string name(std::string_view key);
  /// Domain names, in canonical form.
  std::vector<std::string> names(std::string_view key, std::size_t least = 0);
  std::vector<std::string> categories(std::string_view key);
  std::string category(std::string_view key);
  std::optional<UtcSeconds> moment(std::string_view key);
  std::optional<Prefix> prefix(std::string_view key);
  std::vector<Prefix> prefixes(std::string_view key);
  /// The place in `choices` of the text.
  std::size_t choice(std::string_view key, std::span<const std::string_view> choices,
                     std::optional<std::size_t> otherwise = {});

  std::optional<LocalDay> day(std::string_view key);  // "2026-09-03"
  /// "08:50"; "24:00" is the day's end.
  std::optional<MinuteOfDay> minute(std::string_view key);
  Weekdays weekdays_or(std::string_view key, Weekdays otherwise);  // ["mon", "fri"]
  /// A list of objects: each is read by `read` as a body of its own, and its faults point into it.
  void rows(std::string_view key, std::size_t most, const std::function<void(Fields& row)>& read);
  /// Keys that are known here though nothing asked for their values.
  void allow(std::initializer_list<std::string_view> keys);
  void add_error(std::string pointer, std::string detail);
  /// A problem when anything was wrong, or a key is left that nobody asked for.
  std::optional<http::Problem> finish();

 private:
  Fields(const http::Request& request, Json object, std::string prefix)
      : request_(request), object_(std::move(object)), prefix_(std::move(prefix)) {}
  std::string at(std::string_view key) const;
  std::string at(std::string_view key, std::size_t place) const;
  void refuse_unknown();
  const Json* find(std::string_view key, bool required);
  std::optional<std::string> checked_name(const Json& value, const std::string& pointer);
  std::optional<std::string> checked_text(const Json& value, const std::string& pointer, std::size_t max);
  template <class Read>
  void each(std::string_view key, std::size_t most, Read&& read);
  const http::Request& request_;
  Json object_ = Json::object();
  std::string prefix_;  // of every pointer: where in the body this object stands
  std::set<std::string, std::less<>> known_;
  std::vector<http::Problem::Field> errors_;
  std::optional<http::Problem> unreadable_;
};

}  // namespace schoolgate::routes
