// Why somebody was not signed in: for whoever stands before the browser, in words that help an attacker with nothing;
// and for the log, with the reason. Alike refusals share an entry, and an hour has room for so many: strangers must not
// fill the log. Thread rules: any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "blocklists/change-control/change_control.h"

namespace schoolgate::auth::oidc {

inline constexpr std::chrono::hours refusals_share_an_entry{1};
inline constexpr std::size_t max_refusals_an_hour = 30;   // entries, of all kinds: 20 KiB of log an hour at the most
inline constexpr std::size_t max_refusals_counted = 512;  // kinds of reason and person

/// For the log: "the token is for somebody else".
std::string_view reason_of(SignInRefusal refusal);

class RefusalLog {
 public:
  RefusalLog(Clock clock, ChangeControl& changes) : clock_(std::move(clock)), changes_(changes) {}
  /// `user` in the register, or empty. The refusal holds whether or not it can be logged.
  void record(SignInRefusal refusal, const std::string& user, const std::string& address);

 private:
  struct Row {
    UtcMillis logged{};
    std::uint64_t more = 0;
  };
  bool has_room(UtcMillis now);
  Clock clock_;
  ChangeControl& changes_;
  std::mutex mutex_;  // guards what follows
  std::map<std::pair<SignInRefusal, std::string>, Row> rows_;
  std::deque<UtcMillis> entries_;  // of the last hour
};

}  // namespace schoolgate::auth::oidc
