#include "admin-api/auth/passwords.h"

#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_password_field = 1024;

/// One's own: with the present one, so that a screen left open is not enough.
Answer change_own(Context& context, const Call& call) {
  Fields in(call.request);
  const auto present = in.text("current_password", max_password_field);
  const auto password = in.text("password", max_password_field);
  if (const auto fault = auth::password_fault(call.actor.user, password)) in.add_error("/password", *fault);
  if (password == present) in.add_error("/password", "This is the present password; choose another one.");
  const auto reason = in.reason_or("changed their own password");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto right = context.sign_in.confirm(call.actor.user, present, call.actor.address);
  if (!right && right.error().kind == auth::SignInFailure::Kind::locked)
    return std::unexpected(http::too_many_failures("Wait before the next try.", right.error().wait.count()));
  if (!right) return std::unexpected(http::bad_input({{"/current_password", "The present password is wrong."}}));
  auto answer = committed(context, call, reason, change::PasswordSet{call.actor.user, hash_password(password), false});
  if (answer) context.sign_in.sessions().close_all(call.actor.user, call.session_token);
  return answer;
}

/// Somebody else's: always to be changed at the next sign-in, since two people know it.
Answer reset(Context& context, const Call& call, const std::string& user) {
  Fields in(call.request);
  std::string password = in.text_or("password", "", max_password_field);
  const bool given = !password.empty();
  if (const auto fault = given ? auth::password_fault(user, password) : std::nullopt) in.add_error("/password", *fault);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!given) password = make_one_time_password();
  const auto receipt = commit(context, call, reason, change::PasswordSet{user, hash_password(password), true});
  if (!receipt) return std::unexpected(receipt.error());
  context.sign_in.sessions().close_all(user);
  Json json = receipt_json(*receipt);
  if (!given) json["one_time_password"] = password;
  return json_reply(json);
}

Answer set_password(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  if (call.actor.via == Actor::Via::web && user == call.actor.user) return change_own(context, call);
  if (call.actor.role != Role::network_manager)
    return std::unexpected(http::forbidden("Only a network manager may set somebody else's password."));
  if (auto problem = unless_found(context.changes.state()->people, user, "person")) return std::unexpected(*problem);
  return reset(context, call, user);
}

}  // namespace

void add_passwords(Router& router, Context& context) {
  router.add("POST", "/api/v1/people/{user}/password",
             [&context](const Call& call) { return set_password(context, call); });
}

}  // namespace schoolgate::routes
