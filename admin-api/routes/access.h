// Who may call what: the one table of routes and roles. What a change may contain is change control's to say; this
// table says who may knock at all. The console (the unix socket) acts with a network manager's rights. tests/admin-api
// compares it with the routes that are registered and with `x-roles` in openapi.yaml, both ways. Thread rules: constant
// data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/change-control/change.h"

namespace schoolgate::routes {

using Roles = std::uint8_t;  // bits
inline constexpr Roles manager = 1, safeguarding = 2, leadership = 4, teacher = 8, governor = 16;
inline constexpr Roles everybody = manager | safeguarding | leadership | teacher | governor;
inline constexpr Roles anyone = 32;   // without a session
inline constexpr Roles console = 64;  // the unix socket only: these name files on the appliance itself

/// What a request costs beyond the usual, so that a few dear ones cannot take all the workers.
enum class Lane : std::uint8_t {
  quick,
  password,  // computes argon2id, 64 MiB and a tenth of a second or more, one at a time
  job        // waits for downloads, compiling or the disk
};

struct Access {
  std::string_view method, pattern;  // "{id}" stands for one path segment
  Roles roles;
  Lane lane = Lane::quick;
  bool previews = false;  // ?preview=true tells what it would do; elsewhere that is refused, not ignored
};

std::span<const Access> access_table();
/// nullptr when the table does not have it.
const Access* find_access(std::string_view method, std::string_view pattern);
bool may(const Access& access, const Actor& actor);

std::string_view to_text(Role role);  // "network_manager", "safeguarding_lead", "leadership", "teacher", "governor"
/// As in `x-roles`: "network_manager", "console", "anyone".
std::vector<std::string> role_names(Roles roles);

}  // namespace schoolgate::routes
