#include <fmt/format.h>

#include "admin-api/auth/requirements.h"
#include "admin-api/routes/access.h"
#include "admin-api/routes/identify.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_password_field = 1024;  // a password may be shorter; this bounds the work on a wrong one

Json factor_json(const PolicyState& state, const Person& person) {
  const auto factor = state.factors.find(person.user);
  Json json = {{"enrolled", factor != state.factors.end()}};
  if (factor != state.factors.end()) json["recovery_codes_left"] = factor->second.recovery_hashes.size();
  if (const auto needed = auth::factor_needed_from(state, person)) json["needed_from"] = to_rfc3339(*needed);
  return json;
}

/// `actor` is at the console, or has a session, or a token.
Json describe(const Context& context, const Actor& actor, const std::optional<auth::Session>& session) {
  const auto state = context.changes.state();
  const auto person = state->people.find(actor.user);
  const bool listed = person != state->people.end() && actor.via != Actor::Via::console;
  Json json = {{"user", actor.user},
               {"name", listed ? person->second.name : actor.user},
               {"role", to_text(actor.role)},
               {"must_change_password", listed && person->second.must_change_password}};
  if (listed) {
    json["second_factor"] = factor_json(*state, person->second);
    const auto restriction =
        auth::restriction_of(*state, person->second, session ? &*session : nullptr, context.clock());
    if (restriction == auth::Restriction::code) json["may_only"] = "enter_code";
    if (restriction == auth::Restriction::second_factor) json["may_only"] = "enrol";
    if (restriction == auth::Restriction::new_password) json["may_only"] = "change_password";
  }
  if (session) {
    const SignInRules& rules = state->settings.sign_in;
    json["csrf_token"] = session->csrf_token;
    json["ends_when_idle_for_seconds"] = std::chrono::seconds(std::chrono::minutes(rules.idle_minutes)).count();
    json["ends"] = to_rfc3339(
        std::chrono::floor<std::chrono::seconds>(session->created + std::chrono::hours(rules.longest_hours)));
  }
  return json;
}

http::Problem to_problem(const auth::SignInFailure& failure) {
  switch (failure.kind) {
    case auth::SignInFailure::Kind::locked:
      return http::too_many_failures(fmt::format("Try again in {} seconds.", failure.wait.count()),
                                     failure.wait.count());
    case auth::SignInFailure::Kind::code_needed:
      return http::second_factor_needed("A code of the second factor is needed.",
                                        "Send it as \"totp\": six digits from the app, or a recovery code.");
    case auth::SignInFailure::Kind::code_wrong:
      return http::second_factor_needed(
          "The code is wrong, or was used already.",
          "Wait for the next code; is the phone's clock right? A recovery code does as well.");
    case auth::SignInFailure::Kind::not_logged:
      return http::from_fault(failure.fault);
    case auth::SignInFailure::Kind::elsewhere:
      return http::forbidden("This school signs in with its own accounts.",
                             "Open /api/v1/session/oidc in the browser.");
    case auth::SignInFailure::Kind::wrong:
      break;
  }
  return http::unauthenticated("The user or the password is wrong.");
}

Answer sign_in(Context& context, const Call& call) {
  Fields in(call.request);
  const auto user = lower(in.text("user", max_id_octets));
  const auto password = in.text("password", max_password_field);
  const auto code = in.text_or("totp", "", max_id_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto opened = context.sign_in.sign_in({user, password, code, call.request.peer.address});
  if (!opened) return std::unexpected(to_problem(opened.error()));
  const auto state = context.changes.state();
  const auto person = state->people.find(user);
  const Role role = person == state->people.end() ? Role::teacher : person->second.role;
  auto response = json_reply(describe(context, {user, role, Actor::Via::web, {}}, opened->session), 201);
  response.headers.emplace_back("Set-Cookie", cookie_for(opened->token));
  return response;
}

/// After single sign-on: the second factor that the person has here.
Answer give_code(Context& context, const Call& call) {
  Fields in(call.request);
  const auto code = in.text("totp", max_id_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!call.session || !call.session->code_owed)
    return std::unexpected(
        http::from_fault({Fault::Kind::conflict, "This session owes no code of a second factor.", {}}));
  const auto given =
      context.sign_in.give_code(call.session_token, {call.actor.user, {}, code, call.request.peer.address});
  if (!given) return std::unexpected(to_problem(given.error()));
  auth::Session session = *call.session;
  session.code_owed = false;
  return json_reply(describe(context, call.actor, session));
}

Answer sign_out(Context& context, const Call& call) {
  context.sign_in.sessions().close(call.session_token);
  http::Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", cookie_that_ends_it());
  return response;
}

}  // namespace

void add_session(Router& router, Context& context) {
  router.add("POST", "/api/v1/session", [&context](const Call& call) { return sign_in(context, call); });
  router.add("GET", "/api/v1/session", [&context](const Call& call) -> Answer {
    return json_reply(describe(context, call.actor, call.session));
  });
  router.add("POST", "/api/v1/session/code", [&context](const Call& call) { return give_code(context, call); });
  router.add("DELETE", "/api/v1/session", [&context](const Call& call) { return sign_out(context, call); });
}

}  // namespace schoolgate::routes
