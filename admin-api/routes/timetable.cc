#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/policy/timetable_text.h"

namespace schoolgate::routes {
namespace {

// Rows in one list of a request; what a calendar may hold is change control's to say.
constexpr std::size_t max_rows = 500;

Json days_json(const std::vector<Days>& rows) {
  Json list = Json::array();
  for (const Days& row : rows)
    list.push_back({{"name", row.name}, {"first", day_text(row.first)}, {"last", day_text(row.last)}});
  return list;
}

Json to_json(const Calendar& calendar) {
  Json periods = Json::array();
  for (const Period& period : calendar.periods)
    periods.push_back({{"id", period.id},
                       {"days", weekday_list(period.days)},
                       {"from", minute_text(period.from)},
                       {"to", minute_text(period.to)}});
  return {{"terms", days_json(calendar.terms)},
          {"breaks", days_json(calendar.breaks)},
          {"inset", days_json(calendar.inset)},
          {"periods", periods}};
}

/// Whether the schedule is in force now, and what comes next, besides what it is.
Json to_json(const Schedule& schedule, const Snapshot& snapshot, UtcSeconds now) {
  Json windows = Json::array();
  for (const Window& window : schedule.windows) {
    Json row = {{"days", weekday_list(window.days)}, {"season", season_words[static_cast<std::size_t>(window.season)]}};
    if (window.period.empty()) {
      row["from"] = minute_text(window.from);
      row["to"] = minute_text(window.to);
    } else {
      row["period"] = window.period;
    }
    windows.push_back(std::move(row));
  }
  Json json = {{"id", schedule.id}, {"name", schedule.name}, {"windows", windows}};
  const CompiledSchedule compiled(snapshot.time, schedule);
  json["in_force"] = compiled.at(now).in_force;
  if (const auto next = compiled.next_change(now)) json["next_change"] = to_rfc3339(*next);
  return json;
}

std::vector<Days> read_days(Fields& in, std::string_view key) {
  std::vector<Days> rows;
  in.rows(key, max_rows, [&rows](Fields& row) {
    Days days;
    days.name = row.text_or("name", "", max_title_octets);
    days.first = row.day("first").value_or(LocalDay{});
    days.last = row.has("last") ? row.day("last").value_or(LocalDay{}) : days.first;
    row.allow({"last"});
    rows.push_back(std::move(days));
  });
  return rows;
}

std::vector<Period> read_periods(Fields& in) {
  std::vector<Period> rows;
  in.rows("periods", max_rows, [&rows](Fields& row) {
    Period period;
    period.id = row.text("id", max_id_octets);
    period.days = row.weekdays_or("days", school_week);
    period.from = row.minute("from").value_or(0);
    period.to = row.minute("to").value_or(0);
    rows.push_back(std::move(period));
  });
  return rows;
}

std::vector<Window> read_windows(Fields& in) {
  std::vector<Window> rows;
  in.rows("windows", max_rows, [&rows](Fields& row) {
    Window window;
    window.days = row.weekdays_or("days", every_day);
    window.season = static_cast<Season>(row.choice("season", season_words, 0));
    window.period = row.text_or("period", "", max_id_octets);
    if (window.period.empty()) {
      window.from = row.minute("from").value_or(0);
      window.to = row.minute("to").value_or(0);
    }
    rows.push_back(std::move(window));
  });
  return rows;
}

/// Lists that are absent keep what they have.
Answer put_calendar(Context& context, const Call& call) {
  Calendar calendar = context.changes.state()->calendar;
  Fields in(call.request);
  if (in.has("terms")) calendar.terms = read_days(in, "terms");
  if (in.has("breaks")) calendar.breaks = read_days(in, "breaks");
  if (in.has("inset")) calendar.inset = read_days(in, "inset");
  if (in.has("periods")) calendar.periods = read_periods(in);
  in.allow({"terms", "breaks", "inset", "periods"});
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::CalendarSet{calendar});
}

Answer show_schedules(const Context& context) {
  const auto snapshot = context.policy.current();
  const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(context.clock());
  Json rows = Json::array();
  for (const auto& [id, schedule] : snapshot->state->schedules) rows.push_back(to_json(schedule, *snapshot, now));
  return json_reply({{"schedules", rows}});
}

Answer put_schedule(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->schedules.find(call.ids[0]);
  const bool is_new = existing == state->schedules.end();
  Schedule schedule = is_new ? Schedule{} : existing->second;
  schedule.id = call.ids[0];
  Fields in(call.request);
  schedule.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", schedule.name, max_title_octets);
  if (in.has("windows")) schedule.windows = read_windows(in);
  in.allow({"windows"});
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::ScheduleSet{schedule}, is_new ? 201 : 200);
}

Answer remove_schedule(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->schedules, call.ids[0], "schedule"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::ScheduleRemoved{call.ids[0]});
}

}  // namespace

void add_timetable(Router& router, Context& context) {
  router.add("GET", "/api/v1/calendar",
             [&context](const Call&) -> Answer { return json_reply(to_json(context.changes.state()->calendar)); });
  router.add("PUT", "/api/v1/calendar", [&context](const Call& call) { return put_calendar(context, call); });
  router.add("GET", "/api/v1/schedules", [&context](const Call&) { return show_schedules(context); });
  router.add("PUT", "/api/v1/schedules/{id}", [&context](const Call& call) { return put_schedule(context, call); });
  router.add("DELETE", "/api/v1/schedules/{id}",
             [&context](const Call& call) { return remove_schedule(context, call); });
}

}  // namespace schoolgate::routes
