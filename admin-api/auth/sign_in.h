// Signing in: the register of people, their passwords, the lock-out and the log, brought together.
// Thread rules: any thread.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "admin-api/auth/lockout.h"
#include "admin-api/auth/sessions.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::auth {

struct SignInFailure {
  enum class Kind : unsigned char {
    wrong,
    locked,
    not_logged,
    elsewhere  // right, but the school wants single sign-on of this person
  };
  Kind kind = Kind::wrong;
  std::chrono::seconds wait{};  // when locked
  Fault fault;                  // when not_logged: the log refused, and nobody signs in unseen
};

class SignIn {
 public:
  SignIn(Clock clock, ChangeControl& changes) : changes_(changes), lockout_(clock), sessions_(std::move(clock)) {}

  /// One answer for an unknown user, a disabled one and a wrong password, after the same work.
  std::expected<Sessions::Opened, SignInFailure> sign_in(const std::string& user, const std::string& password,
                                                         const std::string& address);
  /// For a person who is signed in and about to change the password: counts failures as sign_in() does.
  std::expected<void, SignInFailure> confirm(const std::string& user, const std::string& password,
                                             const std::string& address);
  /// Opens a session for a person who was authenticated elsewhere. `first` is committed with the entry of the sign-in:
  /// all or nothing. Faults: as the log says; conflict among them.
  std::expected<Sessions::Opened, SignInFailure> open_for(const std::string& user, const std::string& address,
                                                          std::vector<Proposal> first);
  Sessions& sessions() { return sessions_; }

 private:
  std::expected<void, SignInFailure> check(const std::string& user, const std::string& password,
                                           const std::string& address);
  void log_lock(const std::string& user, const std::string& address, int failures);
  ChangeControl& changes_;
  Lockout lockout_;
  Sessions sessions_;
};

}  // namespace schoolgate::auth
