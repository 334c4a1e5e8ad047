// What a new appliance begins with: one network manager with a one-time password, and the list sources that suit a
// school. Thread rules: once, at start, before the servers run.
#pragma once

#include <expected>
#include <string>

#include "blocklists/change-control/change_control.h"

namespace schoolgate {

/// Does nothing when there are people already. The one-time password is written to `password_file` (mode 0600), never
/// to a log; forget_first_password() removes the file once the password has been changed.
std::expected<void, Fault> first_start(ChangeControl& changes, const std::string& password_file);
void forget_first_password(const PolicyState& state, const std::string& password_file);

inline constexpr const char* first_person = "admin";

}  // namespace schoolgate
