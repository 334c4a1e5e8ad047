#include "blocklists/change-control/report_words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/personal.h"

namespace schoolgate {
namespace {

enum class Tell : std::uint8_t { nothing, differences };

/// {place} is what the entry says there, as words; a part in [] falls away when a place in it is empty.
struct Words {
  std::string_view kind, title, sentence;
  std::string_view at_first = {};  // when there was nothing before; empty: the same
  Tell tell = Tell::nothing;
};

constexpr Tell differences = Tell::differences;

constexpr std::array words_of_kinds{
    Words{"store.created", "Log started", "started this appliance's change-control log[ (Schoolgate {version})]"},
    Words{"settings.set", "Settings changed", "changed the school's settings", "set the school's settings",
          differences},
    Words{"person.added", "Accounts made", "made an account for {name} ({user}) as {role}"},
    Words{"person.changed", "Accounts changed", "changed the account of {name} ({user})", {}, differences},
    Words{"password.set", "Passwords set", "set the password of {subject}"},
    Words{"group.set", "Groups changed", "changed what holds for the group {name}", "made the group {name}",
          differences},
    Words{"group.removed", "Groups removed", "removed the group {name}"},
    Words{"rule.added", "Rules added", "made a rule: {action} {name} for {groups}"},
    Words{"rule.removed", "Rules removed", "removed the rule: {action} {name} for {groups}"},
    Words{
        "unblock.granted", "Temporary unblocks",
        "unblocked {names} for {groups}[ from {starts}] until {until}[; topic: {topic}][; asked for by {requested_by}]"
        "[; risk {risk} of 25][; {emergency_use}]"},
    Words{"unblock.ended", "Unblocks ended early",
          "ended the unblock of {names} for {groups} early: it would have lasted until {until}"},
    Words{"unblock.expired", "Unblocks ended as planned",
          "ended the unblock of {names} for {groups} as planned, at {until}"},
    Words{"emergency.started", "Emergency blocks", "blocked {names} for everybody at once, as an emergency"},
    Words{"emergency.ended", "Emergency blocks ended", "ended the emergency block of {names}"},
    Words{"quarantine.started", "Devices cut off", "cut off the device[ {known}][ at {device}][ until {until}]"},
    Words{"quarantine.ended", "Devices let back", "let the device[ {known}][ at {device}] back"},
    Words{"source.set", "List sources changed", "changed where the list {title} comes from",
          "set where the list {title} comes from: {address}", differences},
    Words{"source.removed", "List sources removed", "removed the source of the list {title}"},
    Words{"list.taken", "List updates", "took in the list {title}: {totals.names} names"},
    Words{"list.held", "List updates held back", "held back an update of the list[ {title}]: {held}"},
    Words{"list.removed", "Lists removed", "removed the list {title}"},
    Words{"person.signed_in", "Sign-ins", "signed in"},
    Words{"person.locked", "Accounts locked", "locked the account {subject}: {failures} attempts to sign in failed"},
    Words{"log.exported", "Exports of this log", "exported entries {first} to {last} of this log ({format})"},
    Words{"backup.taken", "Backups", "made a backup"},
    Words{"store.restored", "Backups restored", "brought a backup back"},
    Words{"clock.accepted", "Clock set right", "said that the appliance's clock is right again"},
    Words{"calendar.set", "Calendar changed", "changed the school's calendar", {}, differences},
    Words{"schedule.set", "Schedules changed", "changed the schedule {name}", "made the schedule {name}", differences},
    Words{"schedule.removed", "Schedules removed", "removed the schedule {name}"},
    Words{"bundle.set", "Bundles changed", "changed the bundle {name}", "made the bundle {name}: {names}", differences},
    Words{"bundle.removed", "Bundles removed", "removed the bundle {name}"},
    Words{"device.set", "Devices changed", "changed the device {name}", "added the device {name}[ in {group}]",
          differences},
    Words{"device.removed", "Devices removed", "removed the device {name}"},
    Words{"record.set", "Own names changed", "set the school's own name {name} to {value}"},
    Words{"record.removed", "Own names removed", "removed the school's own name {name}"},
    Words{"zone.set", "Forwarded zones changed", "set who answers for {zone}: {servers}"},
    Words{"zone.removed", "Forwarded zones removed", "removed who answers for {zone}"},
    Words{"sealed_source.set", "Sealed lists' sources", "set where the sealed list {title} comes from"},
    Words{"sealed.taken", "Sealed list updates", "took in the sealed list {title}: {counts.names} names"},
    Words{"sealed.held", "Sealed list updates held back", "held back an update of a sealed list: {held}"},
    Words{"sealed.failed", "Sealed lists not fetched", "could not fetch a sealed list: {problem}"},
    Words{"review.opened", "Reviews opened",
          "asked for a review of what was done in haste to {names}, until {due}"
          "[, by {reviewer}]"},
    Words{"review.concluded", "Reviews concluded",
          "concluded the review of what was done in haste to {names}: {outcome}"},
    Words{"factor.enrolled", "Second factors", "set up a second factor for signing in"},
    Words{"factor.removed", "Second factors removed", "removed the second factor of {subject}"},
    Words{"token.made", "API tokens", "made an API token \"{name}\" for programs, until {until}"},
    Words{"token.revoked", "API tokens ended", "ended the API token \"{name}\""},
    Words{"person.signed_out", "Signed out everywhere", "ended all sessions of {subject}"},
    Words{"invitation.made", "Invitations", "invited {name} ({user}) as {role}"},
    Words{"invitation.taken", "Invitations accepted", "accepted the invitation of {name} ({user}) as {role}"},
    Words{"invitation.removed", "Invitations ended", "ended the invitation of {name} ({user})"},
    Words{"person.rescued", "Emergency access at the console",
          "gave {user} a new password at the appliance's console, and took the second factor away"},
    Words{"rescue.closed", "Emergency access looked at", "took note of the emergency access that {user} was given"},
    Words{"people.exported", "Exports of the register", "exported the register of {people} people"},
    Words{"request.made", "Requests", "asked for {names} for {groups} from {starts} until {until}[; topic: {topic}]"},
    Words{"request.changed", "Requests changed", "changed the request for {names}", {}, differences},
    Words{"request.widened", "Requests widened", "added sites to a request: {names}"},
    Words{"request.signed", "Sign-offs", "signed the request of {requested_by} for {names}"},
    Words{"request.rejected", "Requests rejected", "rejected the request of {requested_by} for {names}"},
    Words{"request.withdrawn", "Requests withdrawn", "withdrew the request for {names}"},
    Words{"request.revoked", "Approvals taken back", "took back what {requested_by} had been granted: {names}"},
    Words{"request.expired", "Requests that came to their end", "closed the request of {requested_by} for {names}"},
    Words{"request.filed", "Requests filed away", "filed away the request of {requested_by} for {names}"},
    Words{"trial.started", "Trials on a test device", "began a trial of {names} on a test device until {until}"},
    Words{"topic.set", "Topics changed", "changed the topic {name}", "added the topic {name}", differences},
    Words{"topic.removed", "Topics removed", "removed the topic {name}"},
    Words{"mail.set", "Mail settings", "changed how notices are sent by mail", {}, differences},
    Words{"notices.set", "Notices", "changed who hears of what", {}, differences},
    Words{"webhook.set", "Webhooks", "changed the webhook {subject}", "added the webhook {subject}", differences},
    Words{"webhook.removed", "Webhooks removed", "removed the webhook {subject}"},
    Words{"single_sign_on.set",
          "Single sign-on",
          "changed how people sign in with the school's accounts",
          {},
          differences},
    Words{"person.linked", "Accounts linked", "linked {user} with an account of the school's provider"},
    Words{"person.unlinked", "Accounts unlinked", "unlinked {user} from the account of the school's provider"},
    Words{"person.refused", "Sign-ins refused", "refused a sign-in with the school's accounts ({reason})"},
    Words{"person.erased", "Erasures",
          "erased somebody's personal data, as the law asks; that person is {name} from "
          "here on"},
    Words{"site_report.added", "Reports from the block page",
          "took in what a device in {group} sent from the block page about {name}: {kind}"},
    Words{"site_report.closed", "Reports from the block page closed",
          "closed the report from the block page about {name}"},
    Words{"blocked_name.reviewed", "Names that are blocked often",
          "looked at the block of {name}, which many devices met: {outcome}"},
    Words{"list.released", "Held list updates let through",
          "let through an update of the list {subject} that was held: {held}"},
    Words{"list.dropped", "Held list updates dropped", "dropped an update of the list {subject} that was held"},
    Words{"backup_plan.set", "Nightly backup", "changed where and when backups are made", {}, differences},
    Words{"backup_lock.set", "Backups' locks", "set what opens this appliance's backups: a new {subject}"},
    Words{"backup_lock.removed", "Backups' locks removed", "made that new backups no longer open with the {subject}"},
    Words{"backup.failed", "Backups that failed", "could not make the planned backup: {problem}"},
};

constexpr std::string_view unknown_kind = "made a change of the kind \"{change}\"[ to {subject}]";

/// Words for closed sets.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> closed_words{
    {{"network_manager", "network manager"},
     {"safeguarding_lead", "safeguarding lead"},
     {"leadership", "leadership"},
     {"teacher", "teacher"},
     {"governor", "governor"},
     {"allow", "allow"},
     {"block", "block"},
     {"kept", "the block stays"},
     {"rule", "rules stand in its place"},
     {"ended", "it was not needed, or is not any longer"},
     {"allowed", "a rule allows it"},
     {"open", "it is to be looked at again"},
     {"needed", "it is wanted for a lesson"},
     {"unsuitable", "something unsuitable was seen"},
     {"wrong", "it should not be blocked"},
     {"null_address", "an address that leads nowhere"},
     {"nxdomain", "\"no such name\""},
     {"refused", "\"refused\""},
     {"block_page", "the block page"},
     {"csv", "CSV"},
     {"jsonl", "JSON lines"},
     {"html", "document"}}};

constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                            "July",    "August",   "September", "October", "November", "December"};

