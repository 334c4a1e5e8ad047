#include "admin-api/sending/derive.h"

#include "admin-api/sending/facts.h"
#include "admin-api/sending/recipients.h"
#include "admin-api/sending/webhook_format.h"

namespace schoolgate::sending {
namespace {

std::vector<Entry> entries(const Entry& pattern, const std::vector<std::string>& recipients, const std::string& log) {
  std::vector<Entry> found;
  const std::string serial = std::to_string(pattern.serial);
  const std::string due = std::to_string(pattern.due.time_since_epoch().count());
  for (const std::string& to : recipients) {
    Entry entry = pattern;
    entry.to = to;
    entry.id = stable_id({log, entry.kind, serial, entry.subject, due, to});
    found.push_back(std::move(entry));
  }
  return found;
}

}  // namespace

std::vector<Entry> entries_for(const Record& record, const PolicyState& state, const std::string& log, UtcSeconds now) {
  const Notice* notice = find_notice(record.kind);
  if (notice == nullptr) return {};
  const bool by_person = record.via == "web" || record.via == "token";
  const About about{people_of(record), record.subject, by_person ? record.user : std::string()};
  Entry pattern;
  pattern.kind = record.kind;
  pattern.serial = record.serial;
  pattern.queued = now;
  return entries(pattern, recipients(*notice, about, state), log);
}

std::vector<Entry> entries_for(const Reminder& reminder, const PolicyState& state, const std::string& log,
                               UtcSeconds now) {
  const Notice* notice = find_notice(reminder.kind);
  if (notice == nullptr) return {};
  Entry pattern;
  pattern.kind = reminder.kind;
  pattern.subject = reminder.subject;
  pattern.due = reminder.due;
  pattern.queued = now;
  return entries(pattern, recipients(*notice, {reminder.people, {}, {}}, state), log);
}

}  // namespace schoolgate::sending
