// The school's state in Family::state: one row an entity, and a head that says how far the log had come.
// Thread rules: pure functions of the store.
// Errors: damaged, storage.
#pragma once

#include <expected>
#include <optional>

#include "blocklists/change-control/codec.h"
#include "blocklists/fault.h"
#include "blocklists/policy/model.h"
#include "blocklists/store/store.h"

namespace schoolgate {

inline constexpr const char* head_key = "head";

struct LoadedState {
  PolicyState state;  // clock_floor is not set: it is TrustedClock's to say
  codec::Head head;
};

/// Nothing when the store is new. A store with a log and without a head is damaged.
std::expected<std::optional<LoadedState>, Fault> load_state(const Store& store);

}  // namespace schoolgate
