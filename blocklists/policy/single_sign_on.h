// Signing in with the school's own accounts (OpenID Connect Core 1.0): who is trusted to say who somebody is. Roles are
// never the provider's to say: they are in the register of people.
// The client's secret and the private authority are not here: they lie in the store beside the state, in no log.
// Thread rules: plain values.
#pragma once

#include <cstdint>
#include <string>

namespace schoolgate {

/// What else than the standard a provider's token must say.
enum class AccountProvider : std::uint8_t {
  google,  // Google Workspace: `hd` is the school's domain, the mail address is verified
  entra,   // Microsoft Entra: `tid` is the school's tenant
  other    // any other, such as the school's own
};

/// How the appliance proves to the provider that it is the appliance (OpenID Connect Core 1.0 section 9).
enum class ClientAuthentication : std::uint8_t { basic, post };

struct SingleSignOn {
  bool enabled = false;
  AccountProvider provider = AccountProvider::other;
  std::string issuer;  // exactly as the provider writes it
  std::string client_id;
  ClientAuthentication authentication = ClientAuthentication::basic;
  bool has_secret = false;
  std::string redirect_uri;      // of this appliance, as registered at the provider: ends in sign_in_callback_path
  std::string domain;            // the school's, "school.example": whose mail addresses name accounts here
  std::string tenant;            // Entra's directory id, a GUID
  bool create_teachers = false;  // whom the register does not know becomes a teacher
  bool required = false;         // passwords are for network managers, when the provider is away
  friend bool operator==(const SingleSignOn&, const SingleSignOn&) = default;
};

inline constexpr const char* sign_in_callback_path = "/api/v1/session/oidc/callback";

/// Which of the provider's accounts is which person. `subject` is the provider's name for good: mail addresses are
/// given to somebody else one day, subjects never are.
struct SignInLink {
  std::string user;
  std::string sign_in_name;  // at the provider, lower case; empty: the person's user name is it
  std::string issuer;        // that said `subject`; empty until the first sign-in
  std::string subject;
  friend bool operator==(const SignInLink&, const SignInLink&) = default;
};

/// Why somebody was not signed in; as recorded in the log.
enum class SignInRefusal : std::uint8_t {
  clock,             // of the appliance: nothing can be said of a token's age
  provider,          // does not answer, or not as it must
  unknown_flow,      // no sign-in was begun here that this could be the end of: replayed, too late, made up
  other_browser,     // than the one that began
  provider_refused,  // the provider signed nobody in
  other_issuer,      // the reply is of another provider (RFC 9207)
  code,              // the provider did not take it
  token_form,        // not a signed token at all, or too large
  algorithm,         // not one of those that are accepted
  key,               // the provider has no such key
  signature,
  issuer,
  audience,
  expired,
  issued_at,
  nonce,
  subject,
  domain,        // not the school's, or guests
  tenant,        // not the school's
  unverified,    // mail address
  no_name,       // the token says no name that a register could have
  unknown,       // not in the register
  disabled,      // in the register, and may not sign in
  other_account  // of the provider than this person's
};

}  // namespace schoolgate
