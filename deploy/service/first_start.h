// What a new appliance begins with: the list sources that suit a school. Who may sign in is said by whoever sets it up.
// Thread rules: once, at start, before the servers run.
#pragma once

#include <expected>

#include "blocklists/change-control/change_control.h"

namespace schoolgate {

/// Does nothing when there are sources or people already.
std::expected<void, Fault> first_start(ChangeControl& changes);

}  // namespace schoolgate
