// Days, times of day and weekdays as people, the API and the log write them: "2026-09-03", "08:50", "mon".
// Thread rules: pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/timetable.h"

namespace schoolgate {

inline constexpr std::array<std::string_view, 7> weekday_words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
inline constexpr std::array<std::string_view, 3> season_words{"always", "term", "holidays"};  // as Season's values

std::string day_text(LocalDay day);
std::optional<LocalDay> parse_day(std::string_view text);
/// "08:50"; the end of the day is "24:00".
std::string minute_text(MinuteOfDay minute);
std::optional<MinuteOfDay> parse_minute(std::string_view text);
std::vector<std::string> weekday_list(Weekdays days);
/// Nothing when a word is none of the seven.
std::optional<Weekdays> parse_weekdays(const std::vector<std::string>& words);

}  // namespace schoolgate
