#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/request_json.h"
#include "blocklists/policy/approval.h"

namespace schoolgate::routes {
namespace {

constexpr int least_risk = 1;
constexpr int most_risk = 25;  // likelihood 1 to 5, times impact 1 to 5

UtcSeconds now(const Context& context) { return std::chrono::floor<std::chrono::seconds>(context.clock()); }

Json to_json(const Unblock& unblock, UtcSeconds now) {
  const auto* state = now < unblock.starts ? "coming" : now < unblock.until ? "running" : "ended";
  Json json = {{"id", unblock.id},
               {"names", unblock.names},
               {"topic", unblock.topic},
               {"groups", unblock.groups},
               {"starts", to_rfc3339(unblock.starts)},
               {"until", to_rfc3339(unblock.until)},
               {"state", state},
               {"requested_by", unblock.requested_by},
               {"approved_by", unblock.approved_by},
               {"emergency_use", unblock.emergency_use}};
  if (!unblock.request.empty()) json["request"] = unblock.request;
  if (unblock.trial) {
    json["trial"] = true;
    json["device"] = unblock.device ? unblock.device->to_text() : unblock.known;
  }
  if (unblock.risk) json["risk"] = *unblock.risk;
  return json;
}

Answer show(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  std::vector<std::string> users;
  for (const auto& [id, unblock] : state->unblocks) {
    rows.push_back(to_json(unblock, now(context)));
    users.push_back(unblock.requested_by);
    users.insert(users.end(), unblock.approved_by.begin(), unblock.approved_by.end());
  }
  return json_reply({{"unblocks", rows}, {"people", names_of(*state, users)}});
}

/// Who may not grant asks: the same body makes a request, and is answered with it.
Answer ask(Context& context, const Call& call) {
  Fields in(call.request);
  Request request;
  read_wish(in, request, now(context));
  if (!asks_for_preview(call.request)) return make_request(context, call, in, std::move(request), 202);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  auto after = context.changes.preview({Proposal{call.actor, reason, change::RequestMade{std::move(request)}}});
  if (!after) return std::unexpected(http::from_fault(after.error()));
  auto next = std::make_shared<PolicyState>(**after);
  const std::string id = "rq-" + std::to_string(next->serial);  // as it would be called
  Unblock opened = unblock_of(next->requests.at(id), {}, now(context));
  opened.id = id;
  opened.starts = now(context);
  next->unblocks[id] = std::move(opened);
  Json json = compared(context, next);
  json["needs"] = still_needed(standing(*next, next->requests.at(id)));
  return json_reply(json);
}

Answer grant(Context& context, const Call& call) {
  if (call.actor.role == Role::teacher || call.actor.role == Role::leadership) return ask(context, call);
  Fields in(call.request);
  Unblock unblock;
  // A lesson's bundle is taken apart here: what was opened is on record name by name, whatever becomes of the bundle.
  const std::string lesson = in.text_or("bundle", "", max_id_octets);
  unblock.names = in.names("names", lesson.empty() ? 1 : 0);
  const auto state = context.changes.state();
  if (const auto bundle = state->bundles.find(lesson); bundle != state->bundles.end())
    unblock.names.insert(unblock.names.end(), bundle->second.names.begin(), bundle->second.names.end());
  else if (!lesson.empty())
    in.add_error("/bundle", "There is no bundle \"" + lesson + "\".");
  unblock.topic = in.text_or("topic", "", max_title_octets);
  unblock.groups = in.texts("groups", max_names, max_id_octets);
  unblock.starts = in.moment("starts").value_or(now(context));
  const bool has_end = in.has("until");
  const auto until = in.moment("until");
  unblock.until = until.value_or(UtcSeconds{});
  unblock.risk = in.integer("risk", least_risk, most_risk);
  unblock.requested_by = call.actor.user;
  if (unblock.groups.empty()) in.add_error("/groups", "At least one group is needed.");
  if (!has_end) in.add_error("/until", "\"until\" is missing: an unblock always has an end.");
  if (until && (*until <= unblock.starts || *until <= now(context)))
    in.add_error("/until", "The end must be after the start, and in the future.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (asks_for_preview(call.request)) return committed(context, call, reason, change::UnblockGranted{unblock});
  const auto receipt = commit(context, call, reason, change::UnblockGranted{unblock});
  if (!receipt) return std::unexpected(receipt.error());
  Json json = receipt_json(*receipt);
  json["emergency_use"] = context.changes.state()->reviews.contains(receipt->id);
  return json_reply(json, 201);
}

Answer end(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->unblocks, call.ids[0], "temporary unblock"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::UnblockEnded{call.ids[0]});
}

}  // namespace

void add_unblocks(Router& router, Context& context) {
  router.add("GET", "/api/v1/unblocks", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/unblocks", [&context](const Call& call) { return grant(context, call); });
  router.add("DELETE", "/api/v1/unblocks/{id}", [&context](const Call& call) { return end(context, call); });
}

}  // namespace schoolgate::routes
