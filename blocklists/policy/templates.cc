#include "blocklists/policy/templates.h"

#include <algorithm>

namespace schoolgate {
namespace {

/// What a group has of its own stays its own.
Group fitted_group(Group group, const PolicyState& state) {
  const auto existing = state.groups.find(group.id);
  if (existing == state.groups.end()) return group;
  const Group& own = existing->second;
  group.name = own.name;
  group.addresses = own.addresses;
  if (!own.parent.empty()) group.parent = own.parent;
  group.garden = own.garden;
  for (const std::string& bundle : own.bundles)
    if (std::ranges::find(group.bundles, bundle) == group.bundles.end()) group.bundles.push_back(bundle);
  return group;
}

}  // namespace

const Template* find_template(std::string_view id) {
  const auto all = templates();
  const auto found = std::ranges::find(all, id, &Template::id);
  return found == all.end() ? nullptr : &*found;
}

TemplatePolicy fitted(const TemplatePolicy& policy, const PolicyState& state) {
  TemplatePolicy fits;
  for (const Period& period : policy.periods)
    if (std::ranges::find(state.calendar.periods, period.id, &Period::id) == state.calendar.periods.end())
      fits.periods.push_back(period);
  for (const Schedule& schedule : policy.schedules)
    if (!state.schedules.contains(schedule.id)) fits.schedules.push_back(schedule);
  for (const Bundle& bundle : policy.bundles)
    if (!state.bundles.contains(bundle.id)) fits.bundles.push_back(bundle);
  for (const Group& group : policy.groups) {
    Group fit = fitted_group(group, state);
    const auto existing = state.groups.find(fit.id);
    if (existing == state.groups.end() || !(existing->second == fit)) fits.groups.push_back(std::move(fit));
  }
  return fits;
}

PolicyState with_template(PolicyState state, const TemplatePolicy& policy) {
  const TemplatePolicy fits = fitted(policy, state);
  state.calendar.periods.insert(state.calendar.periods.end(), fits.periods.begin(), fits.periods.end());
  for (const Schedule& schedule : fits.schedules) state.schedules[schedule.id] = schedule;
  for (const Bundle& bundle : fits.bundles) state.bundles[bundle.id] = bundle;
  for (const Group& group : fits.groups) state.groups[group.id] = group;
  return state;
}

}  // namespace schoolgate