constexpr std::size_t most_listed = 12;  // of a list in a sentence; the rest is counted

const Words* find_words(std::string_view kind) {
  const auto* found = std::ranges::find(words_of_kinds, kind, &Words::kind);
  return found == words_of_kinds.end() ? nullptr : found;
}

std::vector<codec::Field> fields_in(const std::string& value) {
  return value.empty() ? std::vector<codec::Field>() : codec::fields_of(value);
}

std::vector<std::string> texts_at(const std::vector<codec::Field>& fields, std::string_view place) {
  std::vector<std::string> texts;
  for (const auto& field : fields)
    if (field.place == place) texts.push_back(field.text);
  return texts;
}

/// "blocked_categories" as people write it.
std::string spaced(std::string_view place) {
  std::string words(place);
  std::ranges::replace(words, '_', ' ');
  std::ranges::replace(words, '.', ' ');
  return words;
}

/// "120,004"
std::string with_commas(std::string_view number) {
  constexpr std::size_t group = 3;
  std::string grouped;
  for (std::size_t at = 0; at < number.size(); ++at) {
    if (at > 0 && (number.size() - at) % group == 0) grouped += ',';
    grouped += number[at];
  }
  return grouped;
}

bool is_person_field(std::string_view place) {
  return place == "requested_by" || place == "reviewer" || place == "user" || place.ends_with("_by");
}

}  // namespace

