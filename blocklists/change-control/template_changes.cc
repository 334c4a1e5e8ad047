#include "blocklists/change-control/template_changes.h"

namespace schoolgate {

std::vector<Change> template_changes(const PolicyState& state, const TemplatePolicy& policy) {
  const TemplatePolicy fits = fitted(policy, state);
  std::vector<Change> changes;
  if (!fits.periods.empty()) {
    Calendar calendar = state.calendar;
    calendar.periods.insert(calendar.periods.end(), fits.periods.begin(), fits.periods.end());
    changes.emplace_back(change::CalendarSet{std::move(calendar)});
  }
  for (const Schedule& schedule : fits.schedules) changes.emplace_back(change::ScheduleSet{schedule});
  for (const Bundle& bundle : fits.bundles) changes.emplace_back(change::BundleSet{bundle});
  for (const Group& group : fits.groups) changes.emplace_back(change::GroupSet{group});
  return changes;
}

}  // namespace schoolgate
