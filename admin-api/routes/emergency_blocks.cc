#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate::routes {
namespace {

Json to_json(const EmergencyBlock& block) {
  return {{"id", block.id},
          {"names", block.names},
          {"everything", block.names.empty()},
          {"since", to_rfc3339(block.since)}};
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, block] : state->emergencies)
    rows.push_back(to_json(block));
  return json_reply({{"emergency_blocks", rows}});
}

Answer start(Context& context, const Call& call) {
  Fields in(call.request);
  EmergencyBlock block;
  block.names = in.names("names");
  block.since = std::chrono::floor<std::chrono::seconds>(context.clock());
  // Said in so many words: a list of names that came out empty must not cut the whole school off.
  const bool everything = in.boolean_or("everything", false);
  if (everything != block.names.empty())
    in.add_error("/names", "Give names, or \"everything\": true to block all but the essentials.");
  Review review;
  review.reviewer = in.text_or("reviewer", "", max_title_octets);
  review.due = in.has("review_by") ? in.moment("review_by").value_or(UtcSeconds{}) : block.since + usual_review;
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed_together(context, call, reason, {change::EmergencyBlockStarted{block}, change::ReviewOpened{review}},
                            201);
}

Answer end(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->emergencies, call.ids[0], "emergency block"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::EmergencyBlockEnded{call.ids[0]});
}

}  // namespace

void add_emergency_blocks(Router& router, Context& context) {
  router.add("GET", "/api/v1/emergency-blocks", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/emergency-blocks", [&context](const Call& call) { return start(context, call); });
  router.add("DELETE", "/api/v1/emergency-blocks/{id}", [&context](const Call& call) { return end(context, call); });
}

}  // namespace schoolgate::routes
