#include "admin-api/auth/oidc/id_token.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/auth/sessions.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr std::size_t max_subject_octets = 255;  // section 2
constexpr double latest_moment =
    253402300799;  // year 9999: beyond it the arithmetic would overflow, not the token last

/// NumericDate (RFC 7519 section 2): seconds, perhaps with a fraction.
std::optional<UtcSeconds> moment_at(const Json& claims, const char* key) {
  const auto found = claims.find(key);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const auto seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= latest_moment)) return std::nullopt;
  return UtcSeconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
}

/// This client and nobody else: another audience would be a client that we know nothing of.
bool is_for(const Json& claims, const std::string& client_id) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  const bool alone = audience->is_array() ? audience->size() == 1 && audience->front() == client_id  //
                                          : *audience == client_id;
  const auto party = claims.find("azp");
  return alone && (party == claims.end() || *party == client_id);
}

std::optional<SignInRefusal> fault_in_time(const Json& claims, const Expected& expected) {
  const auto expires = moment_at(claims, "exp");
  if (!expires || expected.now >= *expires + clock_skew) return SignInRefusal::expired;
  const auto issued = moment_at(claims, "iat");
  if (!issued || *issued > expected.now + clock_skew || *issued < expected.begun - clock_skew)
    return SignInRefusal::issued_at;
  if (!claims.contains("nbf")) return std::nullopt;
  const auto from = moment_at(claims, "nbf");
  if (!from || *from > expected.now + clock_skew) return SignInRefusal::issued_at;
  return std::nullopt;
}

bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= max_subject_octets &&
         std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

bool is_true(const Json& claims, const char* key) {
  const auto found = claims.find(key);
  return found != claims.end() && found->is_boolean() && found->get<bool>();
}

bool is_guest(const Json& claims) {
  const auto kind = claims.find("acct");  // 0: member of the tenant, 1: guest
  return kind != claims.end() && *kind != 0 && *kind != "0";
}

}  // namespace

std::expected<Claims, SignInRefusal> check_claims(std::string_view payload, const Expected& expected) {
  const auto json = read_object(payload);
  if (!json) return std::unexpected(SignInRefusal::token_form);
  if (text_at(*json, "iss") != expected.issuer) return std::unexpected(SignInRefusal::issuer);
  if (!is_for(*json, expected.client_id)) return std::unexpected(SignInRefusal::audience);
  if (const auto wrong = fault_in_time(*json, expected)) return std::unexpected(*wrong);
  if (expected.nonce.empty() || !same_secret(text_at(*json, "nonce"), expected.nonce))
    return std::unexpected(SignInRefusal::nonce);
  Claims claims;
  claims.issuer = expected.issuer;
  claims.subject = text_at(*json, "sub");
  if (!is_subject(claims.subject)) return std::unexpected(SignInRefusal::subject);
  claims.name = text_at(*json, "name");
  claims.email = text_at(*json, "email");
  claims.preferred_username = text_at(*json, "preferred_username");
  claims.email_verified = is_true(*json, "email_verified");
  claims.hosted_domain = text_at(*json, "hd");
  claims.tenant = text_at(*json, "tid");
  claims.identity_provider = text_at(*json, "idp");
  claims.guest = is_guest(*json);
  return claims;
}

}  // namespace schoolgate::auth::oidc
