#include "admin-api/routes/identify.h"

#include <algorithm>

#include <fmt/format.h>

#include "admin-api/routes/fields.h"

namespace schoolgate::routes {
namespace {

bool changes_something(const http::Request& request) { return request.method != "GET" && request.method != "HEAD"; }

std::unexpected<http::Problem> stranger(std::string detail) {
  return std::unexpected(http::unauthenticated(std::move(detail), "Sign in with POST /api/v1/session."));
}

/// The operating system allows names that the log does not; such a person is "console" there.
std::string console_actor(const std::string& user) {
  constexpr std::string_view marks = "._-@";
  const bool fits = user.size() <= max_id_octets && std::ranges::all_of(user, [&](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.contains(c);
                    });
  return fits ? user : "console";
}

}  // namespace

namespace {

/// By its API token: no cookie, so no page of another site can send it, and no CSRF token is asked.
std::expected<void, http::Problem> identify_program(Context& context, Call& call) {
  const auto state = context.changes.state();
  const auto now = std::chrono::floor<std::chrono::seconds>(context.clock());
  const auto text = auth::bearer_token(call.request.header("Authorization"));
  const ApiToken* token = text.empty() ? nullptr : auth::find_token(*state, text, now);
  if (token == nullptr)
    return std::unexpected(http::unauthenticated("This is none of this appliance's API tokens, or it has ended.",
                                                 "Send \"Authorization: Bearer sgt_...\" with a token in force."));
  context.sign_in.token_use().used(token->id, now);
  call.actor = {token->user, state->people.at(token->user).role, Actor::Via::token, call.request.peer.address};
  call.token_scope = token->scope;
  call.token_id = token->id;
  return {};
}

}  // namespace

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    auto pair = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

std::expected<void, http::Problem> identify(Context& context, Call& call) {
  if (call.request.peer.at_console()) {
    call.actor = {console_actor(call.request.peer.console_user), Role::network_manager, Actor::Via::console, {}};
    return {};
  }
  if (!call.request.header("Authorization").empty()) return identify_program(context, call);
  const auto token = cookie_value(call.request.header("Cookie"), session_cookie);
  if (token.empty()) return stranger("Nobody is signed in.");
  auto session = context.sign_in.sessions().find(token);
  if (!session) return stranger("The session has ended.");
  const auto state = context.changes.state();
  const auto person = state->people.find(session->user);
  if (person == state->people.end() || person->second.disabled) {
    context.sign_in.sessions().close_all(session->user);
    return stranger("This account is no longer in use.");
  }
  if (changes_something(call.request) && !auth::same_secret(call.request.header("X-CSRF-Token"), session->csrf_token))
    return std::unexpected(http::forbidden("The header X-CSRF-Token is missing or is not this session's.",
                                           "Send the csrf_token that GET /api/v1/session gives."));
  call.actor = {session->user, person->second.role, Actor::Via::web, call.request.peer.address};
  call.session_token = token;
  call.session = std::move(session);
  return {};
}

std::expected<void, http::Problem> check_origin(const http::Request& request) {
  if (!changes_something(request) || request.peer.at_console()) return {};
  const auto origin = request.header("Origin");
  const auto site = request.header("Sec-Fetch-Site");
  const bool other_site = !site.empty() && site != "same-origin" && site != "none";
  if (other_site || (!origin.empty() && origin != fmt::format("https://{}", request.header("Host"))))
    return std::unexpected(
        http::forbidden("This request comes from a page of another site.", "Use the appliance's own address."));
  return {};
}

std::string cookie_for(std::string_view token) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", session_cookie, token);
}

std::string cookie_that_ends_it() {
  return fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", session_cookie);
}

// Lax: the provider's page sends the browser back, and that is another site.
std::string flow_cookie_for(std::string_view token) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", flow_cookie, token,
                     std::chrono::seconds(auth::oidc::flow_limit).count());
}

std::string flow_cookie_that_ends_it() {
  return fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", flow_cookie);
}

}  // namespace schoolgate::routes
