// What the codec's files share: canonical text, words for enumerations, moments, and faults instead of exceptions.
// Private to the codec: it names nlohmann/json.
// Thread rules: pure functions.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "blocklists/change-control/change.h"
#include "blocklists/fault.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

// nlohmann/json finds these by argument-dependent lookup, so they stand in the namespace of the values.
void to_json(nlohmann::json& j, const Group& v);  // codec_group.cc
void from_json(const nlohmann::json& j, Group& v);
void to_json(nlohmann::json& j, const Bundle& v);
void from_json(const nlohmann::json& j, Bundle& v);
void to_json(nlohmann::json& j, const Device& v);  // codec_device.cc
void from_json(const nlohmann::json& j, Device& v);
void to_json(nlohmann::json& j, const Quarantine& v);
void from_json(const nlohmann::json& j, Quarantine& v);
void to_json(nlohmann::json& j, const LocalRecord& v);  // codec_own_names.cc
void from_json(const nlohmann::json& j, LocalRecord& v);
void to_json(nlohmann::json& j, const ForwardZone& v);
void from_json(const nlohmann::json& j, ForwardZone& v);
void to_json(nlohmann::json& j, const Review& v);  // codec_review.cc
void from_json(const nlohmann::json& j, Review& v);
void to_json(nlohmann::json& j, const Person& v);  // codec_people.cc
void from_json(const nlohmann::json& j, Person& v);
void to_json(nlohmann::json& j, const SecondFactor& v);
void from_json(const nlohmann::json& j, SecondFactor& v);
void to_json(nlohmann::json& j, const ApiToken& v);
void from_json(const nlohmann::json& j, ApiToken& v);
void to_json(nlohmann::json& j, const Invitation& v);
void from_json(const nlohmann::json& j, Invitation& v);
void to_json(nlohmann::json& j, const Rescue& v);
void from_json(const nlohmann::json& j, Rescue& v);
void to_json(nlohmann::json& j, const SignInRules& v);
void from_json(const nlohmann::json& j, SignInRules& v);
void to_json(nlohmann::json& j, const Request& v);  // codec_requests.cc
void from_json(const nlohmann::json& j, Request& v);
void to_json(nlohmann::json& j, const Topic& v);
void from_json(const nlohmann::json& j, Topic& v);
void to_json(nlohmann::json& j, const Unblock& v);
void from_json(const nlohmann::json& j, Unblock& v);
void to_json(nlohmann::json& j, const SiteReport& v);  // codec_site_report.cc
void from_json(const nlohmann::json& j, SiteReport& v);
void to_json(nlohmann::json& j, const BlockedNameReview& v);
void from_json(const nlohmann::json& j, BlockedNameReview& v);
void to_json(nlohmann::json& j, const RecentBlocks& v);
void from_json(const nlohmann::json& j, RecentBlocks& v);
void to_json(nlohmann::json& j, const SealedSource& v);  // codec_sealed.cc
void from_json(const nlohmann::json& j, SealedSource& v);
void to_json(nlohmann::json& j, const SealedList& v);
void from_json(const nlohmann::json& j, SealedList& v);
void to_json(nlohmann::json& j, const MailSettings& v);  // codec_sending.cc
void from_json(const nlohmann::json& j, MailSettings& v);
void to_json(nlohmann::json& j, const NoticeSettings& v);
void from_json(const nlohmann::json& j, NoticeSettings& v);
void to_json(nlohmann::json& j, const Webhook& v);
void from_json(const nlohmann::json& j, Webhook& v);
void to_json(nlohmann::json& j, const Calendar& v);  // codec_timetable.cc
void from_json(const nlohmann::json& j, Calendar& v);
void to_json(nlohmann::json& j, const Schedule& v);
void from_json(const nlohmann::json& j, Schedule& v);
void to_json(nlohmann::json& j, const SingleSignOn& v);  // codec_single_sign_on.cc
void from_json(const nlohmann::json& j, SingleSignOn& v);
void to_json(nlohmann::json& j, const SignInLink& v);
void from_json(const nlohmann::json& j, SignInLink& v);
void to_json(nlohmann::json& j, const BackupPlan& v);  // codec_backups.cc
void from_json(const nlohmann::json& j, BackupPlan& v);
void to_json(nlohmann::json& j, const BackupLock& v);
void from_json(const nlohmann::json& j, BackupLock& v);
void to_json(nlohmann::json& j, const BackupState& v);
void from_json(const nlohmann::json& j, BackupState& v);

}  // namespace schoolgate

namespace schoolgate::codec {

using nlohmann::json;

template <class Json>
std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);  // texts are checked at the edge; never throw here
}

template <class Enum>
struct Word {
  Enum value;
  const char* text;
};
inline constexpr Word<Role> roles[] = {{Role::network_manager, "network_manager"},
                                       {Role::safeguarding_lead, "safeguarding_lead"},
                                       {Role::leadership, "leadership"},
                                       {Role::teacher, "teacher"},
                                       {Role::governor, "governor"}};

template <class Enum, std::size_t N>
const char* word(const Word<Enum> (&words)[N], Enum value) {
  for (const auto& each : words) {
    if (each.value == value) return each.text;
  }
  return words[0].text;
}

template <class Enum, std::size_t N>
Enum unword(const Word<Enum> (&words)[N], const json& text) {
  for (const auto& each : words) {
    if (text == each.text) return each.value;
  }
  throw std::invalid_argument("an unknown word");  // caught by guarded()
}

/// Takes out what no log, export or reply may have: codec_people.cc.
void take_out_secrets(std::string_view noun, json& value);

/// A field that an earlier version did not write keeps what a new value has.
template <class Value>
void get_if_there(const json& j, const char* key, Value& value) {
  if (const auto found = j.find(key); found != j.end()) found->get_to(value);
}

inline std::string moment(UtcSeconds when) { return to_rfc3339(when); }
inline UtcSeconds unmoment(const json& text) {
  const auto when = parse_rfc3339(text.get<std::string>());
  if (!when) throw std::invalid_argument("no time");
  return std::chrono::floor<std::chrono::seconds>(*when);
}
inline Prefix unprefix(const json& text) {
  const auto prefix = Prefix::parse(text.get<std::string>());
  if (!prefix) throw std::invalid_argument("no address");
  return *prefix;
}

/// Runs a decoder; whatever is wrong with the text becomes one fault. nlohmann/json reports by exception.
template <class T>
std::expected<T, Fault> guarded(std::string_view what, const std::function<T()>& decode) {
  try {
    return decode();
  } catch (const std::exception& error) {
    return fault(Fault::Kind::damaged, fmt::format("{} cannot be read: {}", what, error.what()),
                 "Restore the latest backup.");
  }
}

}  // namespace schoolgate::codec
