#include "admin-api/auth/setup_code.h"

#include "admin-api/auth/secrets.h"

namespace schoolgate::auth {
namespace {

constexpr int groups_in_code = 5;  // 99 bits, and still copied from a screen in half a minute

}  // namespace

std::string SetupCode::renew() {
  std::string code = readable_code(groups_in_code);
  const std::lock_guard lock(mutex_);
  hash_ = code_hash(code);
  return code;
}

std::expected<void, SetupCodeFailure> SetupCode::check(const std::string& typed, const std::string& address) {
  if (const auto wait = lockout_.wait(address); wait.count() > 0) return std::unexpected(SetupCodeFailure{wait});
  {
    const std::lock_guard lock(mutex_);
    if (!hash_.empty() && same_secret(hash_, code_hash(typed))) return {};
  }
  lockout_.failed(address);
  return std::unexpected(SetupCodeFailure{});
}

void SetupCode::forget() {
  const std::lock_guard lock(mutex_);
  hash_.clear();
}

}  // namespace schoolgate::auth
