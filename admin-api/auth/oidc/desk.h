// Signing in with the school's own accounts: OpenID Connect Core 1.0, authorization code flow (section 3.1), with PKCE
// (RFC 7636) and the issuer in the reply (RFC 9207) where the provider sends it.
//   begin()   the browser leaves for the provider, with a state, a nonce and a challenge that only it can redeem
//   finish()  it comes back with a code: checked, redeemed, the token verified, the person found, the session opened
// Thread rules: any thread; both may wait for the provider (exchange.h).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/auth/oidc/account.h"
#include "admin-api/auth/oidc/pending_flows.h"
#include "admin-api/auth/oidc/provider.h"
#include "admin-api/auth/oidc/refusals.h"
#include "admin-api/auth/sign_in.h"

namespace schoolgate::auth::oidc {

struct Departure {
  std::string address;  // at the provider
  std::string browser;  // for the cookie
};

/// The query of the callback, and the cookie. Empty: not there.
struct Arrival {
  std::string state, code, error, issuer;
  std::string browser;
  std::string address;  // the client's
};

struct Refused {
  enum class Kind : unsigned char { off, refused, not_logged };
  Kind kind = Kind::refused;
  SignInRefusal reason = SignInRefusal::provider;
  Fault fault;  // when not_logged: the log refused, and nobody signs in unseen
};

/// What a test of the settings finds.
struct ProviderReport {
  std::optional<Fault> problem;  // nothing: a sign-in would find all that it needs
  std::optional<Metadata> metadata;
  std::size_t keys = 0;
  enum class Secret : unsigned char { unknown, accepted, refused };
  Secret secret = Secret::unknown;
};

class Desk {
 public:
  Desk(Clock clock, Store& store, ChangeControl& changes, SignIn& sign_in, Exchange exchange);

  std::expected<Departure, Refused> begin(const std::string& address);
  std::expected<Sessions::Opened, Refused> finish(const Arrival& arrival);

  /// Sets everything together. What is not given stays; a secret stays only for the same issuer and client.
  std::expected<Receipt, Fault> set(SingleSignOn settings, std::optional<std::string> secret,
                                    std::optional<std::string> authority, const Actor& actor, std::string why);
  bool has_authority() const;
  /// Asks the provider, now.
  ProviderReport test();

 private:
  std::expected<Registration, Refused> registration() const;
  std::expected<Registration, Fault> registration_as_set() const;
  std::expected<std::string, SignInRefusal> verified(const Registration& registration, const Flow& flow,
                                                     const std::string& code);
  std::expected<Account, SignInRefusal> account(const Registration& registration, const Arrival& arrival);
  std::expected<Sessions::Opened, Refused> open(const Account& account, const std::string& address);
  std::unexpected<Refused> refuse(SignInRefusal reason, const std::string& user, const std::string& address);

  Clock clock_;
  Store& store_;
  ChangeControl& changes_;
  SignIn& sign_in_;
  Provider provider_;
  PendingFlows pending_;
  RefusalLog refusals_;
};

}  // namespace schoolgate::auth::oidc
