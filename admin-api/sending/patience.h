// How long a recipient, or a server, that does not take a message is waited for. After a restart it is tried at once:
// only since when it fails is kept.
// Thread rules: pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "blocklists/time.h"

namespace schoolgate::sending {

inline constexpr std::chrono::minutes first_wait{1};  // a server that restarts
inline constexpr std::chrono::hours longest_wait{4};  // some twenty tries in three days, which no server minds
inline constexpr std::chrono::days give_up_after{
    3};  // a weekend with its Monday; RFC 5321 section 4.5.4.1 asks for 4-5
/// And not before so many failures in a row: a clock that jumped ahead, or a summer without power, is no reason.
inline constexpr std::uint32_t least_failures = 6;

struct Trouble {
  std::uint32_t failures = 0;  // in a row, since the start
  UtcSeconds since{};          // the first of them, also before a restart
  UtcSeconds next{};           // not tried before
  std::string problem;
};

inline std::chrono::seconds wait_after(std::uint32_t failures) {
  constexpr std::uint32_t most_doublings = 10;
  const auto doubled = std::chrono::seconds(first_wait) * (1U << std::min(failures - 1, most_doublings));
  return std::min<std::chrono::seconds>(doubled, longest_wait);
}

/// Also when the moment is so far ahead that it was set by a clock that ran ahead.
inline bool may_try(const Trouble& trouble, UtcSeconds now) {
  return trouble.failures == 0 || trouble.next <= now || trouble.next > now + longest_wait;
}

inline bool is_hopeless(const Trouble& trouble, UtcSeconds queued, UtcSeconds now) {
  return trouble.failures >= least_failures && queued + give_up_after <= now;
}

}  // namespace schoolgate::sending
