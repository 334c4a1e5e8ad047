// What stands between somebody who is known and the route, besides the role: the networks from which people may come,
// the scope of a token, and what a person must do before anything else (auth/requirements.h).
// Thread rules: pure functions of their arguments.
#pragma once

#include <expected>

#include "admin-api/routes/access.h"
#include "admin-api/routes/context.h"

namespace schoolgate::routes {

/// Before anybody is identified: nothing is asked of a stranger's password from where nobody may come. The console may.
std::expected<void, http::Problem> check_network(const PolicyState& state, const Access& access,
                                                 const http::Request& request);
/// While nobody is in the register there is nobody to sign in: whoever comes is told what to do instead.
std::expected<void, http::Problem> check_set_up(const PolicyState& state, const Access& access,
                                                const http::Request& request);
/// After: scope and restriction.
std::expected<void, http::Problem> check_limits(const PolicyState& state, const Access& access, const Call& call,
                                                UtcMillis now);

}  // namespace schoolgate::routes
