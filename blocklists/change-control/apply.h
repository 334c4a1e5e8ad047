// What a change does to the state: a pure step, so that the same log gives the same state on every box.
// Thread rules: a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "blocklists/change-control/change.h"
#include "blocklists/policy/model.h"

namespace schoolgate {

struct Effect {
  std::string subject;               // id of what changed
  std::string before, after;         // JSON as logged; empty: not there
  std::string key;                   // in Family::state; empty: nothing there changes
  std::optional<std::string> value;  // what to put at `key`; nothing: erase
};

/// `next` becomes the state after `change`, which is number `serial`, made at `now`, and has been validated against
/// `next`.
Effect apply(PolicyState& next, const Change& change, std::uint64_t serial, UtcSeconds now);

}  // namespace schoolgate
