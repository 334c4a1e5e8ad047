// Failed sign-ins, counted per user and per address, with growing waits: a guesser gets some hundred tries a day, and a
// person who mistyped waits half a minute. Users that do not exist are counted alike, so that nothing tells them apart.
// Thread rules: any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "blocklists/time.h"

namespace schoolgate::auth {

inline constexpr int free_failures = 5;                   // then the waits begin
inline constexpr std::chrono::seconds first_wait{30};     // doubles with each further failure
inline constexpr std::chrono::minutes longest_wait{15};   // an attacker must not lock a person out for the day
inline constexpr std::chrono::hours forgotten_after{24};  // without a failure
inline constexpr std::size_t max_counted = 4096;          // keys; the one that failed longest ago goes

class Lockout {
 public:
  explicit Lockout(Clock clock) : clock_(std::move(clock)) {}
  /// How long this key must still wait; zero: it may try.
  std::chrono::seconds wait(const std::string& key);
  /// The failures so far, this one counted. Waits begin when the result reaches free_failures.
  int failed(const std::string& key);
  void succeeded(const std::string& key);

 private:
  struct Row {
    int failures = 0;
    UtcMillis last;
    UtcMillis until;
  };
  void make_room(UtcMillis now);
  Clock clock_;
  std::mutex mutex_;  // guards rows_
  std::map<std::string, Row> rows_;
};

}  // namespace schoolgate::auth
