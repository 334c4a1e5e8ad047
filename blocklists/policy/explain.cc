#include "blocklists/policy/explain.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/policy/explain_words.h"
#include "blocklists/policy/safe_search.h"

namespace schoolgate {
namespace {

/// All eight tiers, asked one by one, each by itself: also those that a higher tier leaves nothing to decide.
std::vector<Explanation::Step> steps(const Findings& found, const Decision& decision, UtcSeconds at) {
  std::vector<Explanation::Step> told;
  for (std::size_t n = 0; n < tiers_in_order.size(); ++n) {
    const auto tier = static_cast<Tier>(n + 1);
    Explanation::Step step{tier, std::string(tier_title(tier)), tier == decision.tier, "is not told"};
    if (step.decided) {
      step.says = fmt::format("{}s: {}", to_text(decision.verdict), reason(found, decision));
    } else if (decision.tier != Tier::sealed) {
      const std::optional<Decision> answer = tiers_in_order[n](found);
      step.says = answer ? fmt::format("would {}: {}", to_text(answer->verdict), reason(found, *answer))
                         : no_answer(found, tier, at);
    }
    told.push_back(std::move(step));
  }
  return told;
}

std::string sentence(const Explanation& told, const Findings& found) {
  const Decision& decision = told.decision;
  const std::string_view whom = decision.tier == Tier::sealed ? "everybody" : std::string_view(told.group_name);
  std::string text = fmt::format("{} for {}: {}.", decision.verdict == Verdict::allow ? "Allowed" : "Blocked", whom,
                                 reason(found, decision));
  if (!told.clock_trusted)
    text +=
        " The appliance's clock is not right: until it is, no temporary unblock is in force and no quarantine ends.";
  return text;
}

void tell_lists(Explanation& told, const Findings& found) {
  const Snapshot& snapshot = *found.snapshot;
  for (const ListNumber number : snapshot.lists->trie.lists(told.decision.lists)) {
    const CompiledLists::Saying said = snapshot.lists->saying(number);
    const CompiledList& list = snapshot.lists->lists.at(said.list);
    const auto category = find_category(list.category);
    told.hits.push_back({list.id, list.title, list.category, category && categories()[*category].allow_type,
                         said.action ? zone_trigger(*snapshot.lists, found.name, number) : std::string(), said.action});
  }
  if (told.decision.tier == Tier::sealed) return;  // nothing is told about a sealed name but that it is one
  for (std::size_t n = 0; n < categories().size(); ++n)
    if (found.listed.has(static_cast<CategoryNumber>(n))) told.categories.emplace_back(categories()[n].id);
}

/// In the order of names from the most specific up, then of categories.
void tell_schedules(Explanation& told, const Findings& found) {
  const Snapshot& snapshot = *found.snapshot;
  const Snapshot::GroupView& group = snapshot.groups[found.client->group];
  const auto tell = [&](std::string_view about, const Snapshot::Stand& stand) {
    if (!stand.timed()) return;
    const CompiledSchedule& schedule = snapshot.schedules[stand.schedule];
    const std::string& id = snapshot.schedule_ids[stand.schedule];
    told.schedules.push_back({std::string(about), id, snapshot.state->schedules.at(id).name,
                              schedule.at(found.now).in_force, by_the_clock(found, stand),
                              schedule.next_change(found.now)});
  };
  snapshot.names.find(found.name, [&](const Snapshot::NameRow& said) {
    for (const ServiceNumber service : said.services) tell(service_id(service), group.services[service]);
    return false;
  });
  for (const Snapshot::TimedCategory& row : group.timed_categories)
    if (found.listed.has(row.category)) tell(categories()[row.category].id, row.stand);
}

}  // namespace

std::string_view to_text(Tier tier) {
  switch (tier) {
    case Tier::sealed:
      return "sealed list";
    case Tier::quarantine:
      return "quarantined device";
    case Tier::emergency:
      return "emergency block";
    case Tier::unblock:
      return "temporary unblock";
    case Tier::walled_garden:
      return "walled garden";
    case Tier::rule:
      return "rule";
    case Tier::category:
      return "category";
    case Tier::standard:
      return "default";
  }
  return {};
}

std::string_view to_text(Verdict verdict) { return verdict == Verdict::allow ? "allow" : "block"; }

Explanation explain(const Snapshot& snapshot, const Address& client, NameView name, std::uint16_t type, UtcSeconds at,
                    const DeviceDirectory* directory) {
  Explanation told = explain(snapshot, identify(snapshot, client, directory), name, type, at);
  told.client = client.to_text();
  return told;
}

std::optional<Client> client_of_group(const Snapshot& snapshot, std::string_view group) {
  const auto found = std::ranges::find(snapshot.groups, group, &Snapshot::GroupView::id);
  if (found == snapshot.groups.end()) return std::nullopt;
  return Client{static_cast<GroupNumber>(found - snapshot.groups.begin()), true, nullptr, nullptr};
}

std::optional<Client> client_of_device(const Snapshot& snapshot, std::string_view device) {
  const auto found = std::ranges::find(snapshot.devices, device, &Snapshot::DeviceRow::id);
  if (found == snapshot.devices.end()) return std::nullopt;
  Client client{found->group.value_or(snapshot.strictest), true, nullptr, &*found};
  if (found->quarantine) client.quarantine = &snapshot.quarantines[*found->quarantine];
  return client;
}

Explanation explain(const Snapshot& snapshot, const Client& who, NameView name, std::uint16_t type, UtcSeconds at) {
  const Snapshot::GroupView& group = snapshot.groups[who.group];
  const Findings found = look_up(snapshot, who, name, at, snapshot.lists->trie.lookup(name).lists);

  Explanation told;
  told.name = name.to_text();
  told.group = group.id;
  told.group_name = group.name;
  told.client_known = who.known;
  if (who.device != nullptr) {
    told.device = who.device->id;
    told.device_name = who.device->name;
  }
  told.at = at;
  told.clock_trusted = found.clock_sane;
  told.decision = decide(snapshot, who, name, type, at);
  told.sentence = sentence(told, found);
  told.steps = steps(found, told.decision, at);
  tell_lists(told, found);
  if (told.decision.tier != Tier::sealed) tell_schedules(told, found);
  if (told.decision.verdict == Verdict::allow)
    if (const NameView target = safe_search_target(group, name); !target.is_root())
      told.safe_search_target = target.to_text();
  told.what_would_change_it = ways_to_change(found, told.decision);
  return told;
}

}  // namespace schoolgate
