// Who is signed in. A session is a random token in the browser and a row here under the token's hash, so that reading
// the memory or a core file gives nobody a session. They end with the process: people sign in again after a restart.
// Thread rules: any thread.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "admin-api/auth/secrets.h"
#include "blocklists/change-control/change.h"
#include "blocklists/time.h"

namespace schoolgate::auth {

// Unless the school sets others: settings, SignInRules.
inline constexpr std::chrono::minutes idle_limit{30};        // a screen left alone in a staff room
inline constexpr std::chrono::hours absolute_limit{12};      // a working day
inline constexpr std::chrono::minutes clock_corrections{1};  // how far a time server sets a clock back in ordinary life
inline constexpr std::size_t max_sessions = 1024;            // of 1 KiB; far more people than a school has at this
inline constexpr std::size_t max_sessions_per_user = 8;      // the oldest goes

struct Session {
  std::string user;
  std::string csrf_token;  // what a page must send back with every change
  UtcMillis created, used;
  SignInBy by = SignInBy::password;
  bool code_owed = false;  // the provider vouched for them; their second factor is still to come
};

struct SessionLimits {
  std::chrono::minutes idle = idle_limit;
  std::chrono::hours absolute = absolute_limit;
};

class Sessions {
 public:
  using Key = std::array<unsigned char, 32>;
  /// `limits` is asked at each use, so that a stricter setting ends what is open already.
  explicit Sessions(
      Clock clock, std::function<SessionLimits()> limits = [] { return SessionLimits(); })
      : clock_(std::move(clock)), limits_(std::move(limits)) {}
  struct Opened {
    std::string token;  // for the cookie; nowhere else
    Session session;
  };
  Opened open(const std::string& user, SignInBy by = SignInBy::password, bool code_owed = false);
  /// The second factor has come.
  void code_given(std::string_view token);
  /// Counts as use. Nothing when it has ended or never was.
  std::optional<Session> find(std::string_view token);
  void close(std::string_view token);
  /// All of a person's, but for `except_token` when given: after a new password, or when they leave.
  void close_all(const std::string& user, std::string_view except_token = {});

  /// Whose row a token belongs to; whoever has it has no session.
  static Key key_of(std::string_view token);
  /// Does not count as use: a page that only watches is left alone all the same.
  bool alive(const Key& key);

 private:
  static bool ended(const Session& session, UtcMillis now, const SessionLimits& limits);
  void make_room(const std::string& user, UtcMillis now, const SessionLimits& limits);
  Clock clock_;
  std::function<SessionLimits()> limits_;
  std::mutex mutex_;  // guards sessions_
  std::map<Key, Session> sessions_;
};

}  // namespace schoolgate::auth
