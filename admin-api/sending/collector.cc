#include "admin-api/sending/collector.h"

#include <set>

#include "admin-api/sending/derive.h"
#include "admin-api/sending/notices.h"

namespace schoolgate::sending {
namespace {

constexpr std::size_t records_at_once = 100;  // a batch of a few hundred entries, some 100 KiB

std::vector<Producer> all_of(std::vector<Producer> more) {
  std::vector<Producer> all = usual_producers();
  std::ranges::move(more, std::back_inserter(all));
  return all;
}

std::string key_of(const Reminder& reminder) {
  return Outbox::reminder_key(reminder.kind, reminder.subject, reminder.due);
}

}  // namespace

Collector::Collector(const ChangeControl& changes, Outbox& outbox, std::vector<Producer> producers)
    : changes_(changes), outbox_(outbox), producers_(all_of(std::move(producers))), log_(changes.public_key()) {}

std::expected<void, Fault> Collector::collect(UtcSeconds now) {
  if (auto done = read_log(now); !done) return done;
  if (auto done = look_for_reminders(now); !done) return done;
  return look_for_month(now);
}

std::expected<void, Fault> Collector::read_log(UtcSeconds now) {
  // A store that never sent anything begins here: nobody wants last year's notices.
  if (!outbox_.cursor()) return outbox_.add({.cursor = changes_.state()->serial});
  while (changes_.state()->serial > *outbox_.cursor()) {
    const auto records = changes_.records(*outbox_.cursor(), records_at_once);
    if (records.empty()) return fault(Fault::Kind::damaged, "the change-control log cannot be read for its notices");
    const auto state = changes_.state();
    Outbox::Addition addition{.cursor = records.back().serial};
    for (const Record& record : records) {
      if (record.kind == "store.restored") {
        addition.instead_of_all = true;
        addition.entries.clear();
      }
      std::ranges::move(entries_for(record, *state, log_, now), std::back_inserter(addition.entries));
    }
    if (auto added = outbox_.add(std::move(addition)); !added) return added;
  }
  return {};
}

/// While the clock is not trusted, nothing that comes with time is believed; that it is not trusted, is told.
std::vector<Reminder> Collector::reminders_at(UtcSeconds now) {
  const auto state = changes_.state();
  std::vector<Reminder> reminders;
  if (changes_.clock_trusted()) {
    clock_wrong_since_.reset();
    for (const Producer& producer : producers_)
      for (Reminder& reminder : producer(*state, now))
        if (reminder.due <= now || outbox_.was_told(key_of(reminder))) reminders.push_back(std::move(reminder));
    return reminders;
  }
  if (!clock_wrong_since_ || now < *clock_wrong_since_) clock_wrong_since_ = now;
  if (now >= *clock_wrong_since_ + clock_patience)
    reminders.push_back({std::string(clock_reminder), "clock", {}, state->clock_floor});
  return reminders;
}

std::expected<void, Fault> Collector::look_for_reminders(UtcSeconds now) {
  const auto state = changes_.state();
  Outbox::Addition addition;
  std::set<std::string> named;
  for (const Reminder& reminder : reminders_at(now)) {
    const std::string key = key_of(reminder);
    if (!named.insert(key).second || outbox_.was_told(key)) continue;
    std::ranges::move(entries_for(reminder, *state, log_, now), std::back_inserter(addition.entries));
    addition.told.push_back(key);
  }
  if (changes_.clock_trusted())
    for (const std::string& told : outbox_.told())
      if (!named.contains(told)) addition.forget.push_back(told);
  return outbox_.add(std::move(addition));
}

std::expected<void, Fault> Collector::look_for_month(UtcSeconds now) {
  if (!changes_.clock_trusted()) return {};
  const auto state = changes_.state();
  if (zone_name_ != state->settings.zone) {  // read once, and not every second
    zone_name_ = state->settings.zone;
    zone_ = Zone::find(zone_name_).value_or(Zone());
  }
  const std::string month = month_of(now, zone_);
  if (month == outbox_.month()) return {};
  Outbox::Addition addition{.month = month};
  // The first start, or a clock that had run ahead: the next month's first day is the first to tell.
  if (!outbox_.month().empty() && outbox_.month() < month)
    addition.entries = entries_for(Reminder{std::string(monthly_checkpoint), month, {}, now}, *state, log_, now);
  return outbox_.add(std::move(addition));
}

std::expected<std::size_t, Fault> Collector::queue_checkpoint(UtcMillis now) {
  const auto state = changes_.state();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  auto entries =
      entries_for(Reminder{std::string(monthly_checkpoint), to_rfc3339(now), {}, seconds}, *state, log_, seconds);
  const std::size_t count = entries.size();
  if (count == 0)
    return fault(Fault::Kind::not_found, "there is nobody to send the checkpoint to",
                 "Set the mail server, and the address of the chair of governors.");
  if (auto added = outbox_.add({.entries = std::move(entries)}); !added) return std::unexpected(added.error());
  return count;
}

}  // namespace schoolgate::sending
