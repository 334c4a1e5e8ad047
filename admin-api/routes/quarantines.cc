#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Json to_json(const Quarantine& quarantine) {
  Json json = {{"id", quarantine.id}, {"suspension", quarantine.suspension}};
  if (quarantine.known.empty())
    json["device"] = quarantine.device.to_text();
  else
    json["known"] = quarantine.known;
  if (quarantine.until) json["until"] = to_rfc3339(*quarantine.until);
  return json;
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, quarantine] : state->quarantines)
    rows.push_back(to_json(quarantine));
  return json_reply({{"quarantines", rows}});
}

Answer start(Context& context, const Call& call) {
  Fields in(call.request);
  Quarantine quarantine;
  quarantine.known = in.text_or("known", "", max_id_octets);
  quarantine.suspension = in.boolean_or("suspension", false);
  if (!quarantine.known.empty() && in.has("device"))
    in.add_error("/device", "Name a known device or give an address, not both.");
  if (quarantine.known.empty())
    if (const auto device = in.prefix("device")) quarantine.device = *device;
  in.allow({"device"});
  quarantine.until = in.moment("until");
  if (quarantine.until && *quarantine.until <= context.clock())
    in.add_error("/until", "The end must be in the future.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::QuarantineStarted{quarantine}, 201);
}

Answer end(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->quarantines, call.ids[0], "quarantine"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::QuarantineEnded{call.ids[0]});
}

}  // namespace

void add_quarantines(Router& router, Context& context) {
  router.add("GET", "/api/v1/quarantines", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/quarantines", [&context](const Call& call) { return start(context, call); });
  router.add("DELETE", "/api/v1/quarantines/{id}", [&context](const Call& call) { return end(context, call); });
}

}  // namespace schoolgate::routes
