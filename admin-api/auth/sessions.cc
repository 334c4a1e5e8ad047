#include "admin-api/auth/sessions.h"

#include <algorithm>
#include <new>

#include <sodium.h>

namespace schoolgate::auth {

std::string random_token() {
  if (sodium_init() < 0) throw std::bad_alloc();
  std::array<unsigned char, 32> octets{};
  randombytes_buf(octets.data(), octets.size());
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Sessions::Key Sessions::key_of(std::string_view token) {
  Key key{};
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                     nullptr, 0);
  return key;
}

bool Sessions::ended(const Session& session, UtcMillis now) {
  // A clock that went back must not lengthen a session.
  return now < session.used || now - session.used >= idle_limit || now - session.created >= absolute_limit;
}

void Sessions::make_room(const std::string& user, UtcMillis now) {
  std::erase_if(sessions_, [&](const auto& row) { return ended(row.second, now); });
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

Sessions::Opened Sessions::open(const std::string& user) {
  const auto now = clock_();
  Opened opened{random_token(), {user, random_token(), now, now}};
  const std::lock_guard lock(mutex_);
  make_room(user, now);
  sessions_.emplace(key_of(opened.token), opened.session);
  return opened;
}

std::optional<Session> Sessions::find(std::string_view token) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key_of(token));
  if (found == sessions_.end()) return std::nullopt;
  if (ended(found->second, now)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = now;
  return found->second;
}

bool Sessions::alive(const Key& key) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  return found != sessions_.end() && !ended(found->second, now);
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
