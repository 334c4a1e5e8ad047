#include "admin-api/auth/sessions.h"

#include <algorithm>

#include <sodium.h>

namespace schoolgate::auth {

Sessions::Key Sessions::key_of(std::string_view token) {
  Key key{};
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                     nullptr, 0);
  return key;
}

bool Sessions::ended(const Session& session, UtcMillis now, const SessionLimits& limits) {
  // A clock that went back must not lengthen a session; one that was corrected by seconds must not end everybody's.
  return now + clock_corrections < session.used || now - session.used >= limits.idle ||
         now - session.created >= limits.absolute;
}

void Sessions::make_room(const std::string& user, UtcMillis now, const SessionLimits& limits) {
  std::erase_if(sessions_, [&](const auto& row) { return ended(row.second, now, limits); });
  const auto remove_oldest = [&](auto&& counts) {
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at)
      if (counts(at->second) && (oldest == sessions_.end() || at->second.used < oldest->second.used)) oldest = at;
    if (oldest != sessions_.end()) sessions_.erase(oldest);
  };
  const auto is_users = [&](const Session& session) { return session.user == user; };
  const auto of_user = std::ranges::count_if(sessions_, [&](const auto& row) { return is_users(row.second); });
  if (static_cast<std::size_t>(of_user) >= max_sessions_per_user) remove_oldest(is_users);
  if (sessions_.size() >= max_sessions) remove_oldest([](const Session&) { return true; });
}

Sessions::Opened Sessions::open(const std::string& user, SignInBy by, bool code_owed) {
  const auto limits = limits_();
  Opened opened{random_token(), {user, random_token(), {}, {}, by, code_owed}};
  const std::lock_guard lock(mutex_);
  const auto now = clock_();
  opened.session.created = opened.session.used = now;
  make_room(user, now, limits);
  sessions_.emplace(key_of(opened.token), opened.session);
  return opened;
}

std::optional<Session> Sessions::find(std::string_view token) {
  const auto limits = limits_();
  const std::lock_guard lock(mutex_);
  const auto now = clock_();  // under the lock: of two requests at once, neither comes from before the other's use
  const auto found = sessions_.find(key_of(token));
  if (found == sessions_.end()) return std::nullopt;
  if (ended(found->second, now, limits)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = std::max(found->second.used, now);
  return found->second;
}

bool Sessions::alive(const Key& key) {
  const auto limits = limits_();
  const std::lock_guard lock(mutex_);
  const auto now = clock_();
  const auto found = sessions_.find(key);
  return found != sessions_.end() && !ended(found->second, now, limits);
}

void Sessions::code_given(std::string_view token) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(key_of(token)); found != sessions_.end()) found->second.code_owed = false;
}

void Sessions::close(std::string_view token) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(key_of(token));
}

void Sessions::close_all(const std::string& user, std::string_view except_token) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& row) {
    return row.second.user == user && (except_token.empty() || row.first != key_of(except_token));
  });
}

}  // namespace schoolgate::auth
