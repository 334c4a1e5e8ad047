// A group as it is in force: what it says itself, and what it has from its parents, shown flat with where each comes
// from. A category or service is taken whole from the nearest group that speaks of it.
// Thread rules: pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

// Pupils, key stage, year, class, and two to spare: deeper than that nobody sees what holds.
inline constexpr std::size_t max_group_depth = 6;

enum class Stance : std::uint8_t {
  none,  // nobody says anything
  allowed,
  blocked,
  allowed_during,  // while the schedule is in force, and blocked at other times
  blocked_during   // while the schedule is in force, and allowed at other times
};

struct EffectiveGroup {
  template <class Value>
  struct From {
    Value value{};
    std::string group;  // id of the group that says so; empty: nobody does
  };
  struct Said {
    Stance stance = Stance::none;
    std::string schedule;  // id, of the last two stances
    std::string group;     // id of the group that says so
  };
  std::map<std::string, Said> categories, services;  // by id; those that nobody speaks of are not there
  From<bool> walled_garden;
  std::map<std::string, std::string> garden, bundles;  // name or bundle -> the nearest group that has it
  From<bool> safe_search, other_engines_blocked;
  From<YouTube> youtube;
  std::map<std::string, From<EngineUse>> engines;
};

/// The group and its parents, nearest first. Ends where a parent is missing, comes twice or lies too deep.
std::vector<const Group*> lineage(const PolicyState& state, const Group& group);
EffectiveGroup effective(const PolicyState& state, const Group& group);

}  // namespace schoolgate
