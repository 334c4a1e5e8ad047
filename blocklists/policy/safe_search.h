// Safe search: search engines' names that are answered with the engine's own strict front end, per group.
// A rewrite laid over "allowed", never a verdict. Exact host match. Targets are the engines' published ones.
// Thread rules: pure, constant data.
#pragma once

#include "blocklists/name.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate {

/// The target to answer with, or the root when the name is not rewritten for this group.
NameView safe_search_target(const Snapshot::GroupView& group, NameView name);

}  // namespace schoolgate
