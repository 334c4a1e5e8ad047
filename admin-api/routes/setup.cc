// The first run: whoever holds the appliance's one-time code makes the first network manager's account, and from then
// on there is no such door. What else a new appliance needs is set with the routes that everybody uses afterwards.
#include <fmt/format.h>

#include "admin-api/auth/passwords.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_password_field = 1024;  // as at the sign-in

bool is_set_up(const Context& context) { return !context.changes.state()->people.empty(); }

http::Problem set_up_already() {
  return http::from_fault({Fault::Kind::conflict, "This appliance is set up already.",
                           "Sign in, or ask a network manager for an account."});
}

Answer tell(const Context& context) { return json_reply({{"needed", !is_set_up(context)}}); }

http::Problem wrong_code(const auth::SetupCodeFailure& failure) {
  if (failure.wait.count() > 0)
    return http::too_many_failures(fmt::format("Try again in {} seconds.", failure.wait.count()), failure.wait.count());
  return http::bad_input({{"/code",
                           "This is not the appliance's set-up code. It is in the appliance's journal, and "
                           "\"schoolgate setup-code\" shows a new one."}});
}

/// Nobody acts for a person who is not in the register yet. Of two who hold the code, change control lets one through:
/// the system adds an account while there is none (May::first_start).
Answer set_up(Context& context, const Call& call) {
  if (is_set_up(context)) return std::unexpected(set_up_already());
  Fields in(call.request);
  const auto code = in.text("code", max_id_octets);
  const auto password = in.text("password", max_password_field);
  Person person;
  person.user = lower(in.text("user", max_id_octets));
  person.name = in.text("name", max_title_octets);
  person.mail = in.text_or("mail", "", max_mail_octets);
  person.role = Role::network_manager;
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (const auto right = context.setup_code.check(code, call.request.peer.address); !right)
    return std::unexpected(wrong_code(right.error()));
  if (const auto fault = auth::password_fault(person.user, password))
    return std::unexpected(http::bad_input({{"/password", *fault}}));
  person.password_hash = hash_password(password);
  const Actor actor{"schoolgate", Role::network_manager, Actor::Via::system, call.request.peer.address};
  const auto receipt = context.changes.commit(
      {actor, "first run, with the set-up code of the appliance's console", change::PersonAdded{person}});
  if (!receipt) return std::unexpected(is_set_up(context) ? set_up_already() : http::from_fault(receipt.error()));
  context.setup_code.forget();
  return json_reply({{"user", person.user}}, 201);
}

Answer renew(Context& context) {
  if (is_set_up(context)) return std::unexpected(set_up_already());
  return json_reply({{"code", context.setup_code.renew()}}, 201);
}

}  // namespace

void add_setup(Router& router, Context& context) {
  router.add("GET", "/api/v1/setup", [&context](const Call&) { return tell(context); });
  router.add("POST", "/api/v1/setup", [&context](const Call& call) { return set_up(context, call); });
  router.add("POST", "/api/v1/setup/code", [&context](const Call&) { return renew(context); });
}

}  // namespace schoolgate::routes