std::string ReportWords::joined(const std::vector<std::string>& words) {
  std::string text;
  const std::size_t told = std::min(words.size(), most_listed);
  for (std::size_t n = 0; n < told; ++n) {
    if (n > 0) text += n + 1 == words.size() ? " and " : ", ";
    text += words[n];
  }
  return words.size() > told ? fmt::format("{} and {} more", text, words.size() - told) : text;
}

std::string ReportWords::title(std::string_view kind) {
  const Words* words = find_words(kind);
  return words ? std::string(words->title) : fmt::format("Changes of the kind \"{}\"", kind);
}

std::string ReportWords::day(UtcSeconds when) const {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(zone_.local(when))};
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string ReportWords::moment(UtcSeconds when) const {
  const auto local = zone_.local(when);
  const std::chrono::hh_mm_ss clock{local - std::chrono::floor<std::chrono::days>(local)};
  return fmt::format("{} at {:02}:{:02}", day(when), clock.hours().count(), clock.minutes().count());
}

std::string ReportWords::duration(std::chrono::seconds length) {
  using namespace std::chrono;
  const auto told = [](auto count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (length >= days(2)) return told(round<days>(length).count(), "day");
  if (length >= hours(2)) return told(round<hours>(length).count(), "hour");
  return told(round<minutes>(length).count(), "minute");
}

std::string ReportWords::person(const std::string& user) const {
  if (const auto found = names_.people.find(user); found != names_.people.end()) return found->second;
  if (!personal::is_pseudonym(user)) return user;
  return "erased person " + user.substr(user.find('-') + 1);
}

std::string ReportWords::group(const std::string& id) const {
  const auto found = names_.groups.find(id);
  return found == names_.groups.end() ? id : found->second;
}

std::string ReportWords::who(const Record& record) const {
  if (record.via == "system") return "Schoolgate";
  if (record.via == "console") return "Somebody at the appliance's console";
  std::string name = person(record.user);
  if (personal::is_pseudonym(record.user)) name.front() = 'E';  // a sentence begins with it
  return fmt::format("{} ({}{})", name, told("role", record.role), record.via == "token" ? ", by a program" : "");
}

std::string ReportWords::told(std::string_view place, const std::string& text) const {
  if (const auto when = parse_rfc3339(text)) return moment(std::chrono::floor<std::chrono::seconds>(*when));
  if (place == "groups" || place == "group" || place == "parent") return group(text);
  if (is_person_field(place)) return person(text);
  constexpr std::array closed{"role", "action", "outcome", "block_style", "format", "kind"};
  if (std::ranges::find(closed, place) != closed.end()) {
    for (const auto& [word, words] : closed_words)
      if (text == word) return std::string(words);
  }
  return place.ends_with(".names") ? with_commas(text) : text;
}

std::string ReportWords::field(const Record& record, const std::vector<codec::Field>& fields,
                               std::string_view place) const {
  if (place == "change") return record.kind;
  if (place == "subject")
    return record.kind.starts_with("person.") || record.kind == "password.set" ? person(record.subject)
                                                                               : record.subject;
  auto texts = texts_at(fields, place);
  if (place == "user" && !texts.empty()) return texts.front();  // a sign-in name, beside the name
  if (place == "emergency_use")
    return !texts.empty() && texts.front() == "yes" ? "nobody else agreed first, so it is to be reviewed"
                                                    : std::string();
  // What the entry says already: who acts, and that it begins at once.
  if (place == "requested_by" && !texts.empty() && texts.front() == record.user) return {};
  if (place == "starts" && !texts.empty() &&
      told(place, texts.front()) == moment(std::chrono::floor<std::chrono::seconds>(record.time)))
    return {};
  if (texts.empty() && place == "groups") return "every group";
  if (texts.empty() && place == "names") return "everything but the essentials";
  for (std::string& text : texts) text = told(place, text);
  return joined(texts);
}

std::string ReportWords::filled(std::string_view words, const Record& record) const {
  const auto fields = fields_in(record.after.empty() ? record.before : record.after);
  std::string out, part;
  bool in_part = false, whole = true;
  while (!words.empty()) {
    const char c = words.front();
    words.remove_prefix(1);
    std::string& to = in_part ? part : out;
    if (c == '[') {
      in_part = whole = true;
      part.clear();
    } else if (c == ']') {
      in_part = false;
      if (whole) out += part;
    } else if (c == '{') {
      const auto end = words.find('}');
      const std::string text = field(record, fields, words.substr(0, end));
      whole = whole && !text.empty();
      to += text;
      words.remove_prefix(end + 1);
    } else {
      to += c;
    }
  }
  return out;
}

std::string ReportWords::what(const Record& record) const {
  const Words* words = find_words(record.kind);
  if (!words) return filled(unknown_kind, record);
  const bool first = record.before.empty() && !words->at_first.empty();
  return filled(first ? words->at_first : words->sentence, record);
}

std::vector<std::string> ReportWords::details(const Record& record) const {
  const Words* words = find_words(record.kind);
  std::vector<std::string> lines;
  if (words && (words->tell == Tell::nothing || record.before.empty())) return lines;
  const auto before = fields_in(record.before);
  const auto after = fields_in(record.after);
  std::vector<std::string> places;
  for (const auto* fields : {&before, &after})
    for (const auto& each : *fields)
      if (std::ranges::find(places, each.place) == places.end()) places.push_back(each.place);
  for (const std::string& place : places) {
    const auto told_of = [&](const std::vector<codec::Field>& fields, const std::vector<codec::Field>& others) {
      std::vector<std::string> texts;
      for (const auto& each : fields) {
        const bool in_both = std::ranges::any_of(
            others, [&](const codec::Field& other) { return other.place == place && other.text == each.text; });
        if (each.place == place && !in_both) texts.push_back(told(place, each.text));
      }
      return joined(texts);
    };
    const std::string was = told_of(before, after);
    const std::string is = told_of(after, before);
    if (was.empty() && is.empty()) continue;
    if (record.before.empty())
      lines.push_back(fmt::format("{}: {}", spaced(place), is));
    else
      lines.push_back(fmt::format("{}: {}{}{}", spaced(place), was.empty() ? "" : "no longer " + was,
                                  was.empty() || is.empty() ? "" : "; ", is.empty() ? "" : "now " + is));
  }
  return lines;
}

}  // namespace schoolgate
