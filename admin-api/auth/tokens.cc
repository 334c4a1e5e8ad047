#include "admin-api/auth/tokens.h"

#include <algorithm>

#include "admin-api/auth/secrets.h"

namespace schoolgate::auth {
namespace {

constexpr std::string_view prefix = "sgt_";
constexpr std::size_t max_kept = 4096;  // ids of revoked tokens stay among them until this many have been used

bool same_word(std::string_view a, std::string_view b) {  // of ASCII letters, RFC 9110 section 11.1
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

}  // namespace

std::string new_api_token() { return std::string(prefix) + random_token(); }

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() <= scheme.size() || !same_word(authorization.substr(0, scheme.size() - 1), "Bearer"))
    return {};
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return authorization.starts_with(prefix) ? authorization : std::string_view();
}

const ApiToken* find_token(const PolicyState& state, std::string_view text, UtcSeconds now) {
  const std::string hash = secret_hash(text);
  const auto found =
      std::ranges::find_if(state.tokens, [&](const auto& row) { return same_secret(row.second.hash, hash); });
  return found != state.tokens.end() && in_force(state, found->second, now) ? &found->second : nullptr;
}

bool in_force(const PolicyState& state, const ApiToken& token, UtcSeconds now) {
  // A clock that went back must not lengthen a token's life.
  if (token.until <= std::max(now, state.clock_floor)) return false;
  const auto owner = state.people.find(token.user);
  return owner != state.people.end() && !owner->second.disabled;
}

void TokenUse::used(const std::string& id, UtcSeconds when) {
  const std::lock_guard lock(mutex_);
  if (last_.size() >= max_kept && !last_.contains(id)) last_.clear();
  last_[id] = when;
}

std::optional<UtcSeconds> TokenUse::last(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = last_.find(id);
  return found == last_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace schoolgate::auth
