// The school's calendar and its schedules as canonical JSON: "2026-09-03", "08:50", "mon".
#include "blocklists/change-control/codec_json.h"
#include "blocklists/policy/timetable_text.h"

namespace schoolgate {
namespace {

using codec::json;
using codec::Word;

constexpr Word<Season> seasons[] = {{Season::always, "always"}, {Season::term, "term"}, {Season::holidays, "holidays"}};

LocalDay undate(const json& text) {
  const auto day = parse_day(text.get<std::string>());
  if (!day) throw std::invalid_argument("no date");
  return *day;
}

MinuteOfDay unminute(const json& text) {
  const auto minute = parse_minute(text.get<std::string>());
  if (!minute) throw std::invalid_argument("no time of day");
  return *minute;
}

Weekdays unweekdays(const json& words) {
  const auto days = parse_weekdays(words.get<std::vector<std::string>>());
  if (!days) throw std::invalid_argument("no weekday");
  return *days;
}

json days_rows(const std::vector<Days>& rows) {
  json list = json::array();
  for (const Days& row : rows)
    list.push_back({{"first", day_text(row.first)}, {"last", day_text(row.last)}, {"name", row.name}});
  return list;
}

std::vector<Days> undays_rows(const json& list) {
  std::vector<Days> rows;
  for (const json& row : list)
    rows.push_back({undate(row.at("first")), undate(row.at("last")), row.at("name").get<std::string>()});
  return rows;
}

}  // namespace

void to_json(json& j, const Calendar& v) {
  json periods = json::array();
  for (const Period& period : v.periods)
    periods.push_back({{"days", weekday_list(period.days)},
                       {"from", minute_text(period.from)},
                       {"id", period.id},
                       {"to", minute_text(period.to)}});
  j = {{"breaks", days_rows(v.breaks)},
       {"inset", days_rows(v.inset)},
       {"periods", periods},
       {"terms", days_rows(v.terms)}};
}

void from_json(const json& j, Calendar& v) {
  v.breaks = undays_rows(j.at("breaks"));
  v.inset = undays_rows(j.at("inset"));
  for (const json& row : j.at("periods"))
    v.periods.push_back({row.at("id").get<std::string>(), unweekdays(row.at("days")), unminute(row.at("from")),
                         unminute(row.at("to"))});
  v.terms = undays_rows(j.at("terms"));
}

void to_json(json& j, const Schedule& v) {
  json windows = json::array();
  for (const Window& window : v.windows)
    windows.push_back({{"days", weekday_list(window.days)},
                       {"from", minute_text(window.from)},
                       {"period", window.period},
                       {"season", codec::word(seasons, window.season)},
                       {"to", minute_text(window.to)}});
  j = {{"id", v.id}, {"name", v.name}, {"windows", windows}};
}

void from_json(const json& j, Schedule& v) {
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  for (const json& row : j.at("windows"))
    v.windows.push_back({unweekdays(row.at("days")), codec::unword(seasons, row.at("season")),
                         row.at("period").get<std::string>(), unminute(row.at("from")), unminute(row.at("to"))});
}

}  // namespace schoolgate
