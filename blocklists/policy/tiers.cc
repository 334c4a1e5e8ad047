#include "blocklists/policy/tiers.h"

#include <algorithm>

namespace schoolgate {
namespace {

std::uint32_t seconds_until(UtcSeconds now, UtcSeconds then) {
  if (then >= now + std::chrono::seconds{UINT32_MAX}) return UINT32_MAX;
  return static_cast<std::uint32_t>((then - now).count());
}

/// While the clock is not sane nothing time-limited is decided by it; all of it is decided anew once it is.
std::uint32_t next_edge(const Findings& found, UtcSeconds now, UtcSeconds edge) {
  return seconds_until(now, found.clock_sane ? edge : found.snapshot->state->clock_floor);
}

void look_at_quarantine(Findings& found, UtcSeconds now) {
  const Snapshot::QuarantineRow* row = found.client->quarantine;
  if (row == nullptr) return;
  if (!row->until) {
    found.quarantined = true;
  } else if (!found.clock_sane || now < *row->until) {
    found.quarantined = true;
    found.quarantine_edge = next_edge(found, now, *row->until);
  }
}

void look_at_unblocks(Findings& found, const std::vector<Snapshot::UnblockRef>& unblocks, UtcSeconds now) {
  for (const Snapshot::UnblockRef& unblock : unblocks) {
    if (!covers(unblock, *found.client)) continue;
    if (now >= unblock.until) continue;  // ended for good: a clock that becomes sane only goes forward
    const bool begun = now >= unblock.starts;
    const UtcSeconds edge = begun ? unblock.until : unblock.starts;
    found.unblock_edge = std::min(found.unblock_edge, next_edge(found, now, edge));
    if (found.clock_sane && begun && found.unblock == nullptr) found.unblock = &unblock;
  }
}

/// Of the rules at one name. A more specific name has been looked at before; an allow rule wins a tie.
void look_at_rules(Findings& found, const std::vector<Snapshot::RuleRef>& rules) {
  if (found.rule != nullptr) return;
  for (const Snapshot::RuleRef& rule : rules) {
    if (!rule.groups.has(found.client->group)) continue;
    if (found.rule == nullptr || (rule.action == RuleAction::allow && found.rule->action == RuleAction::block))
      found.rule = &rule;
  }
}

/// What somebody who speaks by schedule says now. A clock that is not right opens nothing.
Snapshot::Says says_now(Findings& found, const Snapshot::Stand& stand, UtcSeconds now) {
  if (!stand.timed()) return stand.inside;
  if (!found.clock_sane) {
    found.schedule_edge = std::min(found.schedule_edge, seconds_until(now, found.snapshot->state->clock_floor));
    return Snapshot::Says::block;
  }
  const CompiledSchedule::State state = found.snapshot->schedules[stand.schedule].at(now);
  found.schedule_edge = std::min(found.schedule_edge, seconds_until(now, state.until));
  return state.in_force ? stand.inside : stand.outside;
}

/// Of the service at one name. No name is in two services, or below another service's name (services_test.cc), so none
/// that was found before stands against it.
void look_at_services(Findings& found, const std::vector<ServiceNumber>& services, UtcSeconds now) {
  const Snapshot::GroupView& group = found.snapshot->groups[found.client->group];
  for (const ServiceNumber number : services) {
    found.listed = found.listed | found.snapshot->service_categories[number];
    const Snapshot::Says says = says_now(found, group.services[number], now);
    if (says == Snapshot::Says::nothing) continue;
    found.service = number;
    found.service_says = says;
  }
}

void look_at_categories(Findings& found, UtcSeconds now) {
  const Snapshot::GroupView& group = found.snapshot->groups[found.client->group];
  const CategorySet listed = found.listed;
  found.wanted = listed & group.wanted;
  found.unwanted = listed & group.blocked;
  // A service is the more specific statement; and what is wanted always needs no clock.
  if (found.service || !found.wanted.empty() || (listed & group.timed).empty()) return;
  for (const Snapshot::TimedCategory& row : group.timed_categories) {
    if (!listed.has(row.category)) continue;
    if (says_now(found, row.stand, now) == Snapshot::Says::block)
      found.unwanted.add(row.category);
    else if (categories()[row.category].allow_type)
      found.wanted.add(row.category);
  }
}

bool blocks_now(Findings& found, CategoryNumber category, UtcSeconds now) {
  const Snapshot::GroupView& group = found.snapshot->groups[found.client->group];
  if (group.blocked.has(category)) return true;
  const auto timed = std::ranges::find(group.timed_categories, category, &Snapshot::TimedCategory::category);
  return timed != group.timed_categories.end() && says_now(found, timed->stand, now) == Snapshot::Says::block;
}

/// A zone speaks for the groups that its category is blocked for, while it is. The first in order that says anything
/// ends the search, be it a passthru; where a list that is no zone decides, none is asked.
void look_at_zones(Findings& found, std::span<const Snapshot::ZoneSaying> zones, UtcSeconds now) {
  for (const Snapshot::ZoneSaying& said : zones) found.listed.add(said.category);
  if (found.service || !(found.wanted | found.unwanted).empty()) return;
  for (const Snapshot::ZoneSaying& said : zones) {
    if (!blocks_now(found, said.category, now)) continue;
    found.zone = &said;
    return;
  }
}

Decision made(const Findings& found, Verdict verdict, Tier tier, std::string_view by = {}) {
  Decision decision{verdict, tier, by, found.lists, 0, UINT32_MAX, {}, found.own};
  // An edge matters to every tier from its own down: what begins above may change what is decided below.
  if (tier >= Tier::quarantine) decision.valid_for = std::min(decision.valid_for, found.quarantine_edge);
  if (tier >= Tier::unblock) decision.valid_for = std::min(decision.valid_for, found.unblock_edge);
  if (tier >= Tier::category) decision.valid_for = std::min(decision.valid_for, found.schedule_edge);
  return decision;
}

std::optional<Decision> sealed(const Findings& found) {
  if (!found.snapshot->sealed->covers(found.name)) return std::nullopt;
  Decision decision = made(found, Verdict::block, Tier::sealed);
  decision.lists = 0;  // nothing is told about a sealed name but that it is one
  return decision;
}

std::optional<Decision> quarantine(const Findings& found) {
  if (!found.quarantined) return std::nullopt;
  return made(found, Verdict::block, Tier::quarantine, found.client->quarantine->id);
}

/// A name that is blocked by itself is blocked even when it is essential: somebody meant it.
std::optional<Decision> emergency(const Findings& found) {
  if (!found.emergency.empty()) return made(found, Verdict::block, Tier::emergency, found.emergency);
  if (found.snapshot->emergency_everything.empty() || found.essential) return std::nullopt;
  return made(found, Verdict::block, Tier::emergency, found.snapshot->emergency_everything);
}

std::optional<Decision> unblock(const Findings& found) {
  if (found.unblock == nullptr) return std::nullopt;
  return made(found, Verdict::allow, Tier::unblock, found.unblock->id);
}

/// Answers for every name of the world outside: what comes after it is not for a walled garden. The school's own names
/// are no way out of it, and without them nobody could sign in.
std::optional<Decision> walled_garden(const Findings& found) {
  if (!found.snapshot->groups[found.client->group].walled_garden || found.own) return std::nullopt;
  const bool allowed = found.in_garden || found.essential;
  return made(found, allowed ? Verdict::allow : Verdict::block, Tier::walled_garden);
}

std::optional<Decision> rule(const Findings& found) {
  if (found.rule == nullptr) return std::nullopt;
  const Verdict verdict = found.rule->action == RuleAction::allow ? Verdict::allow : Verdict::block;
  return made(found, verdict, Tier::rule, found.rule->id);
}

/// Lists and services speak of the world outside.
std::optional<Decision> category(const Findings& found) {
  if (found.own) return std::nullopt;
  if (found.service) {
    const Verdict verdict = found.service_says == Snapshot::Says::allow ? Verdict::allow : Verdict::block;
    Decision decision = made(found, verdict, Tier::category, service_id(*found.service));
    decision.service = found.service;
    return decision;
  }
  if (found.zone != nullptr) {
    const Verdict verdict = lets_through(found.zone->action) ? Verdict::allow : Verdict::block;
    Decision decision = made(found, verdict, Tier::category);
    decision.category = found.zone->category;
    decision.action = found.zone->action;
    decision.zone = found.zone->list;
    return decision;
  }
  const CategorySet deciding = found.wanted.empty() ? found.unwanted : found.wanted;
  if (deciding.empty()) return std::nullopt;
  Decision decision = made(found, found.wanted.empty() ? Verdict::block : Verdict::allow, Tier::category);
  decision.category = deciding.first();
  return decision;
}

std::optional<Decision> standard(const Findings& found) { return made(found, Verdict::allow, Tier::standard); }

}  // namespace

const std::array<TierAnswer, 8> tiers_in_order{sealed,        quarantine, emergency, unblock,
                                               walled_garden, rule,       category,  standard};

Findings look_up(const Snapshot& snapshot, const Client& client, NameView name, UtcSeconds now, ListSetId lists) {
  Findings found;
  found.snapshot = &snapshot;
  found.client = &client;
  found.name = name;
  found.now = now;
  found.clock_sane = clock_is_sane(*snapshot.state, now);
  found.lists = lists;
  found.listed = snapshot.set_categories[lists];
  found.own = static_cast<bool>(snapshot.own_names->find(name));
  look_at_quarantine(found, now);
  snapshot.names.find(name, [&found, &client, now](const Snapshot::NameRow& said) {
    if (found.emergency.empty()) found.emergency = said.emergency;
    found.essential = found.essential || said.essential;
    found.in_garden = found.in_garden || said.garden.has(client.group);
    look_at_unblocks(found, said.unblocks, now);
    look_at_rules(found, said.rules);
    look_at_services(found, said.services, now);
    return false;
  });
  look_at_categories(found, now);
  if (const auto zones = snapshot.zones_of(lists); !zones.empty()) look_at_zones(found, zones, now);
  return found;
}

}  // namespace schoolgate
