// Requests for temporary unblocks: made, looked at, edited and completed. request_decisions.cc decides them.
#include <algorithm>
#include <tuple>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/request_json.h"
#include "blocklists/policy/approval.h"

namespace schoolgate::routes {
namespace {

constexpr std::string_view states[] = {"requested", "approved", "active",   "expired",
                                       "revoked",   "rejected", "withdrawn"};

Answer show(const Context& context, const Call& call) {
  Query in(call.request);
  const auto wanted = in.text("state");
  const auto requester = in.text("requester");
  if (wanted && std::ranges::find(states, *wanted) == std::end(states))
    in.add_error("state", "This must be requested, approved, active, expired, revoked, rejected or withdrawn.");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  const UtcSeconds now = moment_now(context);
  std::vector<const Request*> found;
  for (const auto& [id, request] : state->requests)
    if ((!wanted || told_state(request, now) == *wanted) && (!requester || request.requested_by == *requester))
      found.push_back(&request);
  // The newest first; ids are made from serial numbers, so that the longer one is the later.
  std::ranges::sort(found, [](const Request* a, const Request* b) {
    return std::tuple(b->made, b->id.size(), b->id) < std::tuple(a->made, a->id.size(), a->id);
  });
  Json rows = Json::array();
  std::vector<std::string> users;
  for (const Request* request : found) {
    rows.push_back(to_json(*request, *state, now));
    add_people_of(*request, *state, users);
  }
  return json_reply({{"requests", rows}, {"people", names_of(*state, users)}});
}

Answer show_one(const Context& context, const Call& call) {
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->requests, call.ids[0], "request")) return std::unexpected(*problem);
  const Request& request = state->requests.at(call.ids[0]);
  Json json = to_json(request, *state, moment_now(context));
  std::vector<std::string> users;
  add_people_of(request, *state, users);
  json["people"] = names_of(*state, users);
  return json_reply(json);
}

/// An extension that says no more than what it prolongs asks for the same sites and groups.
Answer make(Context& context, const Call& call) {
  Fields in(call.request);
  Request request;
  request.extends = in.text_or("extends", "", max_id_octets);
  request.requested_by = in.text_or("requested_by", "", max_title_octets);
  const auto state = context.changes.state();
  if (const auto old = state->requests.find(request.extends); old != state->requests.end()) {
    request.names = old->second.names;
    request.topic = old->second.topic;
    request.groups = old->second.groups;
    if (!in.has("starts")) request.starts = std::max(old->second.until, moment_now(context));
  }
  read_wish(in, request, moment_now(context));
  return make_request(context, call, in, std::move(request), 201);
}

/// Fields that are absent keep what they have.
Answer edit(Context& context, const Call& call) {
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->requests, call.ids[0], "request")) return std::unexpected(*problem);
  Request request = state->requests.at(call.ids[0]);
  Fields in(call.request);
  request.version =
      static_cast<std::uint32_t>(in.integer("version", 1, INT32_MAX).value_or(static_cast<int>(request.version)));
  request.from_topic.clear();  // its names are there already
  request.from_bundle.clear();
  read_wish(in, request, moment_now(context));
  const auto reason = in.reason_or(request.why);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::RequestChanged{std::move(request)});
}

/// What a trial has shown to be needed too.
Answer add_companions(Context& context, const Call& call) {
  Fields in(call.request);
  const auto names = in.names("names", 1);
  const auto version = in.integer("version", 1, INT32_MAX);
  if (!version && !in.has("version")) in.add_error("/version", "\"version\" is missing: of the request that you saw.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason,
                   change::RequestWidened{call.ids[0], static_cast<std::uint32_t>(version.value_or(0)), names});
}

}  // namespace

void add_requests(Router& router, Context& context) {
  router.add("GET", "/api/v1/requests", [&context](const Call& call) { return show(context, call); });
  router.add("POST", "/api/v1/requests", [&context](const Call& call) { return make(context, call); });
  router.add("GET", "/api/v1/requests/{id}", [&context](const Call& call) { return show_one(context, call); });
  router.add("PATCH", "/api/v1/requests/{id}", [&context](const Call& call) { return edit(context, call); });
  router.add("POST", "/api/v1/requests/{id}/companions",
             [&context](const Call& call) { return add_companions(context, call); });
}

}  // namespace schoolgate::routes
