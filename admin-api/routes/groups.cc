#include "admin-api/routes/group_json.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Answer show(const Context& context) {
  Json rows = Json::array();
  const auto state = context.changes.state();
  for (const auto& [id, group] : state->groups) rows.push_back(group_json(*state, group));
  return json_reply({{"groups", rows}});
}

/// Fields that are absent keep what they have: a client that does not know a field must not switch it off.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->groups.find(call.ids[0]);
  const bool is_new = existing == state->groups.end();
  Group group = is_new ? Group{} : existing->second;
  group.id = call.ids[0];
  Fields in(call.request);
  group.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", group.name, max_title_octets);
  read_group(in, group);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::GroupSet{group}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->groups, call.ids[0], "group"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::GroupRemoved{call.ids[0]});
}

}  // namespace

void add_groups(Router& router, Context& context) {
  router.add("GET", "/api/v1/groups", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/groups/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/groups/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
