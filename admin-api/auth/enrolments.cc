#include "admin-api/auth/enrolments.h"

#include "admin-api/auth/secrets.h"

namespace schoolgate::auth {

namespace {

constexpr int groups_in_recovery_code = 4;  // 79 bits: nobody guesses one, and a person can copy it from paper

}  // namespace

std::string Enrolments::begin(const std::string& user) {
  const auto now = clock_();
  Begun begun{new_totp_key(), now};
  const std::lock_guard lock(mutex_);
  std::erase_if(begun_, [&](const auto& row) { return now - row.second.since >= enrolment_time; });
  begun_[user] = begun;
  return begun.key;
}

std::optional<NewFactor> Enrolments::confirm(const std::string& user, std::string_view code) const {
  const auto now = clock_();
  std::string key;
  {
    const std::lock_guard lock(mutex_);
    const auto found = begun_.find(user);
    if (found == begun_.end() || now - found->second.since >= enrolment_time) return std::nullopt;
    key = found->second.key;
  }
  const auto step = totp_step_of(key, code, now);
  if (!step) return std::nullopt;
  NewFactor made{{user, std::chrono::floor<std::chrono::seconds>(now), key, {}, *step}, {}};
  while (made.codes.size() < recovery_codes) {
    made.codes.push_back(readable_code(groups_in_recovery_code));
    made.factor.recovery_hashes.push_back(code_hash(made.codes.back()));
  }
  return made;
}

void Enrolments::end(const std::string& user) {
  const std::lock_guard lock(mutex_);
  begun_.erase(user);
}

}  // namespace schoolgate::auth
