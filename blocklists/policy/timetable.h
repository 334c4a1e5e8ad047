// When a school is in: terms, holidays, INSET days, bell times, and the schedules that are made of them. Plain values
// in the school's own time; schedule.h makes moments of them.
//
// A day is an INSET day when it is named as one, else a holiday when it lies in a break or outside all terms, else term
// time. A school that has told no terms is always in term. Weekends are what the weeks around them are.
// Thread rules: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "blocklists/zone.h"

namespace schoolgate {

using MinuteOfDay = std::uint16_t;  // since midnight as the clock on the wall shows it; 1440 is the day's end
inline constexpr MinuteOfDay minutes_a_day = 1440;

using Weekdays = std::uint8_t;  // bit 0 is Monday, bit 6 Sunday
inline constexpr Weekdays every_day = 0x7F;
inline constexpr Weekdays school_week = 0x1F;

/// A run of days, both ends counted.
struct Days {
  LocalDay first{}, last{};
  std::string name;  // "Autumn term", "Half-term"
  bool holds(LocalDay day) const { return first <= day && day <= last; }
  friend bool operator==(const Days&, const Days&) = default;
};

/// A named stretch between two bells. One that is at other times on Fridays stands there twice.
struct Period {
  std::string id;  // "period-3", "lunch"
  Weekdays days = school_week;
  MinuteOfDay from = 0, to = 0;  // from < to
  friend bool operator==(const Period&, const Period&) = default;
};

struct Calendar {
  std::vector<Days> terms;
  std::vector<Days> breaks;  // half-terms and bank holidays inside of terms
  std::vector<Days> inset;   // staff are in, pupils are not: no bell rings
  std::vector<Period> periods;
  friend bool operator==(const Calendar&, const Calendar&) = default;
};

enum class DayKind : std::uint8_t { term, holiday, inset };
enum class Season : std::uint8_t { always, term, holidays };

struct Window {
  Weekdays days = every_day;  // on which it begins
  Season season = Season::always;
  std::string period;  // in force in this period, on days of term; then `from` and `to` say nothing
  MinuteOfDay from = 0, to = minutes_a_day;  // to <= from: until that time of the next day
  friend bool operator==(const Window&, const Window&) = default;
};

/// In force whenever one of its windows is.
struct Schedule {
  std::string id;    // "friday-lunch"
  std::string name;  // "Friday lunchtime"
  std::vector<Window> windows;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

DayKind kind_of_day(const Calendar& calendar, LocalDay day);

}  // namespace schoolgate
