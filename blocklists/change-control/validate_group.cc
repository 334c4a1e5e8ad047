// What a group's policy must fulfil: what it names exists, nothing is said twice, and its parents end.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/effective.h"
#include "blocklists/policy/search_engine.h"
#include "blocklists/policy/services.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate {
namespace {

/// How many levels of groups hang below this one.
std::size_t levels_below(const PolicyState& state, const std::string& id, std::size_t most) {
  if (most == 0) return 0;
  std::size_t levels = 0;
  for (const auto& [below, group] : state.groups)
    if (group.parent == id) levels = std::max(levels, 1 + levels_below(state, below, most - 1));
  return levels;
}

/// Deeper than max_group_depth a group would no longer hear its uppermost parents, in silence.
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
  if (depth + levels_below(state, group.id, max_group_depth) > max_group_depth)
    return fault(Fault::Kind::limit,
                 fmt::format("groups below \"{}\" would lie more than {} parents deep", group.id, max_group_depth - 1),
                 "Choose a parent that is higher up.");
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

Checked check_prefixes(const Situation& in, const Group& group) {
  for (const auto& prefix : group.addresses) {
    if (std::ranges::count(group.addresses, prefix) > 1) {
      return fault(Fault::Kind::bad_input, fmt::format("the address {} is there twice", prefix.to_text()));
    }
    for (const auto& [id, other] : in.state.groups) {
      if (id == group.id || std::ranges::find(other.addresses, prefix) == other.addresses.end()) continue;
      return fault(Fault::Kind::conflict, fmt::format("the address {} is in the group \"{}\"", prefix.to_text(), id),
                   "Take it out there first.");
    }
  }
  return {};
}

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

}  // namespace

Checked check(const Situation& in, change::GroupSet& c) {
  Group& g = c.group;
  if (!in.state.groups.contains(g.id) && in.state.groups.size() >= max_groups) {
    return fault(Fault::Kind::limit, fmt::format("there are {} groups already", max_groups));
  }
  if (g.blocked_categories.size() > max_categories || g.addresses.size() > max_prefixes_in_group) {
    return fault(Fault::Kind::limit, fmt::format("the group \"{}\" has too many addresses or categories", g.id));
  }
  return all_of({[&] { return check_id("the group's id", g.id); }, [&] { return check_group_policy(in.state, g); },
                 [&] { return check_required_text("the group's name", g.name, max_title_octets); },
                 [&] { return check_names("the walled garden", g.garden, max_names_in_settings); },
                 [&] { return check_prefixes(in, g); }});
}

Checked check(const Situation& in, change::GroupRemoved& c) {
  if (auto checked = exists(in.state.groups, "group", c.id); !checked) return checked;
  if (in.state.groups.size() == 1) {
    return fault(Fault::Kind::conflict, "the last group cannot be removed: every client is in some group");
  }
  const auto used = [&](const auto& map, std::string_view what) -> Checked {
    for (const auto& [id, value] : map) {
      if (std::ranges::find(value.groups, c.id) == value.groups.end()) continue;
      return fault(Fault::Kind::conflict, fmt::format("the group \"{}\" is used by the {} {}", c.id, what, id),
                   "Remove that first.");
    }
    return {};
  };
  for (const auto& [id, device] : in.state.devices) {
    if (device.group != c.id) continue;
    return fault(Fault::Kind::conflict, fmt::format("the device \"{}\" is in the group \"{}\"", id, c.id),
                 "Give that device another group first.");
  }
  for (const auto& [id, group] : in.state.groups) {
    if (group.parent != c.id) continue;
    return fault(Fault::Kind::conflict, fmt::format("the group \"{}\" is the parent of \"{}\"", c.id, id),
                 "Give that group another parent first.");
  }
  return all_of({[&] { return used(in.state.rules, "rule"); }, [&] { return used(in.state.unblocks, "unblock"); }});
}

}  // namespace schoolgate
