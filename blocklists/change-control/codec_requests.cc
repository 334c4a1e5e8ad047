// Requests, temporary unblocks and topics as canonical JSON. A field that is absent has the value that a new one has: a
// store that an earlier version wrote is read without a conversion.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::get_if_there;
using codec::json;
using codec::moment;
using codec::unmoment;
using codec::unprefix;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<RequestState> states[] = {
    {RequestState::requested, "requested"}, {RequestState::approved, "approved"},
    {RequestState::expired, "expired"},     {RequestState::revoked, "revoked"},
    {RequestState::rejected, "rejected"},   {RequestState::withdrawn, "withdrawn"}};
constexpr Word<Judgement> judgements[] = {{Judgement::educational, "educational"}, {Judgement::technical, "technical"}};

json to_text(const std::optional<UtcSeconds>& when) { return when ? json(moment(*when)) : json(); }

std::optional<UtcSeconds> from_text(const json& j, const char* key) {
  if (j.at(key).is_null()) return std::nullopt;
  return unmoment(j.at(key));
}

/// The rating alone when there is no more of it, null when there is none.
json risk_json(const Risk& v) {
  if (v.rating == 0) return json();
  return {{"impact", v.impact}, {"likelihood", v.likelihood}, {"rating", v.rating}};
}
Risk unrisk(const json& j) {
  if (j.is_null()) return {};
  return {j.at("likelihood"), j.at("impact"), j.at("rating")};
}

json sign_off_json(const SignOff& v) {
  return {{"at", moment(v.at)},         {"at_console", v.at_console}, {"judgement", word(judgements, v.judgement)},
          {"leadership", v.leadership}, {"risk", risk_json(v.risk)},  {"version", v.version}};
}
SignOff unsign_off(const json& j, const std::string& user) {
  return {user,
          j.at("at_console"),
          unword(judgements, j.at("judgement")),
          j.at("leadership"),
          j.at("version"),
          unrisk(j.at("risk")),
          unmoment(j.at("at"))};
}

}  // namespace

// Who signed stands in a list of its own, beside the sign-offs, where the log can keep each name as a commitment.
void to_json(json& j, const Request& v) {
  json sign_offs = json::array(), signers = json::array();
  for (const SignOff& each : v.sign_offs) {
    sign_offs.push_back(sign_off_json(each));
    signers.push_back(each.user);
  }
  j = {{"at_console", v.at_console},
       {"closed", to_text(v.closed)},
       {"closed_because", v.closed_because},
       {"closed_by", v.closed_by},
       {"extends", v.extends},
       {"from_bundle", v.from_bundle},
       {"from_topic", v.from_topic},
       {"groups", v.groups},
       {"id", v.id},
       {"made", moment(v.made)},
       {"names", v.names},
       {"proposed", risk_json(v.proposed)},
       {"requested_by", v.requested_by},
       {"sign_offs", sign_offs},
       {"signers", signers},
       {"starts", moment(v.starts)},
       {"state", word(states, v.state)},
       {"topic", v.topic},
       {"unblock", v.unblock},
       {"until", moment(v.until)},
       {"version", v.version},
       {"why", v.why}};
}

void from_json(const json& j, Request& v) {
  j.at("at_console").get_to(v.at_console);
  v.closed = from_text(j, "closed");
  j.at("closed_because").get_to(v.closed_because);
  j.at("closed_by").get_to(v.closed_by);
  j.at("extends").get_to(v.extends);
  j.at("from_bundle").get_to(v.from_bundle);
  j.at("from_topic").get_to(v.from_topic);
  j.at("groups").get_to(v.groups);
  j.at("id").get_to(v.id);
  v.made = unmoment(j.at("made"));
  j.at("names").get_to(v.names);
  v.proposed = unrisk(j.at("proposed"));
  j.at("requested_by").get_to(v.requested_by);
  const json& sign_offs = j.at("sign_offs");
  for (std::size_t n = 0; n < sign_offs.size(); ++n)
    v.sign_offs.push_back(unsign_off(sign_offs.at(n), j.at("signers").at(n).get<std::string>()));
  v.starts = unmoment(j.at("starts"));
  v.state = unword(states, j.at("state"));
  j.at("topic").get_to(v.topic);
  j.at("unblock").get_to(v.unblock);
  v.until = unmoment(j.at("until"));
  j.at("version").get_to(v.version);
  j.at("why").get_to(v.why);
}

void to_json(json& j, const Unblock& v) {
  j = {{"approved_by", v.approved_by},
       {"device", v.device ? json(v.device->to_text()) : json("")},
       {"emergency_use", v.emergency_use},
       {"groups", v.groups},
       {"id", v.id},
       {"known", v.known},
       {"names", v.names},
       {"request", v.request},
       {"requested_by", v.requested_by},
       {"risk", v.risk ? json(*v.risk) : json()},
       {"starts", moment(v.starts)},
       {"topic", v.topic},
       {"trial", v.trial},
       {"until", moment(v.until)}};
}

void from_json(const json& j, Unblock& v) {
  get_if_there(j, "approved_by", v.approved_by);
  if (const auto device = j.find("device"); device != j.end() && !device->get_ref<const std::string&>().empty())
    v.device = unprefix(*device);
  get_if_there(j, "emergency_use", v.emergency_use);
  j.at("groups").get_to(v.groups);
  j.at("id").get_to(v.id);
  get_if_there(j, "known", v.known);
  j.at("names").get_to(v.names);
  get_if_there(j, "request", v.request);
  j.at("requested_by").get_to(v.requested_by);
  if (!j.at("risk").is_null()) v.risk = j.at("risk").get<int>();
  v.starts = unmoment(j.at("starts"));
  j.at("topic").get_to(v.topic);
  get_if_there(j, "trial", v.trial);
  v.until = unmoment(j.at("until"));
}

void to_json(json& j, const Topic& v) {
  j = {{"description", v.description},     {"id", v.id}, {"name", v.name}, {"names", v.names}, {"notes", v.notes},
       {"review_by", to_text(v.review_by)}};
}

void from_json(const json& j, Topic& v) {
  j.at("description").get_to(v.description);
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  j.at("names").get_to(v.names);
  j.at("notes").get_to(v.notes);
  v.review_by = from_text(j, "review_by");
}

}  // namespace schoolgate
