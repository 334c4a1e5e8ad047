#include "blocklists/policy/explain_words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace schoolgate {
namespace {

const std::string& group_name(const Findings& found) { return found.snapshot->groups[found.client->group].name; }

/// "Gambling" inside a sentence; "AI tools" stays as it is.
std::string inside_sentence(std::string_view title) {
  std::string text(title);
  const auto is_capital = [&text](std::size_t at) { return at < text.size() && text[at] >= 'A' && text[at] <= 'Z'; };
  if (is_capital(0) && !is_capital(1)) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// As the clock on the school's wall shows it: "Friday 2026-11-27 12:50".
std::string wall_time(const Findings& found, UtcSeconds when) {
  constexpr std::string_view weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                           "Thursday", "Friday", "Saturday"};
  const LocalSeconds local = found.snapshot->time->zone.local(when);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  return fmt::format("{} {:04}-{:02}-{:02} {:02}:{:02}", weekdays[std::chrono::weekday(day).c_encoding()],
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), minutes / 60, minutes % 60);
}

/// ", by the schedule Friday lunchtime: ..."; nothing when no schedule has a say.
std::string schedule_reason(const Findings& found, const Snapshot::Stand& stand) {
  if (!stand.timed()) return {};
  const std::string& id = found.snapshot->schedule_ids[stand.schedule];
  return fmt::format("; by the schedule \"{}\" it is {}", found.snapshot->state->schedules.at(id).name,
                     by_the_clock(found, stand));
}

const Snapshot::Stand& service_stand(const Findings& found, ServiceNumber service) {
  return found.snapshot->groups[found.client->group].services[service];
}

Snapshot::Stand category_stand(const Findings& found, CategoryNumber category) {
  for (const Snapshot::TimedCategory& row : found.snapshot->groups[found.client->group].timed_categories)
    if (row.category == category) return row.stand;
  return {};
}

std::vector<std::string_view> services_of_kind(const Findings& found, CategoryNumber kind) {
  std::vector<std::string_view> titles;
  found.snapshot->names.find(found.name, [&](const Snapshot::NameRow& said) {
    for (const ServiceNumber service : said.services)
      if (found.snapshot->service_categories[service].has(kind)) titles.push_back(service_title(service));
    return false;
  });
  return titles;
}

std::string zone_reason(const Findings& found, const Decision& decision) {
  const CompiledLists& lists = *found.snapshot->lists;
  const CompiledList& zone = lists.lists.at(decision.zone);
  const ListNumber number = pair_number(lists.lists.size(), decision.zone, *decision.action);
  return fmt::format("{}, by the response policy zone {}: its rule for {} is {}{}",
                     inside_sentence(categories()[decision.category].title), zone.title.empty() ? zone.id : zone.title,
                     zone_trigger(lists, found.name, number), to_text(*decision.action),
                     schedule_reason(found, category_stand(found, decision.category)));
}

std::string category_reason(const Findings& found, const Decision& decision) {
  if (decision.service)
    return fmt::format("it belongs to {}, which {} for {}{}", service_title(*decision.service),
                       decision.verdict == Verdict::allow ? "is open" : "is blocked", group_name(found),
                       schedule_reason(found, service_stand(found, *decision.service)));
  const Category& category = categories()[decision.category];
  if (decision.action) return zone_reason(found, decision);
  std::vector<std::string_view> titles;
  for (const ListNumber number : found.snapshot->lists->trie.lists(decision.lists)) {
    const CompiledLists::Saying said = found.snapshot->lists->saying(number);
    // In a category of the wanted kind a zone is a list like others.
    if (said.action && (!category.allow_type || said.action == ZoneAction::passthru)) continue;
    const CompiledList& row = found.snapshot->lists->lists.at(said.list);
    if (row.category == category.id) titles.push_back(row.title.empty() ? row.id : row.title);
  }
  if (titles.empty())  // on no list of this category: it is a service of this kind
    return fmt::format("{}, as it belongs to {}{}", inside_sentence(category.title),
                       fmt::join(services_of_kind(found, decision.category), ", "),
                       schedule_reason(found, category_stand(found, decision.category)));
  return fmt::format("{}, by list{} {}{}", inside_sentence(category.title), titles.size() == 1 ? "" : "s",
                     fmt::join(titles, ", "), schedule_reason(found, category_stand(found, decision.category)));
}

std::string quarantine_reason(const Findings& found) {
  const Snapshot::QuarantineRow& row = *found.client->quarantine;
  const Snapshot::DeviceRow* device = found.client->device;
  const bool by_device =
      device != nullptr && device->quarantine && &found.snapshot->quarantines[*device->quarantine] == &row;
  return fmt::format("device {} is {} until {} ({})", by_device ? device->name : row.device.to_text(),
                     row.suspension ? "suspended" : "quarantined",
                     row.until ? to_rfc3339(*row.until) : "somebody releases it", row.id);
}

