// What is decided about a request: signed, rejected, withdrawn, revoked, kept as a topic of the library.
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/request_json.h"
#include "blocklists/policy/approval.h"

namespace schoolgate::routes {
namespace {

/// What the request would open, be this the last sign-off or not.
Answer preview_signing(const Context& context, const Call& call, const change::RequestSigned& change) {
  auto after = context.changes.preview({Proposal{call.actor, {}, change}});
  if (!after) return std::unexpected(http::from_fault(after.error()));
  const Request& request = (*after)->requests.at(change.id);
  const Standing has = standing(**after, request);
  const bool complete = !request.open();
  auto next = std::make_shared<PolicyState>(**after);
  Unblock& opened = next->unblocks[complete ? request.unblock : request.id];
  if (!complete) {
    opened = unblock_of(request, has, moment_now(context));
    opened.id = request.id;
  }
  opened.starts = moment_now(context);  // as it will be answered once it is in force
  Json json = compared(context, std::move(next));
  json["complete"] = complete;
  json["needs"] = complete ? Json::array() : Json(still_needed(has));
  return json_reply(json);
}

Answer sign(Context& context, const Call& call) {
  Fields in(call.request);
  change::RequestSigned change;
  change.id = call.ids[0];
  change.version = static_cast<std::uint32_t>(in.integer("version", 1, INT32_MAX).value_or(0));
  if (!in.has("version")) in.add_error("/version", "\"version\" is missing: say which version you approve.");
  const auto likelihood = in.integer("likelihood", 1, most_likelihood), impact = in.integer("impact", 1, most_impact);
  if (likelihood || impact) change.risk = Risk{likelihood.value_or(0), impact.value_or(0), 0};
  if (likelihood.has_value() != impact.has_value())
    in.add_error(likelihood ? "/impact" : "/likelihood", "Likelihood and impact are given together.");
  const auto reason = in.text_or("reason", "", max_reason_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->requests, change.id, "request"))
    return std::unexpected(*problem);
  if (asks_for_preview(call.request)) return preview_signing(context, call, change);
  const auto receipt = commit(context, call, reason, change);
  if (!receipt) return std::unexpected(receipt.error());
  const auto state = context.changes.state();
  Json json = receipt_json(*receipt);
  if (const auto request = state->requests.find(receipt->id); request != state->requests.end())
    json["request"] = to_json(request->second, *state, moment_now(context));
  return json_reply(json);
}

template <class Concluding>
Answer conclude(Context& context, const Call& call, bool needs_reason = true) {
  Fields in(call.request);
  const auto reason = needs_reason ? in.reason() : in.text_or("reason", "", max_reason_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->requests, call.ids[0], "request"))
    return std::unexpected(*problem);
  return committed(context, call, reason, Concluding{call.ids[0], {}});
}

/// What was good for one class is there for the next: the sites of a request that was approved.
Answer keep_as_topic(Context& context, const Call& call) {
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->requests, call.ids[0], "request")) return std::unexpected(*problem);
  const Request& request = state->requests.at(call.ids[0]);
  if (request.unblock.empty())
    return std::unexpected(http::from_fault({Fault::Kind::conflict, "the request " + request.id + " was not approved",
                                             "Topics can also be written down by hand."}));
  Fields in(call.request);
  Topic topic;
  topic.id = in.text("id", max_id_octets);
  topic.name = in.text_or("name", request.topic, max_title_octets);
  topic.description = in.text_or("description", "", max_reason_octets);
  topic.notes = in.text_or("notes", "", max_reason_octets);
  topic.review_by = in.moment("review_by");
  topic.names = request.names;
  if (state->topics.contains(topic.id)) in.add_error("/id", "There is a topic \"" + topic.id + "\" already.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::TopicSet{std::move(topic)}, 201);
}

}  // namespace

void add_request_decisions(Router& router, Context& context) {
  router.add("POST", "/api/v1/requests/{id}/sign", [&context](const Call& call) { return sign(context, call); });
  router.add("POST", "/api/v1/requests/{id}/reject",
             [&context](const Call& call) { return conclude<change::RequestRejected>(context, call); });
  router.add("POST", "/api/v1/requests/{id}/withdraw",
             [&context](const Call& call) { return conclude<change::RequestWithdrawn>(context, call, false); });
  router.add("POST", "/api/v1/requests/{id}/revoke",
             [&context](const Call& call) { return conclude<change::RequestRevoked>(context, call); });
  router.add("POST", "/api/v1/requests/{id}/keep-as-topic",
             [&context](const Call& call) { return keep_as_topic(context, call); });
}

}  // namespace schoolgate::routes
