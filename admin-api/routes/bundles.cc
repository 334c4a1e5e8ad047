#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, bundle] : state->bundles)
    rows.push_back({{"id", bundle.id}, {"name", bundle.name}, {"names", bundle.names}});
  return json_reply({{"bundles", rows}});
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->bundles.find(call.ids[0]);
  const bool is_new = existing == state->bundles.end();
  Bundle bundle = is_new ? Bundle{} : existing->second;
  bundle.id = call.ids[0];
  Fields in(call.request);
  bundle.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", bundle.name, max_title_octets);
  if (in.has("names")) bundle.names = in.names("names");
  in.allow({"names"});
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::BundleSet{bundle}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->bundles, call.ids[0], "bundle"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::BundleRemoved{call.ids[0]});
}

}  // namespace

void add_bundles(Router& router, Context& context) {
  router.add("GET", "/api/v1/bundles", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/bundles/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/bundles/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
