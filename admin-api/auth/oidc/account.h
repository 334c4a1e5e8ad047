// From what a verified token says to a person in the register. Nobody is found by half a likeness: a mail address names
// somebody here only when its domain is the school's, or when the register has it whole.
// Thread rules: pure functions.
#pragma once

#include <expected>
#include <string>

#include "admin-api/auth/oidc/id_token.h"
#include "blocklists/policy/model.h"

namespace schoolgate::auth::oidc {

/// An account at the provider that may belong to somebody here.
struct Account {
  std::string issuer, subject;
  std::string sign_in_name;  // lower case: "j.smith@school.example", or "j.smith"
  std::string local_name;    // "j.smith", when the domain is the school's; else empty
  std::string name;          // as people know the person; may be empty
};

/// The provider's own shape. Refusals: domain, tenant, unverified, no_name.
std::expected<Account, SignInRefusal> account_of(const Claims& claims, const SingleSignOn& settings);

struct Found {
  std::string user;
  bool is_new = false;  // not in the register; to be added as a teacher
  bool binds = false;   // the first sign-in with this account: it is this person's from now on
};

struct NotFound {
  SignInRefusal reason = SignInRefusal::unknown;
  std::string user;  // in the register, or empty
};

/// Refusals: unknown, disabled, other_account, and no_name for somebody new whose name is no user name.
std::expected<Found, NotFound> find_person(const PolicyState& state, const Account& account);

}  // namespace schoolgate::auth::oidc
