#include "tests/blocklists/policy/slow_model.h"

#include <algorithm>
#include <optional>

namespace schoolgate::test {
namespace {

bool covers(const std::string& parent, const std::string& name) {
  return name == parent || name.ends_with("." + parent);
}
bool any_covers(const std::vector<std::string>& parents, const std::string& name) {
  return std::ranges::any_of(parents, [&name](const std::string& parent) { return covers(parent, name); });
}
bool names(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::size_t blocked_count(const Group& group) { return group.blocked_categories.size(); }

const Group& strictest(const World& world) {
  const Group* best = nullptr;
  for (const auto& [id, group] : world.state.groups) {
    const bool stricter = best == nullptr || (group.walled_garden && !best->walled_garden) ||
                          (group.walled_garden == best->walled_garden && blocked_count(group) > blocked_count(*best));
    if (stricter) best = &group;
  }
  return *best;
}

const Group& group_of(const World& world, const Address& client) {
  const Group* best = nullptr;
  int best_bits = -1;
  for (const auto& [id, group] : world.state.groups)
    for (const Prefix& prefix : group.addresses)
      if (prefix.contains(client) && prefix.bits > best_bits) {
        best = &group;
        best_bits = prefix.bits;
      }
  return best != nullptr ? *best : strictest(world);
}

std::optional<SlowDecision> by_quarantine(const World& world, const Address& client, UtcSeconds now, bool sane) {
  const Quarantine* longest = nullptr;
  for (const auto& [id, quarantine] : world.state.quarantines) {
    if (!quarantine.device.contains(client)) continue;
    if (quarantine.until && sane && *quarantine.until <= now) continue;
    if (longest == nullptr || (longest->until && (!quarantine.until || *quarantine.until > *longest->until)))
      longest = &quarantine;
  }
  if (longest == nullptr) return std::nullopt;
  return SlowDecision{Verdict::block, Tier::quarantine, longest->id, {}};
}

std::optional<SlowDecision> by_emergency(const World& world, const std::string& name) {
  const std::string* best = nullptr;
  std::size_t best_length = 0;
  const std::string* everything = nullptr;
  for (const auto& [id, emergency] : world.state.emergencies) {
    if (emergency.names.empty() && everything == nullptr) everything = &id;
    for (const std::string& parent : emergency.names)
      if (covers(parent, name) && parent.size() > best_length) {
        best = &id;
        best_length = parent.size();
      }
  }
  if (best == nullptr && everything != nullptr && !any_covers(world.state.settings.essentials, name)) best = everything;
  if (best == nullptr) return std::nullopt;
  return SlowDecision{Verdict::block, Tier::emergency, *best, {}};
}

std::optional<SlowDecision> by_unblock(const World& world, const Group& group, const std::string& name,
                                       UtcSeconds now) {
  const std::string* best = nullptr;
  std::size_t best_length = 0;
  for (const auto& [id, unblock] : world.state.unblocks) {
    if (!names(unblock.groups, group.id) || now < unblock.starts || now >= unblock.until) continue;
    for (const std::string& parent : unblock.names)
      if (covers(parent, name) && parent.size() > best_length) {
        best = &id;
        best_length = parent.size();
      }
  }
  if (best == nullptr) return std::nullopt;
  return SlowDecision{Verdict::allow, Tier::unblock, *best, {}};
}

std::optional<SlowDecision> by_rule(const World& world, const Group& group, const std::string& name) {
  const Rule* best = nullptr;
  for (const auto& [id, rule] : world.state.rules) {
    if (!covers(rule.name, name) || (!rule.groups.empty() && !names(rule.groups, group.id))) continue;
    const bool more_specific = best == nullptr || rule.name.size() > best->name.size();
    const bool tie_won = best != nullptr && rule.name.size() == best->name.size() && rule.action == RuleAction::allow &&
                         best->action == RuleAction::block;
    if (more_specific || tie_won) best = &rule;
  }
  if (best == nullptr) return std::nullopt;
  return SlowDecision{best->action == RuleAction::allow ? Verdict::allow : Verdict::block, Tier::rule, best->id, {}};
}

std::optional<SlowDecision> by_category(const World& world, const Group& group, const std::string& name) {
  for (const bool wanted : {true, false})
    for (const Category& category : categories()) {
      const std::string id(category.id);
      const bool blocked = names(group.blocked_categories, id);
      if (wanted ? (!category.allow_type || blocked) : !blocked) continue;
      for (const ListText& list : world.lists)
        if (list.category == id && any_covers(list.names, name))
          return SlowDecision{wanted ? Verdict::allow : Verdict::block, Tier::category, {}, id};
    }
  return std::nullopt;
}

}  // namespace

SlowDecision slow_decide(const World& world, const Address& client, const std::string& name, UtcSeconds now) {
  const bool sane = now >= world.state.clock_floor;
  const Group& group = group_of(world, client);
  if (any_covers(world.sealed, name)) return {Verdict::block, Tier::sealed, {}, {}};
  if (const auto decision = by_quarantine(world, client, now, sane)) return *decision;
  if (const auto decision = by_emergency(world, name)) return *decision;
  if (sane)
    if (const auto decision = by_unblock(world, group, name, now)) return *decision;
  if (group.walled_garden) {
    const bool in = any_covers(group.garden, name) || any_covers(world.state.settings.essentials, name);
    return {in ? Verdict::allow : Verdict::block, Tier::walled_garden, {}, {}};
  }
  if (const auto decision = by_rule(world, group, name)) return *decision;
  if (const auto decision = by_category(world, group, name)) return *decision;
  return {};
}

}  // namespace schoolgate::test
