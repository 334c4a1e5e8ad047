// What an ID token must say to be believed (OpenID Connect Core 1.0 section 3.1.3.7), once its signature is verified.
// Thread rules: pure functions; time is passed in.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "blocklists/policy/single_sign_on.h"
#include "blocklists/time.h"

namespace schoolgate::auth::oidc {

/// How far the provider's clock and ours may be apart. Both are set by time servers; more would lengthen a token's
/// life.
inline constexpr std::chrono::minutes clock_skew{2};

struct Expected {
  std::string issuer, client_id, nonce;
  UtcSeconds begun{};  // when the browser was sent to the provider: a token from before is another sign-in's
  UtcSeconds now{};
};

/// Empty: the token does not say.
struct Claims {
  std::string issuer, subject;
  std::string name;  // as people know the person
  std::string email, preferred_username;
  bool email_verified = false;
  std::string hosted_domain;      // Google's `hd`
  std::string tenant;             // Microsoft's `tid`
  std::string identity_provider;  // Microsoft's `idp`: where a guest comes from
  bool guest = false;             // Microsoft's `acct`
};

/// Refusals: token_form, issuer, audience, expired, issued_at, nonce, subject.
std::expected<Claims, SignInRefusal> check_claims(std::string_view payload, const Expected& expected);

}  // namespace schoolgate::auth::oidc
