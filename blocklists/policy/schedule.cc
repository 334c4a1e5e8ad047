#include "blocklists/policy/schedule.h"

#include <algorithm>

namespace schoolgate {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::minutes;

// How far ahead one look outside of the horizon reaches: any answer's TTL is shorter.
constexpr days slow_reach{2};
// A schedule that does not change within a year is one that does not change.
constexpr days year_ahead{366};

bool holds(const std::vector<Days>& spans, LocalDay day) {
  return std::ranges::any_of(spans, [day](const Days& span) { return span.holds(day); });
}

bool on_weekday(Weekdays wanted, LocalDay day) {
  const unsigned monday_is_1 = std::chrono::weekday(day).iso_encoding();
  return ((wanted >> (monday_is_1 - 1U)) & 1U) != 0;
}

}  // namespace

DayKind kind_of_day(const Calendar& calendar, LocalDay day) {
  if (holds(calendar.inset, day)) return DayKind::inset;
  if (holds(calendar.breaks, day)) return DayKind::holiday;
  return calendar.terms.empty() || holds(calendar.terms, day) ? DayKind::term : DayKind::holiday;
}

CompiledSchedule::CompiledSchedule(std::shared_ptr<const SchoolTime> time, const Schedule& schedule)
    : time_(std::move(time)) {
  for (const Window& window : schedule.windows) {
    if (window.period.empty()) {
      const auto to = static_cast<MinuteOfDay>(window.to <= window.from ? window.to + minutes_a_day : window.to);
      slots_.push_back({window.days, window.season, false, window.from, to});
      continue;
    }
    for (const Period& period : time_->calendar.periods)
      if (period.id == window.period)
        slots_.push_back(
            {static_cast<Weekdays>(window.days & period.days), window.season, true, period.from, period.to});
  }
  const Horizon& horizon = time_->horizon;
  if (horizon.from >= horizon.to) return;
  at_start_ = look(horizon.from);
  edges_ = changes(horizon.from, horizon.to);
}

bool CompiledSchedule::begins_on(const Slot& slot, LocalDay day, DayKind kind) const {
  if (!on_weekday(slot.days, day)) return false;
  if (slot.lesson && kind != DayKind::term) return false;
  if (slot.season == Season::term) return kind == DayKind::term;
  return slot.season == Season::always || kind == DayKind::holiday;
}

bool CompiledSchedule::look(UtcSeconds now) const {
  const LocalSeconds local = time_->zone.local(now);
  const LocalDay today = floor<days>(local);
  for (const LocalDay day : {today, today - days{1}}) {  // a window of yesterday may reach over midnight
    const DayKind kind = kind_of_day(time_->calendar, day);
    for (const Slot& slot : slots_)
      if (day + minutes{slot.from} <= local && local < day + minutes{slot.to} && begins_on(slot, day, kind))
        return true;
  }
  return false;
}

std::vector<UtcSeconds> CompiledSchedule::changes(UtcSeconds from, UtcSeconds to) const {
  struct Stretch {
    UtcSeconds begin, end;
  };
  std::vector<Stretch> stretches;
  // One offset at a time: within it, local and UTC time run side by side.
  for (UtcSeconds at = from; at <= to;) {
    const Zone::Span span = time_->zone.span_at(at);
    const UtcSeconds end = std::min(span.end, to + std::chrono::seconds{1});
    const auto utc = [&span](LocalSeconds local) { return UtcSeconds(local.time_since_epoch()) - span.offset; };
    const auto local = [&span](UtcSeconds when) { return LocalSeconds((when + span.offset).time_since_epoch()); };
    for (LocalDay day = floor<days>(local(at)) - days{1}; utc(day) < end; day += days{1}) {
      const DayKind kind = kind_of_day(time_->calendar, day);
      for (const Slot& slot : slots_) {
        if (!begins_on(slot, day, kind)) continue;
        const Stretch stretch{std::max(utc(day + minutes{slot.from}), at), std::min(utc(day + minutes{slot.to}), end)};
        if (stretch.begin < stretch.end) stretches.push_back(stretch);
      }
    }
    at = end;
  }
  std::ranges::sort(stretches, {}, &Stretch::begin);
  std::vector<UtcSeconds> edges;
  for (std::size_t n = 0; n < stretches.size();) {
    Stretch whole = stretches[n++];
    while (n < stretches.size() && stretches[n].begin <= whole.end) whole.end = std::max(whole.end, stretches[n++].end);
    if (whole.begin > from) edges.push_back(whole.begin);
    if (whole.end <= to) edges.push_back(whole.end);
  }
  return edges;
}

CompiledSchedule::State CompiledSchedule::at(UtcSeconds now) const {
  if (!time_->horizon.holds(now)) {
    const std::vector<UtcSeconds> next = changes(now, now + slow_reach);
    return {look(now), next.empty() ? now + slow_reach : next.front()};
  }
  const auto next = std::ranges::upper_bound(edges_, now);
  const bool changed_once_more = (next - edges_.begin()) % 2 != 0;
  return {at_start_ != changed_once_more, next == edges_.end() ? time_->horizon.to : *next};
}

std::optional<UtcSeconds> CompiledSchedule::next_change(UtcSeconds now) const {
  const std::vector<UtcSeconds> next = changes(now, now + year_ahead);
  if (next.empty()) return std::nullopt;
  return next.front();
}

}  // namespace schoolgate
