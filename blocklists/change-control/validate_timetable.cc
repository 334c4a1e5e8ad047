// What a calendar, a schedule and a bundle must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate.h"
#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/timetable_text.h"

namespace schoolgate {
namespace {

std::unexpected<Fault> bad(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::bad_input, std::move(what), std::move(hint));
}

Checked check_days(std::string_view what, const std::vector<Days>& rows) {
  if (rows.size() > max_day_spans)
    return fault(Fault::Kind::limit, fmt::format("the calendar has more than {} {}", max_day_spans, what),
                 "Take out those of years gone by.");
  for (const Days& row : rows) {
    if (auto checked = check_text("a name in the calendar", row.name, max_title_octets); !checked) return checked;
    if (row.first > row.last)
      return bad(fmt::format("the {} \"{}\" end on {}, before they begin on {}", what, row.name, day_text(row.last),
                             day_text(row.first)));
  }
  return {};
}

Checked check_period(const Period& period) {
  if (auto checked = check_id("the period's id", period.id); !checked) return checked;
  if ((period.days & every_day) == 0) return bad(fmt::format("the period \"{}\" is on no weekday", period.id));
  if (period.from < period.to) return {};
  return bad(fmt::format("the period \"{}\" ends at {}, before it begins at {}", period.id, minute_text(period.to),
                         minute_text(period.from)));
}

bool has_period(const Calendar& calendar, const std::string& id) {
  return std::ranges::find(calendar.periods, id, &Period::id) != calendar.periods.end();
}

Checked check_window(const PolicyState& state, const Schedule& schedule, const Window& window) {
  if ((window.days & every_day) == 0)
    return bad(fmt::format("a window of the schedule \"{}\" is on no weekday", schedule.id));
  if (!window.period.empty()) {
    if (has_period(state.calendar, window.period)) return {};
    return fault(Fault::Kind::not_found, fmt::format("there is no period \"{}\" in the calendar", window.period),
                 "Add it to the school's bell times first.");
  }
  if (window.from != window.to && window.from < minutes_a_day) return {};
  return bad(fmt::format("a window of the schedule \"{}\" is from {} to {}: that is no time at all", schedule.id,
                         minute_text(window.from), minute_text(window.to)),
             "A whole day is from 00:00 to 24:00.");
}

template <class Rows>
bool names_schedule(const Rows& rows, const std::string& id) {
  return std::ranges::find(rows, id, &Timed::schedule) != rows.end();
}

/// A period that a schedule speaks of stays: without it the schedule would say something else.
Checked check_calendar(const PolicyState& state, Calendar& calendar) {
  if (auto checked = check_days("terms", calendar.terms); !checked) return checked;
  if (auto checked = check_days("breaks", calendar.breaks); !checked) return checked;
  if (auto checked = check_days("INSET days", calendar.inset); !checked) return checked;
  if (calendar.periods.size() > max_periods)
    return fault(Fault::Kind::limit, fmt::format("the calendar has more than {} periods", max_periods));
  for (const Period& period : calendar.periods)
    if (auto checked = check_period(period); !checked) return checked;
  for (const auto& [id, schedule] : state.schedules)
    for (const Window& window : schedule.windows)
      if (!window.period.empty() && !has_period(calendar, window.period))
        return fault(Fault::Kind::conflict,
                     fmt::format("the schedule \"{}\" uses the period \"{}\"", id, window.period),
                     "Keep the period, or change the schedule first.");
  return {};
}

Checked check_schedule(const PolicyState& state, Schedule& schedule) {
  if (!state.schedules.contains(schedule.id) && state.schedules.size() >= max_schedules)
    return fault(Fault::Kind::limit, fmt::format("there are {} schedules already", max_schedules));
  if (auto checked = check_id("the schedule's id", schedule.id); !checked) return checked;
  if (auto checked = check_required_text("the schedule's name", schedule.name, max_title_octets); !checked)
    return checked;
  if (schedule.windows.empty()) return bad(fmt::format("the schedule \"{}\" has no window", schedule.id));
  if (schedule.windows.size() > max_windows)
    return fault(Fault::Kind::limit, fmt::format("the schedule has more than {} windows", max_windows));
  for (const Window& window : schedule.windows)
    if (auto checked = check_window(state, schedule, window); !checked) return checked;
  return {};
}

Checked check_schedule_unused(const PolicyState& state, const std::string& id) {
  for (const auto& [group_id, group] : state.groups)
    if (names_schedule(group.timed_categories, id) || names_schedule(group.timed_services, id))
      return fault(Fault::Kind::conflict, fmt::format("the schedule \"{}\" is used by the group \"{}\"", id, group_id),
                   "Change the group first.");
  return {};
}

Checked check_bundle(const PolicyState& state, Bundle& bundle) {
  if (!state.bundles.contains(bundle.id) && state.bundles.size() >= max_bundles)
    return fault(Fault::Kind::limit, fmt::format("there are {} bundles already", max_bundles));
  if (auto checked = check_id("the bundle's id", bundle.id); !checked) return checked;
  if (auto checked = check_required_text("the bundle's name", bundle.name, max_title_octets); !checked) return checked;
  return check_names("the bundle", bundle.names, max_names_in_settings);
}

Checked check_bundle_unused(const PolicyState& state, const std::string& id) {
  for (const auto& [group_id, group] : state.groups)
    if (std::ranges::find(group.bundles, id) != group.bundles.end())
      return fault(Fault::Kind::conflict,
                   fmt::format("the bundle \"{}\" is in the walled garden of the group \"{}\"", id, group_id),
                   "Change the group first.");
  return {};
}

}  // namespace

Checked check(const Situation& in, change::CalendarSet& c) { return check_calendar(in.state, c.calendar); }

Checked check(const Situation& in, change::ScheduleSet& c) { return check_schedule(in.state, c.schedule); }

Checked check(const Situation& in, change::ScheduleRemoved& c) {
  if (auto checked = exists(in.state.schedules, "schedule", c.id); !checked) return checked;
  return check_schedule_unused(in.state, c.id);
}

Checked check(const Situation& in, change::BundleSet& c) { return check_bundle(in.state, c.bundle); }

Checked check(const Situation& in, change::BundleRemoved& c) {
  if (auto checked = exists(in.state.bundles, "bundle", c.id); !checked) return checked;
  return check_bundle_unused(in.state, c.id);
}

}  // namespace schoolgate
