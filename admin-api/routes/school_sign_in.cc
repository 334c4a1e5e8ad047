// The browser's way to the provider of the school's accounts and back. A browser that is refused is sent to the page on
// which people sign in, with a word that the page has a sentence for; the word is the same for whoever may not come in.
// A program reads a problem. And what the signed-out page must know before anybody is known: how one can sign in here.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "admin-api/routes/identify.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/policy/single_sign_on.h"

namespace schoolgate::routes {
namespace {

http::Response see_other(std::string address, std::vector<std::string> cookies) {
  http::Response response;
  response.status = 303;
  response.headers.emplace_back("Location", std::move(address));
  for (std::string& cookie : cookies) response.headers.emplace_back("Set-Cookie", std::move(cookie));
  return response;
}

/// The provider said who it is, and that account has no business here.
bool may_not_come(SignInRefusal reason) {
  using enum SignInRefusal;
  constexpr std::array reasons{domain, tenant, unverified, no_name, unknown, disabled, other_account};
  return std::ranges::find(reasons, reason) != reasons.end();
}

http::Problem problem_of(SignInRefusal reason) {
  switch (reason) {
    case SignInRefusal::clock:
      return http::from_fault({Fault::Kind::unavailable,
                               "The appliance's clock is not right, so nobody can sign in with the school's account.",
                               "Tell a network manager, who sets the clock and accepts it."});
    case SignInRefusal::provider:
      return http::from_fault({Fault::Kind::unavailable, "The school's sign-in service does not answer as it should.",
                               "Try again in a minute; network managers can sign in with their password."});
    case SignInRefusal::unknown_flow:
    case SignInRefusal::other_browser:
      return http::bad_request("This sign-in is over, or was begun elsewhere. Begin again.");
    default:
      break;
  }
  if (may_not_come(reason)) return http::forbidden("This account may not sign in here.", "Ask a network manager.");
  return http::forbidden("The school's sign-in service did not confirm who you are.",
                         "Begin again. If it stays so, tell a network manager: the change-control log has the reason.");
}

/// As the page for signing in knows it: no more than problem_of() tells.
std::string_view word_for(const auth::oidc::Refused& refused) {
  if (refused.kind == auth::oidc::Refused::Kind::off) return "off";
  if (refused.kind == auth::oidc::Refused::Kind::not_logged) return "unavailable";
  switch (problem_of(refused.reason).status) {
    case 503:
      return refused.reason == SignInRefusal::clock ? "clock" : "provider";
    case 400:
      return "over";
    default:
      return may_not_come(refused.reason) ? "account" : "unconfirmed";
  }
}

http::Problem to_problem(const auth::oidc::Refused& refused) {
  switch (refused.kind) {
    case auth::oidc::Refused::Kind::off:
      return http::no_such_page("Signing in with the school's account is not set up here.");
    case auth::oidc::Refused::Kind::not_logged:
      return http::from_fault(refused.fault);
    case auth::oidc::Refused::Kind::refused:
      break;
  }
  return problem_of(refused.reason);
}

/// What the provider adds besides (session_state, scope, hd) says nothing here.
std::string parameter(const Call& call, const char* name) {
  const auto found = call.request.query.find(name);
  return found == call.request.query.end() ? std::string() : found->second;
}

/// A browser that goes from page to page says so; a script, and the page's own question, want to read what is wrong.
bool is_for_a_person(const http::Request& request) {
  return request.header("Accept").find("text/html") != std::string_view::npos;
}

/// Nothing of the settings behind it: a stranger sees which buttons there are.
Answer tell_ways(const Context& context) {
  Json ways = {"password"};
  if (context.changes.state()->single_sign_on.enabled) ways.push_back("school_account");
  return json_reply({{"ways", ways}});
}

Answer begin(Context& context, const Call& call) {
  const auto departure = context.single_sign_on.begin(call.request.peer.address);
  if (!departure && is_for_a_person(call.request))
    return see_other(fmt::format("/?sign-in={}", word_for(departure.error())), {});
  if (!departure) return std::unexpected(to_problem(departure.error()));
  return see_other(departure->address, {flow_cookie_for(departure->browser)});
}

Answer finish(Context& context, const Call& call) {
  auth::oidc::Arrival arrival{parameter(call, "state"),
                              parameter(call, "code"),
                              parameter(call, "error"),
                              parameter(call, "iss"),
                              std::string(cookie_value(call.request.header("Cookie"), flow_cookie)),
                              call.request.peer.address};
  const auto opened = context.single_sign_on.finish(arrival);
  if (!opened) {
    if (is_for_a_person(call.request))
      return see_other(fmt::format("/?sign-in={}", word_for(opened.error())), {flow_cookie_that_ends_it()});
    auto problem = to_problem(opened.error());
    problem.headers.emplace_back("Set-Cookie", flow_cookie_that_ends_it());
    return std::unexpected(std::move(problem));
  }
  return see_other("/", {cookie_for(opened->token), flow_cookie_that_ends_it()});
}

}  // namespace

void add_school_sign_in(Router& router, Context& context) {
  router.add("GET", "/api/v1/sign-in", [&context](const Call&) { return tell_ways(context); });
  router.add("GET", "/api/v1/session/oidc", [&context](const Call& call) { return begin(context, call); });
  router.add("GET", sign_in_callback_path, [&context](const Call& call) { return finish(context, call); });
}

}  // namespace schoolgate::routes