std::string emergency_reason(const Findings& found, std::string_view id) {
  const bool by_name = found.emergency == id;
  return fmt::format("emergency block {} on {}", id, by_name ? "this name" : "everything but the essentials");
}

std::string unblock_reason(const Findings& found) {
  const Unblock& unblock = found.snapshot->state->unblocks.at(found.unblock->id);
  const std::string topic = unblock.topic.empty() ? "" : fmt::format(" for \"{}\"", unblock.topic);
  return fmt::format("{} {}{} until {}", unblock.trial ? "on this device only, trial" : "temporary unblock", unblock.id,
                     topic, to_rfc3339(unblock.until));
}

std::string rule_reason(const Findings& found) {
  const Rule& rule = found.snapshot->state->rules.at(found.rule->id);
  return fmt::format("rule {} on {}", rule.id, rule.name);
}

std::string garden_reason(const Findings& found) {
  if (found.in_garden) return "it is in the walled garden";
  return found.essential ? "it is an essential name" : "it is not in the walled garden";
}

std::string no_quarantine(const Findings& found) {
  const Snapshot::QuarantineRow* row = found.client->quarantine;
  if (row == nullptr || !row->until) return "the device is not quarantined";
  return fmt::format("{} {} ended at {}", row->suspension ? "suspension" : "quarantine", row->id,
                     to_rfc3339(*row->until));
}

std::string no_unblock(const Findings& found, UtcSeconds at) {
  std::string says = fmt::format("none covers this name for {}", group_name(found));
  found.snapshot->names.find(found.name, [&](const Snapshot::NameRow& said) {
    for (const Snapshot::UnblockRef& unblock : said.unblocks) {
      if (!covers(unblock, *found.client)) continue;
      if (!found.clock_sane)
        says = fmt::format("{} waits until the appliance's clock is right", unblock.id);
      else if (at < unblock.starts)
        says = fmt::format("{} begins at {}", unblock.id, to_rfc3339(unblock.starts));
      else
        says = fmt::format("{} ended at {}", unblock.id, to_rfc3339(unblock.until));
      return true;
    }
    return false;
  });
  return says;
}

/// ", and Gmail is blocked by its own name only": a service whose kind is blocked, or by schedule, and which is not.
std::string spared_services(const Findings& found) {
  const Snapshot::GroupView& group = found.snapshot->groups[found.client->group];
  std::string text;
  found.snapshot->names.find(found.name, [&](const Snapshot::NameRow& said) {
    for (const ServiceNumber number : said.services) {
      if (number >= services().size() || services()[number].with_category) continue;
      const auto kind = find_category(services()[number].category);
      if (kind && (group.blocked | group.timed).has(*kind))
        text += fmt::format(", and {} is blocked by its own name only, not with {}", services()[number].title,
                            inside_sentence(categories()[*kind].title));
    }
    return false;
  });
  return text;
}

std::string no_category(const Findings& found) {
  if (found.own) return "no list takes the school's own names away";
  std::vector<std::string> titles;
  for (std::size_t n = 0; n < categories().size(); ++n) {
    const auto number = static_cast<CategoryNumber>(n);
    if (found.listed.has(number))
      titles.push_back(inside_sentence(categories()[n].title) + schedule_reason(found, category_stand(found, number)));
  }
  if (titles.empty()) return "no list holds it" + spared_services(found);
  return fmt::format("{} may see {}", group_name(found), fmt::join(titles, ", "));
}

}  // namespace

std::string zone_trigger(const CompiledLists& lists, NameView name, ListNumber number) {
  const CompiledLists::Saying said = lists.saying(number);
  if (said.action == ZoneAction::data) {
    const ZoneData::Records records = lists.zone_data.find(said.list, name);
    NameView owner = name;
    while (records.wildcard() && owner.label_count() > records.labels()) owner = owner.parent();
    return (records.wildcard() ? "*." : "") + owner.to_text();
  }
  // What is said of all below a parent is found by asking for a name there that no list can hold.
  const auto is_said_below = [&](NameView parent) {
    constexpr std::array<std::uint8_t, 2> nobody = {1, '!'};
    std::vector<std::uint8_t> wire(nobody.begin(), nobody.end());
    wire.insert(wire.end(), parent.wire().begin(), parent.wire().end());
    if (wire.size() > max_name_octets) return false;
    const auto set = lists.trie.lists(lists.trie.lookup(NameView::trusted(wire)).lists);
    return std::ranges::find(set, number) != set.end();
  };
  std::optional<NameView> owner;
  for (NameView parent = name.parent(); !parent.is_root() && is_said_below(parent); parent = parent.parent())
    owner = parent;
  return owner ? "*." + owner->to_text() : name.to_text();
}

