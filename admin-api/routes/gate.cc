#include "admin-api/routes/gate.h"

#include <algorithm>

#include <fmt/format.h>

#include "admin-api/auth/requirements.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/scope.h"

namespace schoolgate::routes {
namespace {

/// For monitors and clients, which are wherever they are.
bool is_open_to_all_networks(const Access& access) {
  return !access.pattern.starts_with("/api/") || access.pattern == "/api/v1/openapi.yaml";
}

/// To see one's session, end it, and to do what is missing: nothing of how one signs in can be changed while a code is
/// owed.
bool is_open_to_the_restricted(const Access& access, const Call& call, auth::Restriction restriction) {
  if (access.pattern == "/api/v1/session" || access.pattern == "/api/v1/session/code") return true;
  if (restriction == auth::Restriction::code) return false;
  const bool own = !call.ids.empty() && lower(call.ids[0]) == call.actor.user;
  return access.pattern.starts_with("/api/v1/session/") ||
         (own &&
          (access.pattern == "/api/v1/people/{user}/password" || access.pattern == "/api/v1/people/{user}/sessions"));
}

}  // namespace

std::expected<void, http::Problem> check_network(const PolicyState& state, const Access& access,
                                                 const http::Request& request) {
  const auto& networks = state.settings.sign_in.networks;
  if (networks.empty() || request.peer.at_console() || is_open_to_all_networks(access)) return {};
  const auto from = Address::parse(request.peer.address);
  if (from && std::ranges::any_of(networks, [&](const Prefix& network) { return network.contains(*from); })) return {};
  return std::unexpected(
      http::forbidden(fmt::format("The school lets nobody administer this appliance from {}.", request.peer.address),
                      "Use a device of the administration's network, or the schoolgate command on the appliance."));
}

std::expected<void, http::Problem> check_set_up(const PolicyState& state, const Access& access,
                                                const http::Request& request) {
  const bool for_strangers = access.roles == anyone && access.pattern != "/api/v1/session";
  if (!state.people.empty() || request.peer.at_console() || for_strangers) return {};
  return std::unexpected(http::not_set_up(
      "This appliance is not set up yet: nobody has an account.",
      "Open its web page, or POST /api/v1/setup with the code that \"schoolgate setup-code\" shows on the appliance."));
}

std::expected<void, http::Problem> check_limits(const PolicyState& state, const Access& access, const Call& call,
                                                UtcMillis now) {
  if (call.token_scope && !in_scope(*call.token_scope, access))
    return std::unexpected(
        http::forbidden(fmt::format("This API token's scope ({}) does not hold this.", to_text(*call.token_scope)),
                        "Make a token with a wider scope, or sign in: passwords, second factors and tokens are for "
                        "signed-in people only."));
  const auto person = state.people.find(call.actor.user);
  if (call.actor.via == Actor::Via::console || person == state.people.end()) return {};
  const auto restriction = auth::restriction_of(state, person->second, call.session ? &*call.session : nullptr, now);
  if (restriction == auth::Restriction::none || is_open_to_the_restricted(access, call, restriction)) return {};
  if (restriction == auth::Restriction::code)
    return std::unexpected(http::second_factor_owed("A code of the second factor is needed before anything else.",
                                                    "Send it: POST /api/v1/session/code."));
  if (restriction == auth::Restriction::second_factor)
    return std::unexpected(http::enrolment_needed("A network manager needs a second factor before anything else.",
                                                  "Enrol one: POST /api/v1/session/factor."));
  return std::unexpected(
      http::new_password_needed("This password has grown old: choose a new one before anything else.",
                                "POST /api/v1/people/" + person->first + "/password"));
}

}  // namespace schoolgate::routes
