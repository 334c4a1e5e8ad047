// What ends with an account: its sessions and its API tokens. Thread rules: any thread.
#pragma once

#include <string>
#include <vector>

#include "blocklists/change-control/change.h"

namespace schoolgate::routes {

/// The revocation of each of a person's tokens.
std::vector<Change> tokens_of(const PolicyState& state, const std::string& user);

}  // namespace schoolgate::routes
