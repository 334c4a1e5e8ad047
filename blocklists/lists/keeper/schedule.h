// When a source is fetched next. Moments are jittered, so that a thousand schools do not ask one publisher at once.
// Thread rules: pure.
#pragma once

#include <chrono>
#include <cstdint>

#include "blocklists/time.h"

namespace schoolgate {

/// A regular fetch comes up to this share of its interval earlier or later.
inline constexpr double jitter_share = 0.10;
/// After a failure: soon (the network may only just be coming up), then half as often each time, but at least daily.
inline constexpr std::chrono::minutes first_retry{1};
inline constexpr std::chrono::hours longest_retry{24};
/// A source without a list is due at once at start; this spreads a power cut's worth of boxes.
inline constexpr std::chrono::seconds start_jitter{5};

/// `dice` is a random number in [0, 1).
UtcSeconds next_regular_check(UtcSeconds now, std::uint32_t every_hours, double dice);
/// `failures` in a row, from 1.
UtcSeconds next_retry(UtcSeconds now, std::uint32_t every_hours, std::uint32_t failures, double dice);
/// Also when `next` is so far ahead that it must have been set by a clock that ran ahead.
bool is_due(UtcSeconds next, UtcSeconds now, std::uint32_t every_hours);
UtcSeconds first_check(UtcSeconds now, double dice);

}  // namespace schoolgate
