// Lists of upstream servers in bodies.
// Thread rules: what a Context allows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin-api/routes/context.h"
#include "admin-api/routes/fields.h"

namespace schoolgate::routes {

/// Each of them, and the list as a whole, is checked as the configuration's would be.
std::vector<std::string> read_upstreams(const Context& context, Fields& in, std::string_view key);

}  // namespace schoolgate::routes
