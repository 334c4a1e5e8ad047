// When the box's clock is to be believed. A box without a battery wakes in 1970 or at its last shutdown; a time-limited
// permission must not come back to life then, and the log must say that it did not know the time.
//
// The floor is the latest moment of which the log is sure: the build date at first, then the time of each leaf that was
// written while the clock was trusted. The clock is trusted when it shows no earlier than the floor (less a small
// tolerance) and not absurdly later. Leaves written while it is not are marked and do not move the floor. Nobody but a
// person moves it back (change::ClockAccepted), after a clock that ran ahead.
// Thread rules: plain values.
#pragma once

#include <algorithm>
#include <chrono>

#include "blocklists/time.h"

namespace schoolgate {

#ifndef SCHOOLGATE_BUILD_DATE
#define SCHOOLGATE_BUILD_DATE 1793491200  // 2026-11-01T00:00:00Z, in seconds since 1970; releases pass their own
#endif
inline constexpr UtcSeconds default_build_date{std::chrono::seconds{SCHOOLGATE_BUILD_DATE}};

class TrustedClock {
 public:
  /// Time servers step a clock back by seconds; a change made just before must not make the clock a liar.
  static constexpr std::chrono::minutes tolerance{5};
  /// Longer than any box lives: what is beyond is a broken clock.
  static constexpr std::chrono::days plausible{365 * 20};

  TrustedClock() = default;
  TrustedClock(UtcSeconds build_date, UtcSeconds floor) : floor_(std::max(build_date, floor)) {}

  bool trusts(UtcMillis now) const { return now >= earliest() && now < floor_ + plausible; }
  /// What PolicyState::clock_floor is: any "now" before it is not to be trusted.
  UtcSeconds earliest() const { return floor_ - tolerance; }
  UtcSeconds floor() const { return floor_; }
  /// A leaf was written at `now`, while it was trusted.
  void saw(UtcMillis now) { floor_ = std::max(floor_, std::chrono::floor<std::chrono::seconds>(now)); }
  void accept(UtcSeconds floor) { floor_ = floor; }

 private:
  UtcSeconds floor_{};
};

}  // namespace schoolgate
