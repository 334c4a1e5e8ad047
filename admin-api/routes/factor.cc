// The second factor: begun, confirmed by a code, removed by its owner, reset by a network manager.
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_password_field = 1024;
// So soon after the sign-in the password is not asked again; after that, a screen left open is not enough.
constexpr std::chrono::minutes just_signed_in{10};

http::Problem no_session() {
  return http::from_fault({Fault::Kind::conflict, "A second factor belongs to a person who is signed in.",
                           "Sign in at the web page first."});
}

/// Whether it is the person themself: by a fresh session, or by the password.
std::optional<http::Problem> unless_confirmed(Context& context, const Call& call, const std::string& password) {
  if (password.empty()) {
    if (context.clock() - call.session->created < just_signed_in) return std::nullopt;
    return http::bad_input({{"/current_password", "Give the present password: the sign-in was a while ago."}});
  }
  const auto right = context.sign_in.confirm(call.actor.user, password, call.actor.address);
  if (right) return std::nullopt;
  if (right.error().kind == auth::SignInFailure::Kind::locked)
    return http::too_many_failures("Wait before the next try.", right.error().wait.count());
  return http::bad_input({{"/current_password", "The present password is wrong."}});
}

Answer begin(Context& context, const Call& call) {
  Fields in(call.request);
  const auto password = in.text_or("current_password", "", max_password_field);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!call.session) return std::unexpected(no_session());
  if (auto problem = unless_confirmed(context, call, password)) return std::unexpected(*problem);
  const auto state = context.changes.state();
  const std::string key = context.sign_in.enrolments().begin(call.actor.user);
  return json_reply({{"key", key}, {"address", auth::totp_address(state->settings.school, call.actor.user, key)}});
}

Answer confirm(Context& context, const Call& call) {
  Fields in(call.request);
  const auto code = in.text("code", max_id_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!call.session) return std::unexpected(no_session());
  auto made = context.sign_in.enrolments().confirm(call.actor.user, code);
  if (!made)
    return std::unexpected(http::bad_input(
        {{"/code",
          "This is not the code of the key that was shown. Is the phone's clock right? After a quarter of an "
          "hour, begin again."}}));
  const auto receipt =
      commit(context, call, "enrolled a second factor", change::FactorEnrolled{std::move(made->factor)});
  if (!receipt) return std::unexpected(receipt.error());
  context.sign_in.enrolments().end(call.actor.user);
  // Whoever else is signed in as this person did not show the new factor.
  context.sign_in.sessions().close_all(call.actor.user, call.session_token);
  Json json = receipt_json(*receipt);
  json["recovery_codes"] = made->codes;
  return json_reply(json, 201);
}

Answer remove_own(Context& context, const Call& call) {
  Fields in(call.request);
  const auto password = in.text_or("current_password", "", max_password_field);
  const auto reason = in.has("reason") || call.request.query.contains("reason") ? in.reason() : "removed their own";
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!call.session) return std::unexpected(no_session());
  if (auto problem = unless_found(context.changes.state()->factors, call.actor.user, "second factor of"))
    return std::unexpected(*problem);
  if (auto problem = unless_confirmed(context, call, password)) return std::unexpected(*problem);
  return committed(context, call, reason, change::FactorRemoved{call.actor.user});
}

Answer reset(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  auto answer = committed(context, call, reason, change::FactorRemoved{user});
  if (answer) context.sign_in.sessions().close_all(user);
  return answer;
}

}  // namespace

void add_factors(Router& router, Context& context) {
  router.add("POST", "/api/v1/session/factor", [&context](const Call& call) { return begin(context, call); });
  router.add("POST", "/api/v1/session/factor/confirm", [&context](const Call& call) { return confirm(context, call); });
  router.add("DELETE", "/api/v1/session/factor", [&context](const Call& call) { return remove_own(context, call); });
  router.add("DELETE", "/api/v1/people/{user}/factor", [&context](const Call& call) { return reset(context, call); });
}

}  // namespace schoolgate::routes
