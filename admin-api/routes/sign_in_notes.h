// What `status` tells about people and signing in. Thread rules: any thread.
#pragma once

#include <string>
#include <vector>

#include "admin-api/routes/context.h"

namespace schoolgate::routes {

/// Names of people only for those who may see the register.
std::vector<std::string> sign_in_notes(const Context& context, const Actor& actor);

}  // namespace schoolgate::routes
