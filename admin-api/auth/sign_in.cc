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

SessionLimits limits_of(const SignInRules& rules) {
  return {std::chrono::minutes(rules.idle_minutes), std::chrono::hours(rules.longest_hours)};
}

using Kind = SignInFailure::Kind;

std::unexpected<SignInFailure> failure(Kind kind) { return std::unexpected(SignInFailure{kind, {}, {}}); }

}  // namespace

SignIn::SignIn(Clock clock, ChangeControl& changes)
    : clock_(clock),
      changes_(changes),
      lockout_(clock),
      sessions_(clock, [&changes] { return limits_of(changes.state()->settings.sign_in); }),
      enrolments_(std::move(clock)) {}

std::expected<void, SignInFailure> SignIn::check_wait(const Credentials& given) {
  const auto wait = std::max(lockout_.wait(user_key(given.user)), lockout_.wait(address_key(given.address)));
  if (wait.count() > 0) return std::unexpected(SignInFailure{Kind::locked, wait, {}});
  return {};
}

void SignIn::count_failure(const Credentials& given) {
  const int of_address = lockout_.failed(address_key(given.address));
  const int of_user = lockout_.failed(user_key(given.user));
  // Logged when a lock begins, not for each failure: an attacker must not fill the log.
  if (of_user == free_failures || of_address == free_failures) log_lock(given.user, given.address, of_user);
}

std::expected<void, SignInFailure> SignIn::check_password(const Credentials& given) {
  if (auto free = check_wait(given); !free) return free;
  const auto state = changes_.state();
  const Person* person = find_person(*state, given.user);
  if (verify_password(person != nullptr ? person->password_hash : std::string(), given.password)) return {};
  count_failure(given);
  return failure(Kind::wrong);
}

/// What the second factor adds to the record of the sign-in. That a code was not taken before is said here to the
/// person, and once more by change control, which is the one place that two sign-ins at a time pass one after the
/// other.
std::expected<change::SignedIn, SignInFailure> SignIn::check_factor(const Credentials& given) {
  const auto state = changes_.state();
  const auto found = state->factors.find(given.user);
  if (found == state->factors.end()) return change::SignedIn{given.user};
  if (given.code.empty()) return failure(Kind::code_needed);
  const SecondFactor& factor = found->second;
  const auto step = totp_step_of(factor.key, given.code, clock_());
  if (step && *step > factor.used_step) return change::SignedIn{given.user, SignInBy::password, FactorUse::code, *step};
  const std::string hash = code_hash(given.code);
  if (std::ranges::find(factor.recovery_hashes, hash) != factor.recovery_hashes.end())
    return change::SignedIn{given.user, SignInBy::password, FactorUse::recovery_code, 0, hash};
  count_failure(given);
  return failure(Kind::code_wrong);
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

std::expected<Sessions::Opened, SignInFailure> SignIn::sign_in(const Credentials& given) {
  if (auto right = check_password(given); !right) return std::unexpected(right.error());
  const auto how = check_factor(given);
  if (!how) return std::unexpected(how.error());
  auto opened = open_session(*how, given.address);
  if (!opened && opened.error().fault.kind == Fault::Kind::conflict) {  // the same code, twice at the same moment
    count_failure(given);
    return failure(Kind::code_wrong);
  }
  if (opened) lockout_.succeeded(user_key(given.user));
  return opened;
}

std::expected<Sessions::Opened, SignInFailure> SignIn::open_session(const change::SignedIn& how,
                                                                    const std::string& address,
                                                                    std::vector<Proposal> first) {
  const auto state = changes_.state();
  const Person* person = find_person(*state, how.user);
  if (person == nullptr && first.empty()) return failure(Kind::wrong);  // or left the register this very moment
  const Role role = person != nullptr ? person->role : Role::teacher;   // whom `first` adds
  const bool expected_elsewhere = how.by == SignInBy::password && state->single_sign_on.required;
  if (expected_elsewhere && role != Role::network_manager) return failure(Kind::elsewhere);
  const char* why = how.by == SignInBy::single_sign_on ? "signed in with the school's account"
                    : expected_elsewhere ? "signed in with a password, though the school asks for single sign-on"
                                         : "signed in";
  first.push_back({{how.user, role, Actor::Via::web, address}, why, how});
  if (auto logged = changes_.commit(std::move(first), {}); !logged)
    return std::unexpected(SignInFailure{Kind::not_logged, {}, logged.error()});
  const bool code_owed = how.factor == FactorUse::none && changes_.state()->factors.contains(how.user);
  return sessions_.open(how.user, how.by, code_owed);
}

std::expected<void, SignInFailure> SignIn::give_code(const std::string& token, const Credentials& given) {
  if (auto free = check_wait(given); !free) return free;
  auto how = check_factor(given);
  if (!how) return std::unexpected(how.error());
  how->by = SignInBy::single_sign_on;
  const auto state = changes_.state();
  const Person* person = find_person(*state, given.user);
  if (person == nullptr) return failure(Kind::wrong);
  const Actor actor{given.user, person->role, Actor::Via::web, given.address};
  const auto logged = changes_.commit(Proposal{actor, "showed the second factor", *how});
  if (!logged && logged.error().kind == Fault::Kind::conflict) {  // the same code, twice at the same moment
    count_failure(given);
    return failure(Kind::code_wrong);
  }
  if (!logged) return std::unexpected(SignInFailure{Kind::not_logged, {}, logged.error()});
  lockout_.succeeded(user_key(given.user));
  sessions_.code_given(token);
  return {};
}

std::expected<void, SignInFailure> SignIn::confirm(const std::string& user, const std::string& password,
                                                   const std::string& address) {
  auto right = check_password({user, password, {}, address});
  if (right) lockout_.succeeded(user_key(user));
  return right;
}

void SignIn::forgive(const std::string& user) { lockout_.succeeded(user_key(user)); }

}  // namespace schoolgate::auth
