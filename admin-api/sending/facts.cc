#include "admin-api/sending/facts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin-api/sending/notices.h"
#include "blocklists/printable.h"

namespace schoolgate::sending {
namespace {

using Json = nlohmann::json;

constexpr std::size_t names_told = 12;        // of a topic's sites; the log has all of them
constexpr std::size_t max_fact_octets = 500;  // a reason may be a paragraph, a mail is none

std::string text(const Json& value, const char* key) {
  const auto found = value.find(key);
  return found != value.end() && found->is_string() ? one_line(found->get<std::string>()) : std::string();
}

std::string moment(const Json& value, const char* key, const Zone& zone) {
  const auto when = parse_rfc3339(text(value, key));
  return when ? in_words(std::chrono::floor<std::chrono::seconds>(*when), zone) : std::string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (std::size_t n = 0; n < words.size() && n < names_told; ++n) line += (n == 0 ? "" : ", ") + words[n];
  if (words.size() > names_told) line += fmt::format(" and {} more", words.size() - names_told);
  return line;
}

std::vector<std::string> texts(const Json& value, const char* key) {
  std::vector<std::string> found;
  if (const auto list = value.find(key); list != value.end() && list->is_array())
    for (const Json& each : *list)
      if (each.is_string()) found.push_back(one_line(each.get<std::string>()));
  return found;
}

/// "Jo Smith (j.smith)", or what there is.
std::string called(const std::string& user, const PolicyState& state) {
  const auto person = state.people.find(user);
  return person == state.people.end() ? one_line(user)
                                      : fmt::format("{} ({})", one_line(person->second.name), one_line(user));
}

std::string groups_of(const std::vector<std::string>& ids, const PolicyState& state) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto group = state.groups.find(id);
    names.push_back(group == state.groups.end() ? id : one_line(group->second.name));
  }
  return joined(names);
}

void add_names(Facts& facts, const std::vector<std::string>& names) {
  facts["names"] = joined(names);
  facts["names_or_everything"] = names.empty() ? "everything" : facts["names"];
  facts["topic_or_names"] = facts["topic"].empty() ? facts["names"] : facts["topic"];
}

Json value_of(const Record& record) {
  Json value = Json::parse(record.after.empty() ? record.before : record.after, nullptr, false);
  return value.is_object() ? value : Json::object();
}

std::string who_did(const Record& record, const PolicyState& state) {
  if (record.via == "system") return "The appliance";
  if (record.via == "console") return "Somebody at the appliance's console";
  return called(record.user, state);
}

Facts facts_of_unblock(const Unblock& unblock, const PolicyState& state, const Zone& zone) {
  Facts facts{{"topic", one_line(unblock.topic)},
              {"groups", groups_of(unblock.groups, state)},
              {"starts", in_words(unblock.starts, zone)},
              {"until", in_words(unblock.until, zone)},
              {"requester", called(unblock.requested_by, state)}};
  add_names(facts, unblock.names);
  return facts;
}

Facts facts_of_request(const Request& request, const PolicyState& state, const Zone& zone) {
  const auto unblock = state.unblocks.find(request.unblock);
  const UtcSeconds until = unblock == state.unblocks.end() ? request.until : unblock->second.until;
  Facts facts{{"topic", one_line(request.topic)},
              {"groups", groups_of(request.groups, state)},
              {"starts", in_words(request.starts, zone)},
              {"until", in_words(until, zone)},
              {"requester", called(request.requested_by, state)}};
  add_names(facts, request.names);
  return facts;
}

/// What a report from the block page says of its site.
std::string said_of_site(const std::string& kind) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> said{
      {{"needed", "It is wanted for a lesson."},
       {"unsuitable", "Something unsuitable was seen there, or on the way."},
       {"wrong", "It should not be blocked."}}};
  const auto* const found = std::ranges::find(said, kind, &std::pair<std::string_view, std::string_view>::first);
  return found == said.end() ? std::string() : std::string(found->second);
}

void add_site_report(Facts& facts, const Json& report, const PolicyState& state) {
  facts["site"] = text(report, "name");
  facts["said"] = said_of_site(text(report, "kind"));
  facts["words"] = text(report, "text");
  facts["groups"] = groups_of({text(report, "group")}, state);
}

