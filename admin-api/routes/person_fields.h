// What several routes read and show of a person. Thread rules: any thread.
#pragma once

#include <optional>

#include "admin-api/routes/fields.h"
#include "blocklists/policy/people.h"

namespace schoolgate::routes {

/// By its name; "staff" is a teacher, as older scripts have it.
Role role_of(Fields& in, std::optional<Role> otherwise = {});

}  // namespace schoolgate::routes
