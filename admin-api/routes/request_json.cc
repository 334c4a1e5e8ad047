#include "admin-api/routes/request_json.h"

#include <algorithm>
#include <iterator>

#include "admin-api/routes/reply.h"
#include "blocklists/policy/approval.h"

namespace schoolgate::routes {
namespace {

Json risk_json(const Risk& risk) {
  if (risk.rating == 0) return nullptr;
  Json json = {{"rating", risk.rating}};
  if (risk.likelihood > 0) {
    json["likelihood"] = risk.likelihood;
    json["impact"] = risk.impact;
  }
  return json;
}

Json sign_offs_json(const Request& request, const PolicyState& state) {
  Json rows = Json::array();
  for (const SignOff& each : request.sign_offs)
    rows.push_back({{"user", each.user},
                    {"judgement", each.judgement == Judgement::technical ? "technical" : "educational"},
                    {"leadership", each.leadership},
                    {"at_console", each.at_console},
                    {"version", each.version},
                    {"at", to_rfc3339(each.at)},
                    {"risk", risk_json(each.risk)},
                    {"counts", request.open() ? counts(state, request, each) : true}});
  return rows;
}

}  // namespace

UtcSeconds moment_now(const Context& context) { return std::chrono::floor<std::chrono::seconds>(context.clock()); }

Json to_json(const Request& request, const PolicyState& state, UtcSeconds now) {
  Json json = {{"id", request.id},
               {"version", request.version},
               {"state", told_state(request, now)},
               {"names", request.names},
               {"topic", request.topic},
               {"topic_id", request.from_topic},
               {"bundle", request.from_bundle},
               {"groups", request.groups},
               {"starts", to_rfc3339(request.starts)},
               {"until", to_rfc3339(request.until)},
               {"reason", request.why},
               {"requested_by", request.requested_by},
               {"made", to_rfc3339(request.made)},
               {"proposed_risk", risk_json(request.proposed)},
               {"sign_offs", sign_offs_json(request, state)}};
  if (!request.extends.empty()) json["extends"] = request.extends;
  if (!request.unblock.empty()) json["unblock"] = request.unblock;
  if (request.open()) {
    const Standing has = standing(state, request);
    json["risk"] = has.risk == 0 ? Json() : Json(has.risk);
    json["needs"] = still_needed(has);
    json["could_sign"] = who_could_sign(state, request);
  }
  if (request.closed) {
    json["closed"] = to_rfc3339(*request.closed);
    json["closed_by"] = request.closed_by;
    json["closed_because"] = request.closed_because;
  }
  return json;
}

void add_people_of(const Request& request, const PolicyState& state, std::vector<std::string>& users) {
  users.push_back(request.requested_by);
  users.push_back(request.closed_by);
  for (const SignOff& each : request.sign_offs) users.push_back(each.user);
  if (request.open()) std::ranges::move(who_could_sign(state, request), std::back_inserter(users));
}

void read_wish(Fields& in, Request& request, UtcSeconds now) {
  in.allow({"names", "groups", "likelihood", "impact", "risk", "starts", "until"});
  if (in.has("names")) request.names = in.names("names");
  request.topic = in.text_or("topic", request.topic, max_title_octets);
  request.from_topic = in.text_or("topic_id", request.from_topic, max_id_octets);
  request.from_bundle = in.text_or("bundle", request.from_bundle, max_id_octets);
  if (in.has("groups")) request.groups = in.texts("groups", max_names, max_id_octets);
  if (request.names.empty() && request.from_topic.empty() && request.from_bundle.empty())
    in.add_error("/names", "Name at least one site, a topic of the library, or a bundle.");
  if (request.groups.empty()) in.add_error("/groups", "At least one group is needed.");
  if (const auto starts = in.moment("starts"))
    request.starts = *starts;
  else if (request.starts == UtcSeconds{})
    request.starts = now;
  if (in.has("until"))
    request.until = in.moment("until").value_or(request.until);
  else if (request.until == UtcSeconds{})
    in.add_error("/until", "\"until\" is missing: an unblock always has an end.");
  const auto likelihood = in.integer("likelihood", 1, most_likelihood), impact = in.integer("impact", 1, most_impact);
  const auto rating = in.integer("risk", 1, most_risk);
  if (likelihood.has_value() != impact.has_value())
    in.add_error(likelihood ? "/impact" : "/likelihood", "Likelihood and impact are given together.");
  else if (likelihood)
    request.proposed = make_risk(*likelihood, *impact).value_or(Risk{});
  else if (rating)
    request.proposed = {0, 0, *rating};
}

Answer make_request(Context& context, const Call& call, Fields& in, Request request, int status) {
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto receipt = commit(context, call, reason, change::RequestMade{std::move(request)});
  if (!receipt) return std::unexpected(receipt.error());
  const auto state = context.changes.state();
  Json json = receipt_json(*receipt);
  if (const auto made = state->requests.find(receipt->id); made != state->requests.end())
    json["request"] = to_json(made->second, *state, moment_now(context));
  return json_reply(json, status);
}

}  // namespace schoolgate::routes
