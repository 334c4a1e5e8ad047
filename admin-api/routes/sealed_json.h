// The sealed lists as `status` tells them.
// Thread rules: any thread.
#pragma once

#include "admin-api/routes/context.h"
#include "admin-api/routes/fields.h"

namespace schoolgate::routes {

Json sealed_summary(const Context& context);  // {lists, names, warnings}

}  // namespace schoolgate::routes
