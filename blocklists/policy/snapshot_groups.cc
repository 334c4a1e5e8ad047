#include "blocklists/policy/snapshot_groups.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/policy/effective.h"

namespace schoolgate {
namespace {

using Says = Snapshot::Says;
using Stand = Snapshot::Stand;

class GroupCompiler {
 public:
  GroupCompiler(Snapshot& snapshot, const Group& group)
      : snapshot_(snapshot), group_(group), whole_(effective(*snapshot.state, group)) {
    view_.id = group.id;
    view_.name = group.name;
    view_.walled_garden = whole_.walled_garden.value;
    view_.youtube = whole_.youtube.value;
    view_.services.resize(services().size() + search_engines().size());
  }

  Snapshot::GroupView compile() {
    categories_of_group();
    services_of_group();
    engines_of_group();
    return std::move(view_);
  }

 private:
  template <class... Parts>
  void warn(fmt::format_string<Parts...> text, Parts&&... parts) {
    snapshot_.warnings.push_back(fmt::format(text, std::forward<Parts>(parts)...));
  }

  /// A schedule that is not there cannot allow anything: blocked at all times.
  Stand stand(const std::string& id, const EffectiveGroup::Said& said) {
    if (said.stance == Stance::allowed) return {Says::allow, Says::allow, 0};
    if (said.stance == Stance::blocked) return {Says::block, Says::block, 0};
    const auto found = std::ranges::find(snapshot_.schedule_ids, said.schedule);
    if (found == snapshot_.schedule_ids.end()) {
      if (said.group == group_.id)
        warn("group {}: there is no schedule \"{}\"; {} is blocked at all times", group_.id, said.schedule, id);
      return {Says::block, Says::block, 0};
    }
    const auto number = static_cast<ScheduleNumber>(found - snapshot_.schedule_ids.begin());
    if (said.stance == Stance::allowed_during) return {Says::allow, Says::block, number};
    return {Says::block, Says::allow, number};
  }

  void categories_of_group() {
    for (const auto& [id, said] : whole_.categories) {
      const auto number = find_category(id);
      if (!number) {
        if (said.group == group_.id)
          warn("group {}: there is no category \"{}\"; did you mean \"{}\"?", group_.id, id, nearest_category(id));
        continue;
      }
      const Stand said_so = stand(id, said);
      if (said_so.timed()) {
        view_.timed.add(*number);
        view_.timed_categories.push_back({*number, said_so});
      } else if (said_so.inside == Says::block) {
        view_.blocked.add(*number);
      }
    }
    const CategorySet sometimes = view_.blocked | view_.timed;
    for (std::size_t n = 0; n < categories().size(); ++n)
      if (categories()[n].allow_type && !sometimes.has(static_cast<CategoryNumber>(n)))
        view_.wanted.add(static_cast<CategoryNumber>(n));
  }

  void services_of_group() {
    for (const auto& [id, said] : whole_.services) {
      if (const auto number = find_service(id))
        view_.services[*number] = stand(id, said);
      else if (said.group == group_.id)
        warn("group {}: there is no service \"{}\"", group_.id, id);
    }
  }

  void engines_of_group() {
    for (std::size_t n = 0; n < search_engines().size(); ++n) {
      const SearchEngine& engine = search_engines()[n];
      const auto number = static_cast<EngineNumber>(n);
      EngineUse use = engine.has_switch ? (whole_.safe_search.value ? EngineUse::safe : EngineUse::open)
                                        : (whole_.other_engines_blocked.value ? EngineUse::blocked : EngineUse::open);
      if (const auto own = whole_.engines.find(std::string(engine.id)); own != whole_.engines.end())
        use = own->second.value;
      if (use == EngineUse::safe) view_.safe_engines |= EngineSet{1} << number;
      if (use == EngineUse::blocked) view_.services[engine_service(number)] = {Says::block, Says::block, 0};
    }
  }

  Snapshot& snapshot_;
  const Group& group_;
  const EffectiveGroup whole_;
  Snapshot::GroupView view_;
};

/// A state without groups must still filter, and then in the strict direction.
Snapshot::GroupView everyone() {
  Snapshot::GroupView view;
  view.id = "everyone";
  view.name = "Everyone";
  for (std::size_t n = 0; n < categories().size(); ++n)
    (categories()[n].allow_type ? view.wanted : view.blocked).add(static_cast<CategoryNumber>(n));
  view.services.resize(services().size() + search_engines().size());
  view.safe_engines = ~EngineSet{0};
  view.youtube = YouTube::strict;
  return view;
}

}  // namespace

void compile_schedules(Snapshot& snapshot, UtcSeconds now) {
  const PolicyState& state = *snapshot.state;
  SchoolTime time;
  time.calendar = state.calendar;
  if (auto zone = Zone::find(state.settings.zone))
    time.zone = std::move(*zone);
  else
    snapshot.warnings.push_back(
        fmt::format("there is no time zone \"{}\" on this machine; schedules are in UTC (is tzdata installed?)",
                    state.settings.zone));
  if (now != UtcSeconds{}) time.horizon = {now - horizon_back, now + horizon_ahead};
  snapshot.time = std::make_shared<const SchoolTime>(std::move(time));
  for (const auto& [id, schedule] : state.schedules) {
    snapshot.schedules.emplace_back(snapshot.time, schedule);
    snapshot.schedule_ids.push_back(id);
  }
}

void compile_groups(Snapshot& snapshot) {
  for (const auto& [id, group] : snapshot.state->groups) {
    if (snapshot.groups.size() == max_groups) {
      snapshot.warnings.push_back(
          fmt::format("group {}: there are more than {} groups; its devices are treated as unknown", id, max_groups));
      continue;
    }
    snapshot.groups.push_back(GroupCompiler(snapshot, group).compile());
  }
  if (snapshot.groups.empty()) snapshot.groups.push_back(everyone());
}

}  // namespace schoolgate
