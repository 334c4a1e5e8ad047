// What a group's policy must fulfil: what it names exists, nothing is said twice, and its parents end.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/effective.h"
#include "blocklists/policy/search_engine.h"
#include "blocklists/policy/services.h"

namespace schoolgate {
namespace {

Checked check_parent(const PolicyState& state, const Group& group) {
  if (group.parent.empty()) return {};
  std::size_t depth = 1;
  for (std::string at = group.parent; !at.empty(); ++depth) {
    if (at == group.id)
      return fault(Fault::Kind::conflict, fmt::format("the group \"{}\" would be its own parent", group.id));
    const auto parent = state.groups.find(at);
    if (parent == state.groups.end())
      return fault(Fault::Kind::not_found, fmt::format("there is no group \"{}\" to be a parent", at));
    if (depth == max_group_depth)
      return fault(Fault::Kind::limit, fmt::format("the group \"{}\" would lie {} parents deep; {} is the most",
                                                   group.id, depth, max_group_depth - 1));
    at = parent->second.parent;
  }
  return {};
}

Checked check_service(const std::string& id) {
  if (find_service(id)) return {};
  return fault(Fault::Kind::bad_input, fmt::format("there is no service \"{}\"", id),
               "GET /api/v1/services lists them.");
}

/// Blocked, allowed and by schedule: each id is known, and stands there once.
template <class CheckId>
Checked check_stances(const PolicyState& state, std::string_view what, const std::vector<std::string>& blocked,
                      const std::vector<std::string>& allowed, const std::vector<Timed>& timed, CheckId&& check_id) {
  std::set<std::string> seen;
  const auto once = [&](const std::string& id) -> Checked {
    if (auto checked = check_id(id); !checked) return checked;
    if (seen.insert(id).second) return {};
    return fault(Fault::Kind::bad_input, fmt::format("the {} \"{}\" is there twice", what, id),
                 "It is blocked, or allowed, or by a schedule.");
  };
  for (const auto* list : {&blocked, &allowed})
    for (const std::string& id : *list)
      if (auto checked = once(id); !checked) return checked;
  for (const Timed& row : timed) {
    if (auto checked = once(row.id); !checked) return checked;
    if (!state.schedules.contains(row.schedule))
      return fault(Fault::Kind::not_found, fmt::format("there is no schedule \"{}\"", row.schedule));
  }
  return {};
}

Checked check_engines(const Group& group) {
  for (const auto& [id, use] : group.engines) {
    const auto engine = find_engine(id);
    if (!engine) return fault(Fault::Kind::bad_input, fmt::format("there is no search engine \"{}\"", id));
    if (use == EngineUse::safe && !search_engines()[*engine].has_switch)
      return fault(Fault::Kind::bad_input,
                   fmt::format("{} has no switch for safe search by DNS", search_engines()[*engine].title),
                   "It can be open or blocked.");
  }
  return {};
}

}  // namespace

Checked check_group_policy(const PolicyState& state, Group& group) {
  if (auto checked = check_parent(state, group); !checked) return checked;
  if (auto checked = check_stances(state, "category", group.blocked_categories, group.allowed_categories,
                                   group.timed_categories, check_category);
      !checked)
    return checked;
  if (auto checked = check_stances(state, "service", group.blocked_services, group.allowed_services,
                                   group.timed_services, check_service);
      !checked)
    return checked;
  if (auto checked = check_engines(group); !checked) return checked;
  for (const std::string& id : group.bundles)
    if (!state.bundles.contains(id)) return fault(Fault::Kind::not_found, fmt::format("there is no bundle \"{}\"", id));
  return {};
}

}  // namespace schoolgate