std::string by_the_clock(const Findings& found, const Snapshot::Stand& stand) {
  if (!found.clock_sane) return "blocked until the appliance's clock is right";
  const CompiledSchedule& schedule = found.snapshot->schedules[stand.schedule];
  const bool in_force = schedule.at(found.now).in_force;
  const bool open = (in_force ? stand.inside : stand.outside) == Snapshot::Says::allow;
  const auto next = schedule.next_change(found.now);
  return fmt::format("{} now, {}", open ? "allowed" : "blocked",
                     next ? "until " + wall_time(found, *next) : "and for a year to come");
}

std::string_view tier_title(Tier tier) {
  switch (tier) {
    case Tier::sealed:
      return "Sealed lists";
    case Tier::quarantine:
      return "Quarantined and suspended devices";
    case Tier::emergency:
      return "Emergency block";
    case Tier::unblock:
      return "Temporary unblocks";
    case Tier::walled_garden:
      return "Walled garden";
    case Tier::rule:
      return "The school's rules";
    case Tier::category:
      return "Services and categories";
    case Tier::standard:
      return "Default";
  }
  return {};
}

std::string reason(const Findings& found, const Decision& decision) {
  switch (decision.tier) {
    case Tier::sealed:
      return "it is on a sealed list of illegal content";
    case Tier::quarantine:
      return quarantine_reason(found);
    case Tier::emergency:
      return emergency_reason(found, decision.by);
    case Tier::unblock:
      return unblock_reason(found);
    case Tier::walled_garden:
      return garden_reason(found);
    case Tier::rule:
      return rule_reason(found);
    case Tier::category:
      return category_reason(found, decision);
    case Tier::standard:
      return found.own ? "it is the school's own name" : "nothing says otherwise";
  }
  return {};
}

std::string no_answer(const Findings& found, Tier tier, UtcSeconds at) {
  switch (tier) {
    case Tier::sealed:
      return "it is on no sealed list";
    case Tier::quarantine:
      return no_quarantine(found);
    case Tier::emergency:
      if (found.snapshot->emergency_everything.empty()) return "no emergency block covers it";
      return fmt::format("emergency block {} spares it: it is an essential name", found.snapshot->emergency_everything);
    case Tier::unblock:
      return no_unblock(found, at);
    case Tier::walled_garden:
      if (found.own) return "the school's own names are every group's";
      return fmt::format("{} is not in a walled garden", group_name(found));
    case Tier::rule:
      return fmt::format("no rule covers it for {}", group_name(found));
    case Tier::category:
      return no_category(found);
    case Tier::standard:
      return "does not apply";
  }
  return {};
}

std::vector<std::string> ways_to_change(const Findings& found, const Decision& decision) {
  const std::string& group = group_name(found);
  const std::string unblock = fmt::format("a temporary unblock for {}", group);
  const bool allowed = decision.verdict == Verdict::allow;
  switch (decision.tier) {
    case Tier::sealed:
      return {};  // nothing would, for anybody
    case Tier::quarantine:
      return {fmt::format("releasing the device from {} {}",
                          found.client->quarantine->suspension ? "suspension" : "quarantine", decision.by)};
    case Tier::emergency:
      return {fmt::format("ending emergency block {}", decision.by)};
    case Tier::unblock:
      return {fmt::format("ending temporary unblock {}", decision.by)};
    case Tier::walled_garden:
      if (found.in_garden) return {fmt::format("taking it out of the walled garden of {}", group)};
      if (allowed) return {"taking it out of the essentials"};
      return {unblock, fmt::format("adding it to the walled garden of {}", group)};
    case Tier::rule:
      if (allowed) return {fmt::format("removing rule {}", decision.by), "a block rule for a more specific name"};
      return {unblock, fmt::format("removing rule {}", decision.by), fmt::format("an allow rule for {}", group)};
    case Tier::category:
      if (allowed) return {fmt::format("a block rule for {}", group)};
      if (decision.service)
        return {unblock, fmt::format("an allow rule for {}", group),
                fmt::format("no longer blocking {} for {}", service_title(*decision.service), group)};
      return {
          unblock, fmt::format("an allow rule for {}", group),
          fmt::format("no longer blocking {} for {}", inside_sentence(categories()[decision.category].title), group)};
    case Tier::standard:
      return {fmt::format("a block rule for {}", group)};
  }
  return {};
}

}  // namespace schoolgate
