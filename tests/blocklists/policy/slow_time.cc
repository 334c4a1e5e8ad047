#include "tests/blocklists/policy/slow_time.h"

namespace schoolgate::test {
namespace {

constexpr std::int64_t seconds_a_day = 86400;

std::int64_t utc_seconds(UtcSeconds when) { return when.time_since_epoch().count(); }

/// Days since 1970-01-01 of a date, counted year by year.
std::int64_t day_number(int year, int month, int day) {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  std::int64_t days = 0;
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += lengths[m - 1] + (m == 2 && leap(year) ? 1 : 0);
  return days + day - 1;
}

/// 0 is Monday; 1970-01-01 was a Thursday.
int weekday_of(std::int64_t day) { return static_cast<int>((day + 3) % 7); }

std::int64_t last_sunday(int year, int month) {  // of a month with 31 days
  std::int64_t day = day_number(year, month, 31);
  while (weekday_of(day) != 6) --day;
  return day;
}

int year_of(std::int64_t day) {
  int year = static_cast<int>(1970 + day / 366);
  while (day_number(year + 1, 1, 1) <= day) ++year;
  return year;
}

bool within(const std::vector<Days>& spans, std::int64_t day) {
  for (const Days& span : spans)
    if (span.first.time_since_epoch().count() <= day && day <= span.last.time_since_epoch().count()) return true;
  return false;
}

char kind_of(const Calendar& calendar, std::int64_t day) {
  if (within(calendar.inset, day)) return 'i';
  if (within(calendar.breaks, day)) return 'h';
  if (calendar.terms.empty()) return 't';
  return within(calendar.terms, day) ? 't' : 'h';
}

/// Whether a window that begins on `day` holds `minute` of that day; a minute of the next day counts on from 1440.
bool begun_on(const Calendar& calendar, const Window& window, std::int64_t day, int minute) {
  const int weekday = weekday_of(day);
  if (((window.days >> weekday) & 1) == 0) return false;
  const char kind = kind_of(calendar, day);
  if (window.season == Season::term && kind != 't') return false;
  if (window.season == Season::holidays && kind != 'h') return false;
  if (window.period.empty()) {
    const int to = window.to <= window.from ? window.to + 1440 : window.to;
    return window.from <= minute && minute < to;
  }
  for (const Period& period : calendar.periods)
    if (period.id == window.period && ((period.days >> weekday) & 1) != 0 && kind == 't' && period.from <= minute &&
        minute < period.to)
      return true;
  return false;
}

}  // namespace

bool london_summer(UtcSeconds when) {
  const std::int64_t now = utc_seconds(when);
  const int year = year_of(now / seconds_a_day);
  return last_sunday(year, 3) * seconds_a_day + 3600 <= now && now < last_sunday(year, 10) * seconds_a_day + 3600;
}

bool slow_in_force(const Calendar& calendar, const Schedule& schedule, UtcSeconds when) {
  const std::int64_t local = utc_seconds(when) + (london_summer(when) ? 3600 : 0);
  const std::int64_t day = local / seconds_a_day;
  const int minute = static_cast<int>(local % seconds_a_day / 60);
  for (const Window& window : schedule.windows)
    if (begun_on(calendar, window, day, minute) || begun_on(calendar, window, day - 1, minute + 1440)) return true;
  return false;
}

}  // namespace schoolgate::test
