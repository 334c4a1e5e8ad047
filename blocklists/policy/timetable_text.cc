#include "blocklists/policy/timetable_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace schoolgate {
namespace {

/// Digits only; nothing for anything else.
std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

}  // namespace

std::string day_text(LocalDay day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<LocalDay> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return LocalDay(date);
}

std::string minute_text(MinuteOfDay minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::optional<MinuteOfDay> parse_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = number(text.substr(0, 2));
  const auto minutes = number(text.substr(3));
  if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > minutes_a_day) return std::nullopt;
  return static_cast<MinuteOfDay>(*hours * 60 + *minutes);
}

std::vector<std::string> weekday_list(Weekdays days) {
  std::vector<std::string> words;
  for (std::size_t n = 0; n < weekday_words.size(); ++n)
    if (((days >> n) & 1U) != 0) words.emplace_back(weekday_words[n]);
  return words;
}

std::optional<Weekdays> parse_weekdays(const std::vector<std::string>& words) {
  unsigned days = 0;
  for (const std::string& word : words) {
    const auto* found = std::ranges::find(weekday_words, word);
    if (found == weekday_words.end()) return std::nullopt;
    days |= 1U << static_cast<unsigned>(found - weekday_words.begin());
  }
  return static_cast<Weekdays>(days);
}

}  // namespace schoolgate
