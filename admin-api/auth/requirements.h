// What a person must still do before anything else: show the second factor, enrol one, or change a password that grew
// old.
// Thread rules: pure functions.
#pragma once

#include <optional>

#include "admin-api/auth/sessions.h"
#include "blocklists/policy/model.h"

namespace schoolgate::auth {

/// From when on a person may do nothing else than enrol a second factor. Nothing: it is not asked of them, they have
/// one, or they never signed in. Network managers must have one: their account opens everything.
std::optional<UtcSeconds> factor_needed_from(const PolicyState& state, const Person& person);

enum class Restriction : unsigned char { none, code, second_factor, new_password };
/// `session` is nullptr for a program with a token: it knows no password that could grow old.
Restriction restriction_of(const PolicyState& state, const Person& person, const Session* session, UtcMillis now);

}  // namespace schoolgate::auth
