// What a new box starts with, as changes like any other: settings, the groups "pupils" and "staff".
// Thread rules: a pure function.
#pragma once

#include <vector>

#include "blocklists/change-control/change.h"

namespace schoolgate {

std::vector<Proposal> first_changes();

}  // namespace schoolgate
