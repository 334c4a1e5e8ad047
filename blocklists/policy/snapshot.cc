#include "blocklists/policy/snapshot.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "blocklists/policy/effective.h"
#include "blocklists/policy/snapshot_groups.h"

namespace schoolgate {
namespace {

int blocked_count(const Snapshot::GroupView& group) {
  const CategorySet at_times = group.blocked | group.timed;
  return std::popcount(at_times.bits[0]) + std::popcount(at_times.bits[1]);
}

/// The order that snapshot.h publishes. Groups are numbered by id, so a tie goes to the lower number.
bool stricter(const Snapshot& snapshot, GroupNumber a, GroupNumber b) {
  const Snapshot::GroupView& left = snapshot.groups[a];
  const Snapshot::GroupView& right = snapshot.groups[b];
  if (left.walled_garden != right.walled_garden) return left.walled_garden;
  if (blocked_count(left) != blocked_count(right)) return blocked_count(left) > blocked_count(right);
  return a < b;
}

/// Turns a PolicyState into a Snapshot, one noun at a time; what cannot be used is left out with a warning.
class Builder {
 public:
  Builder(Snapshot& snapshot, const PolicyState& state) : snapshot_(snapshot), state_(state) {}
  void groups();
  void clients();
  void devices();
  void quarantines();
  void lists();
  void names();
  void garden(const Group& group, GroupNumber number);
  void service(ServiceNumber number);

 private:
  template <class... Parts>
  void warn(fmt::format_string<Parts...> text, Parts&&... parts) {
    snapshot_.warnings.push_back(fmt::format(text, std::forward<Parts>(parts)...));
  }
  /// Enters the trial that this unblock is.
  TrialSet trial(const Unblock& unblock);
  GroupMask group_mask(const std::vector<std::string>& ids, std::string_view owner);
  /// The row of a name that `owner` (a rule, an unblock, ...) speaks of, or null with a warning.
  Snapshot::NameRow* row(std::string_view name, std::string_view owner);

