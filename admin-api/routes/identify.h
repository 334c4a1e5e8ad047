// Who is calling: the console by its socket, a browser by its session cookie, a program by its API token. And whether
// it is our own page that calls: the session's CSRF token on every change, and Origin when the browser sends one.
// Thread rules: any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "admin-api/routes/context.h"

namespace schoolgate::routes {

/// `__Host-` (RFC 6265bis section 4.1.3.2): only over TLS, only for this host, for all of it.
inline constexpr std::string_view session_cookie = "__Host-schoolgate";
/// Of a sign-in at the provider of the school's accounts, from the browser's leaving to its return.
inline constexpr std::string_view flow_cookie = "__Host-schoolgate-sign-in";

/// Fills the call's actor and session, or says why not.
std::expected<void, http::Problem> identify(Context& context, Call& call);
/// Refuses a change that a page of another site sends.
std::expected<void, http::Problem> check_origin(const http::Request& request);

std::string_view cookie_value(std::string_view cookies, std::string_view name);
std::string cookie_for(std::string_view token);
std::string cookie_that_ends_it();
std::string flow_cookie_for(std::string_view token);
std::string flow_cookie_that_ends_it();

}  // namespace schoolgate::routes
