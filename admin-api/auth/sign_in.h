// Signing in: the register of people, their passwords and second factors, the lock-out and the log, brought together.
// Thread rules: any thread.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "admin-api/auth/enrolments.h"
#include "admin-api/auth/lockout.h"
#include "admin-api/auth/sessions.h"
#include "admin-api/auth/tokens.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::auth {

struct SignInFailure {
  enum class Kind : unsigned char {
    wrong,
    locked,
    code_needed,  // the password is right, and a code must come with it
    code_wrong,   // or was used before
    not_logged,
    elsewhere  // right, but the school wants single sign-on of this person
  };
  Kind kind = Kind::wrong;
  std::chrono::seconds wait{};  // when locked
  Fault fault;                  // when not_logged: the log refused, and nobody signs in unseen
};

struct Credentials {
  std::string user, password;
  std::string code;     // of the second factor, or a recovery code; may be empty
  std::string address;  // of the client
};

class SignIn {
 public:
  SignIn(Clock clock, ChangeControl& changes);

  /// One answer for an unknown user, a disabled one and a wrong password, after the same work. Wrong codes count as
  /// wrong passwords do.
  std::expected<Sessions::Opened, SignInFailure> sign_in(const Credentials& given);
  /// A session for a person whom somebody else vouches for (single sign-on): no password is asked here. Whoever has a
  /// second factor owes its code, and may do nothing else before give_code(): an account at the provider that was
  /// taken over does not open the filter.
  /// `how` goes on record before the session is opened, in one batch with `first`, which may add the person. Fails as
  /// `wrong` when the person is not in the register or disabled, `elsewhere` when the school wants single sign-on.
  std::expected<Sessions::Opened, SignInFailure> open_session(const change::SignedIn& how, const std::string& address,
                                                              std::vector<Proposal> first = {});
  /// The code that a session owes. Counts failures as sign_in() does.
  std::expected<void, SignInFailure> give_code(const std::string& token, const Credentials& given);
  /// For a person who is signed in and about to change what they sign in with: counts failures as sign_in() does.
  std::expected<void, SignInFailure> confirm(const std::string& user, const std::string& password,
                                             const std::string& address);
  /// No more waits for this person: the console has let them in again.
  void forgive(const std::string& user);

  Sessions& sessions() { return sessions_; }
  Enrolments& enrolments() { return enrolments_; }
  TokenUse& token_use() { return token_use_; }

 private:
  std::expected<void, SignInFailure> check_wait(const Credentials& given);
  std::expected<void, SignInFailure> check_password(const Credentials& given);
  std::expected<change::SignedIn, SignInFailure> check_factor(const Credentials& given);
  void count_failure(const Credentials& given);
  void log_lock(const std::string& user, const std::string& address, int failures);
  Clock clock_;
  ChangeControl& changes_;
  Lockout lockout_;
  Sessions sessions_;
  Enrolments enrolments_;
  TokenUse token_use_;
};

}  // namespace schoolgate::auth
