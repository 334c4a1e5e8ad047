// The stretches of time that governors ask for, out of the school's calendar.
// Thread rules: pure functions.
// Errors: bad_input, for a word that names no period; not_found, when the calendar has none such.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "blocklists/fault.h"
#include "blocklists/policy/timetable.h"
#include "blocklists/time.h"

namespace schoolgate {

struct ReportPeriod {
  UtcMillis from, to;  // [from, to)
  std::string title;   // "Autumn term: 3 September 2026 to 18 December 2026"
};

inline constexpr std::string_view period_words =
    "half-term, term or year (the last that is over), or current-half-term, current-term or current-year";

/// A half-term ends at the longest break of its term that has three days or more. A year begins on 1 September.
std::expected<ReportPeriod, Fault> find_period(const Calendar& calendar, const Zone& zone, std::string_view word,
                                               UtcMillis now);
/// The title of a stretch of time that was given by its ends.
std::string period_title(const Zone& zone, std::optional<UtcMillis> from, std::optional<UtcMillis> to);

}  // namespace schoolgate
