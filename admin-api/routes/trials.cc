// Trials: a request's sites are open on one test device for some minutes, and what else that device asked for is shown.
#include <algorithm>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/request_json.h"
#include "blocklists/change-control/validate.h"
#include "blocklists/policy/explain.h"

namespace schoolgate::routes {
namespace {

const Unblock* running(const PolicyState& state, const std::string& request, UtcSeconds now) {
  for (const auto& [id, unblock] : state.unblocks)
    if (unblock.trial && unblock.request == request && now < unblock.until) return &unblock;
  return nullptr;
}

Json to_json(const Unblock& trial) {
  Json json = {{"unblock", trial.id},
               {"started", to_rfc3339(trial.starts)},
               {"until", to_rfc3339(trial.until)},
               {"started_by", trial.requested_by}};
  if (trial.device)
    json["device"] = trial.device->to_text();
  else
    json["known"] = trial.known;
  return json;
}

/// Whether what was asked for is one of the request's own sites, or below one.
bool is_requested(const Request& request, const std::string& text) {
  const auto name = Name::from_text(text);
  return name && std::ranges::any_of(request.names, [&](const std::string& site) {
           const auto above = Name::from_text(site);
           return above && name->view().is_at_or_below(above->view());
         });
}

Answer show(const Context& context, const Call& call) {
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->requests, call.ids[0], "request")) return std::unexpected(*problem);
  const Request& request = state->requests.at(call.ids[0]);
  const Unblock* trial = running(*state, request.id, moment_now(context));
  const TrialLog::Report report = context.sight.trial ? context.sight.trial(request.id) : TrialLog::Report{};
  Json rows = Json::array();
  for (const TrialLog::Seen& seen : report.names)
    rows.push_back({{"name", seen.name},
                    {"verdict", schoolgate::to_text(seen.verdict)},
                    {"tier", schoolgate::to_text(seen.tier)},
                    {"by", seen.by},
                    {"times", seen.times},
                    {"first", to_rfc3339(seen.first)},
                    {"last", to_rfc3339(seen.last)},
                    {"requested", is_requested(request, seen.name)}});
  Json json = {
      {"running", trial != nullptr}, {"version", request.version}, {"names", rows}, {"left_out", report.left_out}};
  if (trial != nullptr) json["trial"] = to_json(*trial);
  return json_reply(json);
}

Answer start(Context& context, const Call& call) {
  Fields in(call.request);
  change::TrialStarted change;
  change.request = call.ids[0];
  change.known = in.text_or("known", "", max_id_octets);
  in.allow({"device"});
  if (in.has("device") || change.known.empty()) change.device = in.prefix("device");
  if (change.device && !change.known.empty())
    in.add_error("/device", "Name a known device or give an address, not both.");
  const auto most = static_cast<int>(max_trial.count());
  change.lasts = std::chrono::minutes(in.integer("minutes", 1, most).value_or(most));
  const auto reason = in.reason_or("to see what else the sites need");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->requests, call.ids[0], "request"))
    return std::unexpected(*problem);
  return committed(context, call, reason, std::move(change), 201);
}

Answer end(Context& context, const Call& call) {
  Fields in(call.request);
  const bool said = in.has("reason") || call.request.query.contains("reason");
  const auto reason = said ? in.reason() : in.reason_or("the trial is done");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->requests, call.ids[0], "request")) return std::unexpected(*problem);
  const Unblock* trial = running(*state, call.ids[0], moment_now(context));
  if (trial == nullptr)
    return std::unexpected(http::no_such_page("No trial of the request \"" + call.ids[0] + "\" is running."));
  return committed(context, call, reason, change::UnblockEnded{trial->id});
}

}  // namespace

void add_trials(Router& router, Context& context) {
  router.add("GET", "/api/v1/requests/{id}/trial", [&context](const Call& call) { return show(context, call); });
  router.add("POST", "/api/v1/requests/{id}/trial", [&context](const Call& call) { return start(context, call); });
  router.add("DELETE", "/api/v1/requests/{id}/trial", [&context](const Call& call) { return end(context, call); });
}

}  // namespace schoolgate::routes
