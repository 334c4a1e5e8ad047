#include "admin-api/sending/compose.h"

#include <fmt/format.h>

#include "admin-api/sending/facts.h"
#include "admin-api/sending/notices.h"
#include "admin-api/sending/reminders.h"

namespace schoolgate::sending {
namespace {

Zone zone_of(const PolicyState& state) { return Zone::find(state.settings.zone).value_or(Zone()); }

/// Whose ids are people or things of people's.
bool is_personal(std::string_view kind) {
  for (const std::string_view prefix : {"person.", "password.", "device.", "token.", "rescue."})
    if (kind.starts_with(prefix)) return true;
  return false;
}

std::string in_role(const Record& record) {
  if (record.via == "system") return ", by itself";
  if (record.via == "console") return ", at the appliance's console";
  std::string role = record.role;
  for (char& c : role)
    if (c == '_') c = ' ';
  return ", by a " + role;
}

std::string footer(const PolicyState& state, const Entry& entry, std::uint64_t left_out) {
  std::string text = "\n-- \nSchoolgate, the internet filter of " + one_line(state.settings.school) + ".\n";
  if (entry.serial != 0) text += fmt::format("This is change {} in its change-control log.\n", entry.serial);
  if (left_out != 0)
    text = fmt::format(
               "\n{} earlier notices to you were left out, because nothing could be sent for long. The "
               "change-control log has all of them.\n",
               left_out) +
           text;
  return text;
}

Facts facts_of_checkpoint(const ChangeControl& changes, const Entry& entry, const Zone& zone) {
  const Checkpoint checkpoint = changes.checkpoint();
  return {{"month", month_in_words(entry.due, zone)},
          {"when", in_words(std::chrono::floor<std::chrono::seconds>(changes.now()), zone)},
          {"size", std::to_string(checkpoint.size)},
          {"public_key", changes.public_key()},
          {"fingerprint", checkpoint.origin},
          {"checkpoint", checkpoint.note}};
}

}  // namespace

std::optional<Composed> compose(const Entry& entry, const ChangeControl& changes, std::uint64_t left_out) {
  const Notice* notice = find_notice(entry.kind);
  if (notice == nullptr) return std::nullopt;
  const auto state = changes.state();
  const Zone zone = zone_of(*state);
  Facts facts;
  Composed composed;
  composed.summary = notice->title;
  if (entry.serial != 0) {
    const auto records = changes.records(entry.serial - 1, 1);
    if (records.empty() || records.front().serial != entry.serial || records.front().kind != entry.kind)
      return std::nullopt;
    facts = facts_of(records.front(), *state, zone);
    composed.time = records.front().time;
    composed.summary += in_role(records.front());
    composed.about_always = records.front().subject;
  } else {
    auto found = entry.kind == monthly_checkpoint ? facts_of_checkpoint(changes, entry, zone)
                                                  : facts_of_reminder(entry, *state, zone);
    if (!found) return std::nullopt;
    facts = std::move(*found);
    composed.time = entry.due;
    composed.about_always = entry.subject;
  }
  facts["school"] = one_line(state->settings.school);
  if (!is_personal(entry.kind)) composed.about = composed.about_always;
  composed.subject = fill_line(notice->subject, facts);
  composed.body = fill(notice->body, facts) + footer(*state, entry, left_out);
  return composed;
}

Composed test_message(const ChangeControl& changes) {
  const auto state = changes.state();
  Composed composed;
  composed.subject = "A test of the notices";
  composed.summary = composed.subject;
  composed.time = changes.now();
  composed.body = "Somebody asked Schoolgate to send this, to see whether its notices arrive. They do.\n" +
                  footer(*state, Entry(), 0);
  return composed;
}

}  // namespace schoolgate::sending
