// Second factors that are being enrolled: the key is shown, and counts only once its owner has sent a code of it.
// Until then it is in memory only, so that a QR code that nobody scanned is worth nothing.
// Thread rules: any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/auth/totp.h"
#include "blocklists/policy/people.h"

namespace schoolgate::auth {

inline constexpr std::chrono::minutes enrolment_time{15};  // to find the phone and install an app
inline constexpr std::size_t recovery_codes = 10;

struct NewFactor {
  SecondFactor factor;
  std::vector<std::string> codes;  // recovery codes, to be shown once
};

class Enrolments {
 public:
  explicit Enrolments(Clock clock) : clock_(std::move(clock)) {}
  /// A new key for this person, in the place of one that was shown before.
  std::string begin(const std::string& user);
  /// The factor to commit when `code` is of the key that was shown; nothing when it is not, or too late.
  std::optional<NewFactor> confirm(const std::string& user, std::string_view code) const;
  void end(const std::string& user);

 private:
  struct Begun {
    std::string key;
    UtcMillis since;
  };
  Clock clock_;
  mutable std::mutex mutex_;  // guards begun_
  std::map<std::string, Begun> begun_;
};

}  // namespace schoolgate::auth
