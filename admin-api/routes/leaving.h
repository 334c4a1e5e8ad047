// What ends with an account: its sessions, and all that it signs in with. Thread rules: any thread.
#pragma once

#include <string>
#include <vector>

#include "blocklists/change-control/change.h"

namespace schoolgate::routes {

/// The revocation of each of a person's tokens.
std::vector<Change> tokens_of(const PolicyState& state, const std::string& user);
/// The end of everything that a leaver could sign in with: for good, not only until somebody enables the account again.
std::vector<Change> sign_in_of(const PolicyState& state, const std::string& user);

}  // namespace schoolgate::routes