Facts facts_of_review(const Review& review, const PolicyState& state) {
  Facts facts{{"requester", review.reviewer.empty() ? "the network managers" : called(review.reviewer, state)}};
  add_names(facts, review.names);
  return facts;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    line += octet < 0x20 || octet == 0x7F ? ' ' : c;
  }
  return printable(line, max_fact_octets);
}

std::string in_words(UtcSeconds when, const Zone& zone) {
  constexpr std::array days{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const LocalSeconds local = zone.local(when);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(local - day);
  return fmt::format("{} {} {} {}, {:02}:{:02}", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count());
}

Facts facts_of(const Record& record, const PolicyState& state, const Zone& zone) {
  const Json value = value_of(record);
  Facts facts{{"who", who_did(record, state)},
              {"why", record.via == "system" ? std::string() : one_line(record.why)},
              {"id", one_line(record.subject)},
              {"when", in_words(std::chrono::floor<std::chrono::seconds>(record.time), zone)},
              {"address", one_line(record.address)},
              {"topic", text(value, "topic")},
              {"groups", groups_of(texts(value, "groups"), state)},
              {"outcome", text(value, "outcome")}};
  for (const char* key : {"starts", "until", "due"}) facts[key] = moment(value, key, zone);
  facts["requester"] = "";
  for (const std::string& user : people_of(record)) facts["requester"] = called(user, state);
  add_names(facts, texts(value, "names"));
  for (const char* key : {"risk", "failures"})
    if (const auto number = value.find(key); number != value.end() && number->is_number_integer())
      facts[key] = std::to_string(number->get<std::int64_t>());
  facts["title"] = text(value, "title").empty() ? facts["id"] : text(value, "title");
  facts["held"] = text(value, "held").empty() ? text(value, "problem") : text(value, "held");
  const std::string known = text(value, "known");
  const auto device = state.devices.find(known);
  facts["device"] = device != state.devices.end() ? one_line(device->second.name)
                    : known.empty()               ? text(value, "device")
                                                  : known;
  if (record.kind.starts_with("site_report.")) add_site_report(facts, value, state);
  return facts;
}

std::optional<Facts> facts_of_reminder(const Entry& entry, const PolicyState& state, const Zone& zone) {
  Facts facts;
  if (const auto unblock = state.unblocks.find(entry.subject); unblock != state.unblocks.end())
    facts = facts_of_unblock(unblock->second, state, zone);
  else if (const auto review = state.reviews.find(entry.subject);
           review != state.reviews.end() && review->second.open())
    facts = facts_of_review(review->second, state);
  else if (const auto request = state.requests.find(entry.subject);
           request != state.requests.end() && !request->second.closed)
    facts = facts_of_request(request->second, state, zone);
  else if (entry.kind == unblock_ends_reminder || entry.kind == request_waits_reminder ||
           entry.kind == review_overdue_reminder)
    return std::nullopt;
  facts["id"] = one_line(entry.subject);
  facts["due"] = in_words(entry.due, zone);
  return facts;
}

std::vector<std::string> people_of(const Record& record) {
  const Json value = value_of(record);
  std::vector<std::string> people;
  for (const char* key : {"requested_by", "requester", "reviewer"})
    if (auto user = text(value, key); !user.empty()) people.push_back(std::move(user));
  return people;
}

std::string fill_line(std::string_view words, const Facts& facts) {
  std::string line;
  while (!words.empty()) {
    const auto open = words.find('{');
    const auto close = words.find('}', open);
    line += words.substr(0, open);
    if (close == std::string_view::npos) break;
    if (const auto fact = facts.find(words.substr(open + 1, close - open - 1)); fact != facts.end())
      line += fact->second;
    words.remove_prefix(close + 1);
  }
  return line;
}

std::string fill(std::string_view words, const Facts& facts) {
  std::string filled;
  while (!words.empty()) {
    const auto end = std::min(words.find('\n'), words.size());
    const std::string_view line = words.substr(0, end);
    bool any = line.find('{') == std::string_view::npos;
    for (auto open = line.find('{'); open != std::string_view::npos; open = line.find('{', open + 1)) {
      const auto fact = facts.find(line.substr(open + 1, line.find('}', open) - open - 1));
      any |= fact != facts.end() && !fact->second.empty();
    }
    if (any) filled += fill_line(line, facts) + "\n";
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return filled;
}

}  // namespace schoolgate::sending
