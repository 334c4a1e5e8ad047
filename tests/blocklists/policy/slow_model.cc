#include "tests/blocklists/policy/slow_model.h"

#include <algorithm>
#include <optional>

#include "tests/blocklists/policy/slow_time.h"

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

const Group* parent_of(const World& world, const Group& group) {
  const auto found = world.state.groups.find(group.parent);
  return found == world.state.groups.end() ? nullptr : &found->second;
}

/// What is said for a group is said for the groups below it.
bool names_group(const World& world, const std::vector<std::string>& ids, const Group& group) {
  for (const Group* each = &group; each != nullptr; each = parent_of(world, *each))
    if (names(ids, each->id)) return true;
  return false;
}

/// What a group, or else its parent, says of a category or service: nothing, 'a'llow or 'b'lock at this moment.
char says(const World& world, const Group& group, const std::string& id, bool service, UtcSeconds now) {
  const bool sane = now >= world.state.clock_floor;
  for (const Group* each = &group; each != nullptr; each = parent_of(world, *each)) {
    if (names(service ? each->blocked_services : each->blocked_categories, id)) return 'b';
    if (names(service ? each->allowed_services : each->allowed_categories, id)) return 'a';
    for (const Timed& row : service ? each->timed_services : each->timed_categories) {
      if (row.id != id) continue;
      const bool in_force = slow_in_force(world.state.calendar, world.state.schedules.at(row.schedule), now);
      return sane && in_force == row.allowed_during ? 'a' : 'b';
    }
  }
  return 0;
}

/// Whether a schedule decides about a category.
bool by_the_clock(const World& world, const Group& group, const std::string& id) {
  for (const Group* each = &group; each != nullptr; each = parent_of(world, *each)) {
    if (std::ranges::find(each->timed_categories, id, &Timed::id) != each->timed_categories.end()) return true;
    if (names(each->blocked_categories, id) || names(each->allowed_categories, id)) return false;
  }
  return false;
}

bool is_walled(const World& world, const Group& group) {
  for (const Group* each = &group; each != nullptr; each = parent_of(world, *each))
    if (each->walled_garden) return *each->walled_garden;
  return false;
}

std::size_t blocked_count(const World& world, const Group& group) {
  std::size_t count = 0;
  for (const Category& category : categories()) {
    const std::string id(category.id);
    bool at_times = false;
    for (const Group* each = &group; each != nullptr; each = parent_of(world, *each)) {
      if (names(each->allowed_categories, id)) break;
      at_times = names(each->blocked_categories, id) ||
                 std::ranges::find(each->timed_categories, id, &Timed::id) != each->timed_categories.end();
      if (at_times) break;
    }
    count += at_times ? 1 : 0;
  }
  return count;
}

const Group& strictest(const World& world) {
  const Group* best = nullptr;
  for (const auto& [id, group] : world.state.groups) {
    const bool stricter = best == nullptr || (is_walled(world, group) && !is_walled(world, *best)) ||
                          (is_walled(world, group) == is_walled(world, *best) &&
                           blocked_count(world, group) > blocked_count(world, *best));
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

std::optional<SlowDecision> by_unblock(const World& world, const Address& client, const Group& group,
                                       const std::string& name, UtcSeconds now) {
  const std::string* best = nullptr;
  std::size_t best_length = 0;
  for (const auto& [id, unblock] : world.state.unblocks) {
    const bool on_trial = unblock.trial && unblock.device && unblock.device->contains(client);
    if (!on_trial && !names_group(world, unblock.groups, group)) continue;
    if (now < unblock.starts || now >= unblock.until) continue;
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
    if (!covers(rule.name, name) || (!rule.groups.empty() && !names_group(world, rule.groups, group))) continue;
    const bool more_specific = best == nullptr || rule.name.size() > best->name.size();
    const bool tie_won = best != nullptr && rule.name.size() == best->name.size() && rule.action == RuleAction::allow &&
                         best->action == RuleAction::block;
    if (more_specific || tie_won) best = &rule;
  }
  if (best == nullptr) return std::nullopt;
  return SlowDecision{best->action == RuleAction::allow ? Verdict::allow : Verdict::block, Tier::rule, best->id, {}};
}

/// The most specific name of any service that the group has something to say about; allow wins a tie.
std::optional<SlowDecision> by_service(const World& world, const Group& group, const std::string& name,
                                       UtcSeconds now) {
  std::optional<SlowDecision> best;
  std::size_t best_length = 0;
  for (const Service& service : services()) {
    const std::string id(service.id);
    const char said = says(world, group, id, true, now);
    if (said == 0) continue;
    for (const std::string_view parent : service.names) {
      if (!covers(std::string(parent), name) || parent.size() < best_length) continue;
      const Verdict verdict = said == 'a' ? Verdict::allow : Verdict::block;
      if (parent.size() == best_length && (best->verdict == Verdict::allow || verdict == Verdict::block)) continue;
      best = SlowDecision{verdict, Tier::category, id, {}};
      best_length = parent.size();
    }
  }
  return best;
}

std::optional<SlowDecision> by_category(const World& world, const Group& group, const std::string& name,
                                        UtcSeconds now) {
  // What is wanted at all times is named before what is wanted just now.
  for (const int pass : {0, 1, 2})
    for (const Category& category : categories()) {
      const std::string id(category.id);
      const bool blocked = says(world, group, id, false, now) == 'b';
      const bool wanted = pass < 2;
      if (wanted ? (!category.allow_type || blocked) : !blocked) continue;
      if (pass == 0 && by_the_clock(world, group, id)) continue;
      for (const Service& service : services())
        if (service.with_category && service.category == id &&
            any_covers({service.names.begin(), service.names.end()}, name))
          return SlowDecision{wanted ? Verdict::allow : Verdict::block, Tier::category, {}, id};
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
    if (const auto decision = by_unblock(world, client, group, name, now)) return *decision;
  if (is_walled(world, group)) {
    bool in = any_covers(world.state.settings.essentials, name);
    for (const Group* each = &group; each != nullptr; each = parent_of(world, *each)) {
      in = in || any_covers(each->garden, name);
      for (const std::string& bundle : each->bundles) in = in || any_covers(world.state.bundles.at(bundle).names, name);
    }
    return {in ? Verdict::allow : Verdict::block, Tier::walled_garden, {}, {}};
  }
  if (const auto decision = by_rule(world, group, name)) return *decision;
  if (const auto decision = by_service(world, group, name, now)) return *decision;
  if (const auto decision = by_category(world, group, name, now)) return *decision;
  return {};
}

}  // namespace schoolgate::test
