// Which provider says who somebody is, and which of its accounts is whose. The client's secret goes in and never out.
#include <array>

#include "admin-api/auth/oidc/desk.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_secret_octets = 1024;  // Google's and Microsoft's have 40
constexpr std::size_t max_uri_octets = 255;
constexpr std::array<std::string_view, 3> providers{"google", "entra", "other"};  // as AccountProvider's values
constexpr std::array<std::string_view, 2> authentications{"client_secret_basic",
                                                          "client_secret_post"};      // as ClientAuthentication's
constexpr std::array<std::string_view, 3> secrets{"unknown", "accepted", "refused"};  // as ProviderReport::Secret's

Json show(const Context& context) {
  const auto state = context.changes.state();
  const SingleSignOn& s = state->single_sign_on;
  Json links = Json::array();
  for (const auto& [user, link] : state->sign_in_links)
    links.push_back({{"user", user},
                     {"sign_in_name", link.sign_in_name},
                     {"bound", !link.subject.empty() && link.issuer == s.issuer}});
  return {{"enabled", s.enabled},
          {"provider", providers[static_cast<std::size_t>(s.provider)]},
          {"issuer", s.issuer},
          {"client_id", s.client_id},
          {"client_authentication", authentications[static_cast<std::size_t>(s.authentication)]},
          {"has_secret", s.has_secret},
          {"has_authority", context.single_sign_on.has_authority()},
          {"redirect_uri", s.redirect_uri},
          {"domain", s.domain},
          {"tenant", s.tenant},
          {"create_teachers", s.create_teachers},
          {"required", s.required},
          {"links", links}};
}

/// Google's is always the same, and Microsoft's follows from the tenant: nobody need type them.
std::string usual_issuer(const SingleSignOn& s) {
  if (s.provider == AccountProvider::google) return "https://accounts.google.com";
  if (s.provider == AccountProvider::entra) return "https://login.microsoftonline.com/" + s.tenant + "/v2.0";
  return s.issuer;
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  SingleSignOn s = context.changes.state()->single_sign_on;
  Fields in(call.request);
  s.enabled = in.boolean_or("enabled", s.enabled);
  s.provider = static_cast<AccountProvider>(in.choice("provider", providers, static_cast<std::size_t>(s.provider)));
  s.tenant = lower(in.text_or("tenant", s.tenant, max_id_octets));
  s.issuer = in.text_or("issuer", usual_issuer(s), max_uri_octets);
  s.client_id = in.text_or("client_id", s.client_id, max_uri_octets);
  s.authentication = static_cast<ClientAuthentication>(
      in.choice("client_authentication", authentications, static_cast<std::size_t>(s.authentication)));
  s.redirect_uri = in.text_or("redirect_uri", s.redirect_uri, max_uri_octets);
  s.domain = in.text_or("domain", s.domain, max_uri_octets);
  s.create_teachers = in.boolean_or("create_teachers", s.create_teachers);
  s.required = in.boolean_or("required", s.required);
  std::optional<std::string> secret;
  if (auto given = in.text_or("client_secret", "", max_secret_octets); !given.empty()) secret = std::move(given);
  std::optional<std::string> authority;
  if (auto given = in.pem_or_nothing("authority"); !given.empty()) authority = std::move(given);
  if (in.boolean_or("no_authority", false)) authority = std::string();
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto receipt =
      context.single_sign_on.set(std::move(s), std::move(secret), std::move(authority), call.actor, reason);
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return json_reply(receipt_json(*receipt));
}

Answer test(Context& context, const Call& call) {
  Fields in(call.request);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto report = context.single_sign_on.test();
  Json json = {{"works", !report.problem}, {"keys", report.keys}};
  json["secret"] = secrets[static_cast<std::size_t>(report.secret)];
  if (report.problem) {
    json["problem"] = report.problem->what;
    if (!report.problem->hint.empty()) json["hint"] = report.problem->hint;
  }
  if (report.metadata) {
    json["authorization_endpoint"] = report.metadata->authorization_endpoint;
    json["token_endpoint"] = report.metadata->token_endpoint;
    json["algorithms"] = report.metadata->algorithms;
    json["client_authentications"] = report.metadata->authentications;
    json["sends_issuer"] = report.metadata->sends_issuer;
  }
  return json_reply(json);
}

/// The name at the provider, where it is another than the user name. Whoever was bound stays bound.
Answer put_name(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const std::string user = lower(call.ids[0]);
  if (auto problem = unless_found(state->people, user, "person")) return std::unexpected(*problem);
  const auto known = state->sign_in_links.find(user);
  SignInLink link = known == state->sign_in_links.end() ? SignInLink{user, {}, {}, {}} : known->second;
  Fields in(call.request);
  link.sign_in_name = lower(in.text("sign_in_name", max_uri_octets));
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::SignInLinkSet{link});
}

Answer remove_link(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  if (auto problem = unless_found(context.changes.state()->sign_in_links, user, "link with an account of"))
    return std::unexpected(*problem);
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  auto answer = committed(context, call, reason, change::SignInLinkRemoved{user});
  if (answer) context.sign_in.sessions().close_all(user);  // whoever has the other account may be signed in with it
  return answer;
}

}  // namespace

void add_single_sign_on(Router& router, Context& context) {
  router.add("PUT", "/api/v1/people/{user}/sign-in-link",
             [&context](const Call& call) { return put_name(context, call); });
  router.add("DELETE", "/api/v1/people/{user}/sign-in-link",
             [&context](const Call& call) { return remove_link(context, call); });
  router.add("GET", "/api/v1/single-sign-on", [&context](const Call&) -> Answer { return json_reply(show(context)); });
  router.add("PUT", "/api/v1/single-sign-on", [&context](const Call& call) { return put(context, call); });
  router.add("POST", "/api/v1/single-sign-on/test", [&context](const Call& call) { return test(context, call); });
}

}  // namespace schoolgate::routes
