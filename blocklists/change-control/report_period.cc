#include "blocklists/change-control/report_period.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/report_words.h"

namespace schoolgate {
namespace {

using std::chrono::days;

constexpr days shortest_half_term{3};  // a bank holiday with its weekend is no half-term

/// The first moment of a day in the school's zone.
UtcSeconds begin_of(LocalDay day, const Zone& zone) {
  const UtcSeconds as_utc{LocalSeconds(day).time_since_epoch()};
  const UtcSeconds near = as_utc - zone.span_at(as_utc).offset;
  return as_utc - zone.span_at(near).offset;
}

std::string day_text(UtcSeconds when, const Zone& zone) {
  const ReportNames nobody;
  return ReportWords(nobody, zone).day(when);
}

const Days* longest_break(const Calendar& calendar, const Days& term) {
  const Days* longest = nullptr;
  for (const Days& each : calendar.breaks) {
    const bool inside = term.first < each.first && each.last < term.last;
    if (!inside || each.last - each.first + days(1) < shortest_half_term) continue;
    if (!longest || each.last - each.first > longest->last - longest->first) longest = &each;
  }
  return longest;
}

std::vector<Days> half_terms(const Calendar& calendar) {
  std::vector<Days> halves;
  for (const Days& term : calendar.terms) {
    const Days* middle = longest_break(calendar, term);
    if (!middle) {
      halves.push_back(term);
      continue;
    }
    halves.push_back({term.first, middle->first - days(1), term.name + ", first half"});
    halves.push_back({middle->last + days(1), term.last, term.name + ", second half"});
  }
  return halves;
}

/// The school years around a day.
std::vector<Days> years(LocalDay today) {
  std::vector<Days> found;
  const auto this_year = std::chrono::year_month_day(today).year();
  for (int back = 2; back >= 0; --back) {
    const auto year = this_year - std::chrono::years(back);
    found.push_back({LocalDay(year / std::chrono::September / 1),
                     LocalDay((year + std::chrono::years(1)) / std::chrono::August / 31),
                     fmt::format("School year {}-{:02}", static_cast<int>(year), (static_cast<int>(year) + 1) % 100)});
  }
  return found;
}

}  // namespace

std::expected<ReportPeriod, Fault> find_period(const Calendar& calendar, const Zone& zone, std::string_view word,
                                               UtcMillis now) {
  constexpr std::string_view current_prefix = "current-";
  const bool current = word.starts_with(current_prefix);
  const std::string_view unit = current ? word.substr(current_prefix.size()) : word;
  const auto today = std::chrono::floor<days>(zone.local(std::chrono::floor<std::chrono::seconds>(now)));
  std::vector<Days> stretches;
  if (unit == "term")
    stretches = calendar.terms;
  else if (unit == "half-term")
    stretches = half_terms(calendar);
  else if (unit == "year")
    stretches = years(today);
  else
    return fault(Fault::Kind::bad_input, fmt::format("\"{}\" is no period", word),
                 fmt::format("Give {}.", period_words));
  const Days* found = nullptr;
  for (const Days& each : stretches) {
    const bool fits = current ? each.holds(today) : each.last < today;
    if (fits && (!found || found->last < each.last)) found = &each;
  }
  if (!found) {
    return fault(Fault::Kind::not_found,
                 fmt::format("the school's calendar has no {} {}", unit, current ? "now" : "that is over"),
                 "Enter the terms in the calendar, or give the first and the last day.");
  }
  const auto from = begin_of(found->first, zone);
  const auto to = begin_of(found->last + days(1), zone);
  return ReportPeriod{
      from, to,
      fmt::format("{}: {} to {}", found->name, day_text(from, zone), day_text(to - std::chrono::seconds(1), zone))};
}

std::string period_title(const Zone& zone, std::optional<UtcMillis> from, std::optional<UtcMillis> to) {
  const auto day = [&](UtcMillis when) { return day_text(std::chrono::floor<std::chrono::seconds>(when), zone); };
  const auto last = [&] { return day(*to - std::chrono::milliseconds(1)); };
  if (from && to) return fmt::format("{} to {}", day(*from), last());
  if (from) return fmt::format("From {}", day(*from));
  if (to) return fmt::format("Until {}", last());
  return "Everything since the log began";
}

}  // namespace schoolgate
