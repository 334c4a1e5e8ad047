#include "admin-api/auth/requirements.h"

namespace schoolgate::auth {

std::optional<UtcSeconds> factor_needed_from(const PolicyState& state, const Person& person) {
  if (person.role != Role::network_manager || state.factors.contains(person.user)) return std::nullopt;
  const auto grace = std::chrono::days(state.settings.sign_in.factor_days);
  if (person.first_signed_in == UtcSeconds{} && grace.count() != 0) return std::nullopt;
  return person.first_signed_in + grace;
}

Restriction restriction_of(const PolicyState& state, const Person& person, const Session* session, UtcMillis now) {
  if (session != nullptr && session->code_owed) return Restriction::code;
  const auto needed = factor_needed_from(state, person);
  if (needed && *needed <= now) return Restriction::second_factor;
  const auto days = std::chrono::days(state.settings.sign_in.password_days);
  if (session == nullptr || session->by != SignInBy::password || days.count() == 0) return Restriction::none;
  // As it was when they signed in: nobody is stopped in the middle of a lesson.
  if (person.password_set + days <= session->created) return Restriction::new_password;
  return Restriction::none;
}

}  // namespace schoolgate::auth
