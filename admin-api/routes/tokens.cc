// API tokens: made by their owner, shown once, revoked by the owner or a network manager.
#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/scope.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 4> scope_texts{"read", "requests", "lists", "full"};  // as TokenScope's values
constexpr std::chrono::days usual_life{90};                                                  // a term

Json to_json(Context& context, const ApiToken& token) {
  Json json = {{"id", token.id},
               {"user", token.user},
               {"name", token.name},
               {"scope", to_text(token.scope)},
               {"made", to_rfc3339(token.made)},
               {"until", to_rfc3339(token.until)}};
  if (const auto used = context.sign_in.token_use().last(token.id)) json["last_used"] = to_rfc3339(*used);
  return json;
}

/// Network managers see everybody's; others their own.
Answer show(Context& context, const Call& call) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, token] : state->tokens)
    if (token.user == call.actor.user || call.actor.role == Role::network_manager)
      rows.push_back(to_json(context, token));
  return json_reply({{"tokens", rows}});
}

Answer make(Context& context, const Call& call) {
  Fields in(call.request);
  ApiToken token;
  token.user = call.actor.user;
  token.name = in.text("name", max_title_octets);
  token.scope = static_cast<TokenScope>(in.choice("scope", scope_texts));
  token.made = std::chrono::floor<std::chrono::seconds>(context.clock());
  token.until = in.has("until") ? in.moment("until").value_or(token.made) : token.made + usual_life;
  in.allow({"until"});
  const auto reason = in.reason_or("a token for " + token.name);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!call.session)
    return std::unexpected(http::forbidden("Only a person who is signed in can make a token, and it is theirs.",
                                           "Sign in at the web page."));
  const std::string text = auth::new_api_token();
  token.hash = auth::secret_hash(text);
  const auto receipt = commit(context, call, reason, change::TokenMade{token});
  if (!receipt) return std::unexpected(receipt.error());
  Json json = receipt_json(*receipt);
  json["token"] = text;
  json["until"] = to_rfc3339(token.until);
  return json_reply(json, 201);
}

Answer revoke(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.has("reason") || call.request.query.contains("reason") ? in.reason() : "not needed any more";
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::TokenRevoked{call.ids[0]});
}

}  // namespace

void add_tokens(Router& router, Context& context) {
  router.add("GET", "/api/v1/tokens", [&context](const Call& call) { return show(context, call); });
  router.add("POST", "/api/v1/tokens", [&context](const Call& call) { return make(context, call); });
  router.add("DELETE", "/api/v1/tokens/{id}", [&context](const Call& call) { return revoke(context, call); });
}

}  // namespace schoolgate::routes
