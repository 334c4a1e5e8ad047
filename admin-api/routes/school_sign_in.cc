// The browser's way to the provider of the school's accounts and back. There is no page here: a browser is sent on, or
// reads a problem in plain words that are the same for whoever may not come in.
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
    case SignInRefusal::domain:
    case SignInRefusal::tenant:
    case SignInRefusal::unverified:
    case SignInRefusal::no_name:
    case SignInRefusal::unknown:
    case SignInRefusal::disabled:
    case SignInRefusal::other_account:
      return http::forbidden("This account may not sign in here.", "Ask a network manager.");
    default:
      return http::forbidden(
          "The school's sign-in service did not confirm who you are.",
          "Begin again. If it stays so, tell a network manager: the change-control log has the reason.");
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

Answer begin(Context& context, const Call& call) {
  const auto departure = context.single_sign_on.begin(call.request.peer.address);
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
    auto problem = to_problem(opened.error());
    problem.headers.emplace_back("Set-Cookie", flow_cookie_that_ends_it());
    return std::unexpected(std::move(problem));
  }
  return see_other("/", {cookie_for(opened->token), flow_cookie_that_ends_it()});
}

}  // namespace

void add_school_sign_in(Router& router, Context& context) {
  router.add("GET", "/api/v1/session/oidc", [&context](const Call& call) { return begin(context, call); });
  router.add("GET", sign_in_callback_path, [&context](const Call& call) { return finish(context, call); });
}

}  // namespace schoolgate::routes