  Snapshot& snapshot_;
  const PolicyState& state_;
  std::map<std::string_view, GroupNumber> numbers_;         // by group id
  std::map<std::string, std::vector<GroupNumber>> covers_;  // what is said for a group is said for those below it
};

void Builder::groups() {
  compile_groups(snapshot_);
  for (GroupNumber n = 0; n < snapshot_.groups.size(); ++n)
    if (const auto group = state_.groups.find(snapshot_.groups[n].id); group != state_.groups.end()) {
      numbers_[group->first] = n;
      for (const Group* above : lineage(state_, group->second)) covers_[above->id].push_back(n);
    }
  for (GroupNumber n = 1; n < snapshot_.groups.size(); ++n)
    if (stricter(snapshot_, n, snapshot_.strictest)) snapshot_.strictest = n;
}

void Builder::clients() {
  std::vector<GroupNumber> order(snapshot_.groups.size());
  for (GroupNumber n = 0; n < order.size(); ++n) order[n] = n;
  std::ranges::sort(order, [this](GroupNumber a, GroupNumber b) { return stricter(snapshot_, b, a); });

  // The strictest group last: of two equal prefixes the later row holds.
  std::vector<PrefixTable::Row> rows;
  std::map<std::pair<Address, std::uint8_t>, GroupNumber> claimed;
  for (const GroupNumber number : order) {
    const auto group = state_.groups.find(snapshot_.groups[number].id);
    if (group == state_.groups.end()) continue;
    for (const Prefix& prefix : group->second.addresses) {
      rows.push_back({prefix, number});
      const auto [earlier, first] = claimed.try_emplace({prefix.address, prefix.bits}, number);
      if (!first && earlier->second != number)
        warn("groups {} and {} both claim {}; it is with the stricter one, {}", snapshot_.groups[earlier->second].id,
             group->first, prefix.to_text(), group->first);
    }
  }
  snapshot_.clients = PrefixTable(std::move(rows));
}

void Builder::devices() {
  std::vector<PrefixTable::Row> addresses;
  Snapshot::DeviceIndex& index = snapshot_.device_index;
  for (const auto& [id, device] : state_.devices) {
    const auto place = static_cast<std::uint32_t>(snapshot_.devices.size());
    Snapshot::DeviceRow row{id, device.name, {}, {}};
    if (const auto group = numbers_.find(device.group); group != numbers_.end())
      row.group = group->second;
    else if (!device.group.empty())
      warn("device {}: there is no group \"{}\"; it is in the group of its address", id, device.group);
    snapshot_.devices.push_back(std::move(row));
    for (const std::string& identity : device.identities) index.identities.try_emplace(identity, place);
    for (const std::string& host : device.hosts) index.hosts.try_emplace(host, place);
    for (const MacAddress& mac : device.macs) index.macs.emplace_back(mac, place);
    for (const Prefix& prefix : device.addresses) addresses.push_back({prefix, place});
  }
  std::ranges::sort(index.macs);
  index.addresses = PrefixTable(std::move(addresses));
}

void Builder::quarantines() {
  std::vector<PrefixTable::Row> rows;
  for (const auto& [id, quarantine] : state_.quarantines) {
    const auto place = static_cast<std::uint32_t>(snapshot_.quarantines.size());
    snapshot_.quarantines.push_back({quarantine.device, id, quarantine.until, quarantine.suspension});
    if (quarantine.known.empty()) {
      rows.push_back({quarantine.device, place});
      continue;
    }
    const auto device = std::ranges::find(snapshot_.devices, quarantine.known, &Snapshot::DeviceRow::id);
    if (device == snapshot_.devices.end()) {
      warn("quarantine {}: there is no device \"{}\"", id, quarantine.known);
    } else if (!device->quarantine ||
               snapshot_.quarantines[place].ends_after(snapshot_.quarantines[*device->quarantine])) {
      device->quarantine = place;
    }
  }
  // Whenever any quarantine over a device is in force, the one that ends last is: it alone need be looked at.
  const auto ends = [this](std::uint32_t n) { return snapshot_.quarantines[n].until.value_or(UtcSeconds::max()); };
  snapshot_.quarantined = PrefixTable(std::move(rows), [&ends](std::uint32_t outer, std::uint32_t inner) {
    return ends(outer) >= ends(inner) ? outer : inner;
  });
}

void Builder::lists() {
  const CompiledLists& compiled = *snapshot_.lists;
  std::vector<std::optional<CategoryNumber>> category_of;
  for (const CompiledList& list : compiled.lists) {
    category_of.push_back(find_category(list.category));
    if (!category_of.back())
      warn("list {}: there is no category \"{}\"; the list blocks nothing", list.id, list.category);
    const auto state = state_.lists.find(list.id);
    if (state != state_.lists.end() && !state->second.enabled) category_of.back().reset();
  }
  snapshot_.set_categories.resize(std::max<std::size_t>(compiled.trie.set_count(), 1));
  std::vector<std::uint32_t> first_zones{0, 0};
  for (ListSetId set = 1; set < snapshot_.set_categories.size(); ++set) {
    for (const ListNumber number : compiled.trie.lists(set)) {
      const CompiledLists::Saying said = compiled.saying(number);
      if (said.list >= category_of.size() || !category_of[said.list]) continue;
      const CategoryNumber category = *category_of[said.list];
      // A zone of a wanted kind is a list of wanted names: what to do with them is no question.
      if (!said.action || (categories()[category].allow_type && *said.action != ZoneAction::passthru))
        snapshot_.set_categories[set].add(category);
      else if (!categories()[category].allow_type)
        snapshot_.zone_sayings.push_back({said.list, *said.action, category});
    }
    first_zones.push_back(static_cast<std::uint32_t>(snapshot_.zone_sayings.size()));
  }
  if (!snapshot_.zone_sayings.empty()) snapshot_.set_zones = std::move(first_zones);
}

GroupMask Builder::group_mask(const std::vector<std::string>& ids, std::string_view owner) {
  GroupMask mask;
  for (const std::string& id : ids) {
    const auto covered = covers_.find(id);
    if (covered == covers_.end()) {
      warn("{}: there is no group \"{}\"; for that group it does nothing", owner, id);
      continue;
    }
    for (const GroupNumber number : covered->second) mask.add(number);
  }
  return mask;
}

Snapshot::NameRow* Builder::row(std::string_view name, std::string_view owner) {
  const auto parsed = Name::from_text(name);
  if (parsed) return &snapshot_.names.at(*parsed);
  warn("{}: \"{}\" is not a name ({}); it is left out", owner, name, describe(parsed.error()));
  return nullptr;
}

void Builder::garden(const Group& group, GroupNumber number) {
  const EffectiveGroup whole = effective(state_, group);
  const std::string owner = fmt::format("walled garden of {}", group.id);
  for (const auto& [name, from] : whole.garden)
    if (auto* said = row(name, owner)) said->garden.add(number);
  for (const auto& [id, from] : whole.bundles) {
    const auto bundle = state_.bundles.find(id);
    if (bundle == state_.bundles.end()) {
      if (from == group.id) warn("{}: there is no bundle \"{}\"", owner, id);
      continue;
    }
    for (const std::string& name : bundle->second.names)
      if (auto* said = row(name, fmt::format("bundle {}", id))) said->garden.add(number);
  }
}

/// Every service: what is said of a category holds for the services of its kind, on a list or not.
void Builder::service(ServiceNumber number) {
  CategorySet kind;
  if (number < services().size() && services()[number].with_category)
    if (const auto category = find_category(services()[number].category)) kind.add(*category);
  snapshot_.service_categories.push_back(kind);
  const auto add = [&](std::string_view name) {
    if (auto* said = row(name, fmt::format("service {}", service_id(number)))) said->services.push_back(number);
  };
  if (number < services().size())
    std::ranges::for_each(services()[number].names, add);
  else
    std::ranges::for_each(engine_names(static_cast<EngineNumber>(number - services().size())), add);
}

TrialSet Builder::trial(const Unblock& unblock) {
  if (snapshot_.trials.size() == max_trials) {
    warn("trial {}: {} others are there already; it opens nothing", unblock.id, max_trials);
    return 0;
  }
  snapshot_.trials.push_back(
      {unblock.id, unblock.device, unblock.known, unblock.starts, unblock.until, unblock.request});
  return TrialSet{1} << (snapshot_.trials.size() - 1);
}

void Builder::names() {
  for (const std::string& name : state_.settings.essentials)
    if (auto* said = row(name, "essentials")) said->essential = true;
  for (const auto& [id, number] : numbers_) garden(state_.groups.at(std::string(id)), number);
  for (ServiceNumber number = 0; number < snapshot_.groups.front().services.size(); ++number) service(number);
  for (const auto& [id, emergency] : state_.emergencies) {
    if (emergency.names.empty() && snapshot_.emergency_everything.empty()) snapshot_.emergency_everything = id;
    for (const std::string& name : emergency.names)
      if (auto* said = row(name, fmt::format("emergency block {}", id)); said != nullptr && said->emergency.empty())
        said->emergency = id;
  }
  for (const auto& [id, rule] : state_.rules) {
    const std::string owner = fmt::format("rule {}", id);
    const GroupMask groups = rule.groups.empty() ? GroupMask::all() : group_mask(rule.groups, owner);
    if (auto* said = row(rule.name, owner)) said->rules.push_back({id, rule.action, groups});
  }
  for (const auto& [id, unblock] : state_.unblocks) {
    const std::string owner = fmt::format("temporary unblock {}", id);
    const GroupMask groups = group_mask(unblock.groups, owner);
    const TrialSet trials = unblock.trial ? trial(unblock) : TrialSet{0};
    for (const std::string& name : unblock.names)
      if (auto* said = row(name, owner)) said->unblocks.push_back({id, groups, unblock.starts, unblock.until, trials});
  }
}

}  // namespace

std::shared_ptr<const Snapshot> Snapshot::build(std::shared_ptr<const PolicyState> state,
                                                std::shared_ptr<const CompiledLists> lists,
                                                std::shared_ptr<const SealedSet> sealed, UtcSeconds now) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->state = state ? std::move(state) : std::make_shared<const PolicyState>();
  snapshot->lists = lists ? std::move(lists) : std::make_shared<const CompiledLists>();
  snapshot->sealed = sealed ? std::move(sealed) : std::make_shared<const SealedSet>();
  snapshot->own_names = std::make_shared<const OwnNames>(*snapshot->state, snapshot->warnings);
  compile_schedules(*snapshot, now);
  Builder builder(*snapshot, *snapshot->state);
  builder.groups();
  builder.clients();
  builder.devices();
  builder.quarantines();
  builder.lists();
  builder.names();
  return snapshot;
}

std::string_view service_id(ServiceNumber number) {
  if (number < services().size()) return services()[number].id;
  return search_engines()[number - services().size()].id;
}

std::string_view service_title(ServiceNumber number) {
  if (number < services().size()) return services()[number].title;
  return search_engines()[number - services().size()].title;
}

}  // namespace schoolgate
