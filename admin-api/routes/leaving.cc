#include "admin-api/routes/leaving.h"

#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {

std::vector<Change> tokens_of(const PolicyState& state, const std::string& user) {
  std::vector<Change> revoked;
  for (const auto& [id, token] : state.tokens)
    if (token.user == user) revoked.emplace_back(change::TokenRevoked{id});
  return revoked;
}

std::vector<Change> sign_in_of(const PolicyState& state, const std::string& user) {
  std::vector<Change> ended = tokens_of(state, user);
  if (state.factors.contains(user)) ended.emplace_back(change::FactorRemoved{user});
  if (state.sign_in_links.contains(user)) ended.emplace_back(change::SignInLinkRemoved{user});
  return ended;
}

namespace {

/// One's own, also after a lost laptop; a network manager's word ends anybody's.
Answer sign_out_everywhere(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  const bool own = call.session && user == call.actor.user;
  if (!own && call.actor.role != Role::network_manager)
    return std::unexpected(http::forbidden("Only a network manager may sign somebody else out."));
  Fields in(call.request);
  const bool given = in.has("reason") || call.request.query.contains("reason");
  const auto reason = own && !given ? "signed out everywhere" : in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  auto answer = committed(context, call, reason, change::SignedOutEverywhere{user});
  if (answer) context.sign_in.sessions().close_all(user);
  return answer;
}

}  // namespace

void add_leaving(Router& router, Context& context) {
  router.add("DELETE", "/api/v1/people/{user}/sessions",
             [&context](const Call& call) { return sign_out_everywhere(context, call); });
}

}  // namespace schoolgate::routes
