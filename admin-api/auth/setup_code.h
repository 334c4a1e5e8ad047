// The one-time code with which the first network manager makes their account: it is shown where only whoever stands
// before the appliance can read it, so that nobody else on the network claims a new box. In memory only, and there only
// its hash: each start that finds nobody in the register makes another, and what an old journal says is worth nothing.
// Thread rules: any thread.
#pragma once

#include <chrono>
#include <expected>
#include <mutex>
#include <string>

#include "admin-api/auth/lockout.h"

namespace schoolgate::auth {

struct SetupCodeFailure {
  std::chrono::seconds wait{};  // before the next try; zero: the code is wrong
};

class SetupCode {
 public:
  explicit SetupCode(Clock clock) : lockout_(std::move(clock)) {}
  /// A new code, in the place of the one before; to be shown once.
  std::string renew();
  /// Failures of an address are counted as those of signing in are.
  std::expected<void, SetupCodeFailure> check(const std::string& typed, const std::string& address);
  /// From now on no code fits.
  void forget();

 private:
  Lockout lockout_;
  std::mutex mutex_;  // guards hash_
  std::string hash_;  // empty: there is no code
};

}  // namespace schoolgate::auth
