// Open reviews as `status` tells them.
// Thread rules: any thread.
#pragma once

#include "admin-api/routes/context.h"
#include "admin-api/routes/fields.h"

namespace schoolgate::routes {

Json open_reviews(const Context& context);  // rows as those of GET /api/v1/reviews

}  // namespace schoolgate::routes
