// Requests for temporary unblocks between JSON and values; what the routes about them share.
// Thread rules: any thread.
#pragma once

#include "admin-api/routes/context.h"
#include "admin-api/routes/fields.h"
#include "blocklists/policy/model.h"

namespace schoolgate::routes {

UtcSeconds moment_now(const Context& context);
Json to_json(const Request& request, const PolicyState& state, UtcSeconds now);
/// Users whom to_json() tells: who asked, who signed or could, who closed it.
void add_people_of(const Request& request, const PolicyState& state, std::vector<std::string>& users);
/// Reads what is wished (names, topic, groups, span, proposed risk) over what `request` has; `in` keeps the faults.
void read_wish(Fields& in, Request& request, UtcSeconds now);
/// Makes the request in the caller's name, whose body `in` has read into it, and answers with it.
Answer make_request(Context& context, const Call& call, Fields& in, Request request, int status);

}  // namespace schoolgate::routes
