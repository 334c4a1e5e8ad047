#include "admin-api/auth/sign_in.h"

#include <algorithm>

#include "admin-api/auth/passwords.h"

namespace schoolgate::auth {
namespace {

std::string user_key(const std::string& user) { return "user " + user; }
std::string address_key(const std::string& address) { return "address " + address; }

const Person* find_person(const PolicyState& state, const std::string& user) {
  const auto found = state.people.find(user);
  return found == state.people.end() || found->second.disabled ? nullptr : &found->second;
}

}  // namespace

std::expected<void, SignInFailure> SignIn::check(const std::string& user, const std::string& password,
                                                 const std::string& address) {
  const auto wait = std::max(lockout_.wait(user_key(user)), lockout_.wait(address_key(address)));
  if (wait.count() > 0) return std::unexpected(SignInFailure{SignInFailure::Kind::locked, wait, {}});
  const auto state = changes_.state();
  const Person* person = find_person(*state, user);
  if (verify_password(person != nullptr ? person->password_hash : std::string(), password)) {
    lockout_.succeeded(user_key(user));
    return {};
  }
  const int of_address = lockout_.failed(address_key(address));
  const int of_user = lockout_.failed(user_key(user));
  // Logged when a lock begins, not for each failure: an attacker must not fill the log.
  if (of_user == free_failures || of_address == free_failures) log_lock(user, address, of_user);
  return std::unexpected(SignInFailure{});
}

void SignIn::log_lock(const std::string& user, const std::string& address, int failures) {
  // A name that is not in the register may be a password typed in the wrong field: it does not belong in a log.
  const auto state = changes_.state();
  const std::string logged = state->people.contains(user) ? user : "unknown";
  const Actor actor{"schoolgate", Role::network_manager, Actor::Via::system, address};
  // The lock holds whether or not it can be logged.
  [[maybe_unused]] const auto receipt =
      changes_.commit(Proposal{actor, "too many failed sign-ins", change::SignInLocked{logged, failures}});
}

std::expected<Sessions::Opened, SignInFailure> SignIn::sign_in(const std::string& user, const std::string& password,
                                                               const std::string& address) {
  if (auto right = check(user, password, address); !right) return std::unexpected(right.error());
  const auto state = changes_.state();
  const Person* person = find_person(*state, user);
  if (person == nullptr) return std::unexpected(SignInFailure{});  // left the register this very moment
  const bool elsewhere = state->single_sign_on.required;
  if (elsewhere && person->role != Role::network_manager)
    return std::unexpected(SignInFailure{SignInFailure::Kind::elsewhere, {}, {}});
  const Actor actor{user, person->role, Actor::Via::web, address};
  const char* why = elsewhere ? "signed in with a password, though the school asks for single sign-on" : "signed in";
  if (auto logged = changes_.commit(Proposal{actor, why, change::SignedIn{user}}); !logged)
    return std::unexpected(SignInFailure{SignInFailure::Kind::not_logged, {}, logged.error()});
  return sessions_.open(user);
}

std::expected<Sessions::Opened, SignInFailure> SignIn::open_for(const std::string& user, const std::string& address,
                                                                std::vector<Proposal> first) {
  const auto state = changes_.state();
  const Person* person = find_person(*state, user);
  const Role role = person != nullptr ? person->role : Role::teacher;  // whom `first` adds
  first.push_back(
      {{user, role, Actor::Via::web, address}, "signed in with the school's account", change::SignedIn{user}});
  if (auto logged = changes_.commit(std::move(first), {}); !logged)
    return std::unexpected(SignInFailure{SignInFailure::Kind::not_logged, {}, logged.error()});
  return sessions_.open(user);
}

std::expected<void, SignInFailure> SignIn::confirm(const std::string& user, const std::string& password,
                                                   const std::string& address) {
  return check(user, password, address);
}

}  // namespace schoolgate::auth
