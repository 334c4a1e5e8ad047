// What a change does to the state: a pure step, so that the same log gives the same state on every box.
// Thread rules: a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/change-control/change.h"
#include "blocklists/policy/model.h"

namespace schoolgate {

/// A change that follows from another one by rule. The writer makes it in the same commit, as a change of its own with
/// a leaf of its own, in the same actor's name: a replay of the log need not know the rules.
struct Further {
  Change change;
  std::string why;  // empty: as the change that it follows from
};

struct Effect {
  std::string subject;                // id of what changed
  std::string before, after;          // JSON as logged; empty: not there
  std::string key;                    // in Family::state; empty: nothing there changes
  std::optional<std::string> value;   // what to put at `key`; nothing: erase
  std::vector<Further> further = {};  // in this order, directly behind this one
};

/// `next` becomes the state after `change`, which is number `serial`, made at `now`, and has been validated against
/// `next`. `by`: who makes it, and why, for what follows from it.
Effect apply(PolicyState& next, const Change& change, std::uint64_t serial, UtcSeconds now,
             const change::Closing& by = {});

}  // namespace schoolgate
