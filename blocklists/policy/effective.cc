#include "blocklists/policy/effective.h"

#include <algorithm>

namespace schoolgate {
namespace {

using Said = EffectiveGroup::Said;

/// One group's own words; what a nearer group has said stays.
void hear(std::map<std::string, Said>& heard, const std::string& group, const std::vector<std::string>& blocked,
          const std::vector<std::string>& allowed, const std::vector<Timed>& timed) {
  for (const std::string& id : allowed) heard.try_emplace(id, Said{Stance::allowed, {}, group});
  for (const Timed& row : timed)
    heard.try_emplace(row.id,
                      Said{row.allowed_during ? Stance::allowed_during : Stance::blocked_during, row.schedule, group});
  for (const std::string& id : blocked) heard.try_emplace(id, Said{Stance::blocked, {}, group});
}

template <class Value>
void hear(EffectiveGroup::From<Value>& heard, const std::string& group, const std::optional<Value>& said) {
  if (said && heard.group.empty()) heard = {*said, group};
}

}  // namespace

std::vector<const Group*> lineage(const PolicyState& state, const Group& group) {
  std::vector<const Group*> line{&group};
  while (line.size() < max_group_depth) {
    const auto parent = state.groups.find(line.back()->parent);
    if (parent == state.groups.end() || std::ranges::find(line, parent->first, &Group::id) != line.end()) break;
    line.push_back(&parent->second);
  }
  return line;
}

EffectiveGroup effective(const PolicyState& state, const Group& group) {
  EffectiveGroup whole;
  for (const Group* each : lineage(state, group)) {
    hear(whole.categories, each->id, each->blocked_categories, each->allowed_categories, each->timed_categories);
    hear(whole.services, each->id, each->blocked_services, each->allowed_services, each->timed_services);
    hear(whole.walled_garden, each->id, each->walled_garden);
    for (const std::string& name : each->garden) whole.garden.try_emplace(name, each->id);
    for (const std::string& bundle : each->bundles) whole.bundles.try_emplace(bundle, each->id);
    hear(whole.safe_search, each->id, each->safe_search);
    hear(whole.other_engines_blocked, each->id, each->other_engines_blocked);
    hear(whole.youtube, each->id, each->youtube);
    for (const auto& [engine, use] : each->engines)
      whole.engines.try_emplace(engine, EffectiveGroup::From<EngineUse>{use, each->id});
  }
  return whole;
}

}  // namespace schoolgate
