// The part of building a Snapshot that makes groups: what each says, with its parents' words, by category, service and
// schedule. Private to blocklists/policy.
// Thread rules: on the thread that builds.
#pragma once

#include "blocklists/policy/snapshot.h"

namespace schoolgate {

/// Fills time, schedules and schedule_ids; a zone that the system does not have is UTC, with a warning.
void compile_schedules(Snapshot& snapshot, UtcSeconds now);
/// Fills groups; needs the schedules.
void compile_groups(Snapshot& snapshot);

}  // namespace schoolgate
