// A template as changes: what brings it into a state, in the order in which each change finds what it needs there.
// Committed together they are one reviewed change: all or nothing, under one reason.
// Thread rules: pure.
#pragma once

#include <vector>

#include "blocklists/change-control/change.h"
#include "blocklists/policy/templates.h"

namespace schoolgate {

/// Empty when the state is as the template says already.
std::vector<Change> template_changes(const PolicyState& state, const TemplatePolicy& policy);

}  // namespace schoolgate
