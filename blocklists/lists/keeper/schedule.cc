#include "blocklists/lists/keeper/schedule.h"

#include <algorithm>

namespace schoolgate {
namespace {

using std::chrono::seconds;

seconds scaled(seconds span, double factor) {
  return seconds(static_cast<std::int64_t>(static_cast<double>(span.count()) * factor));
}

seconds interval(std::uint32_t every_hours) { return std::chrono::hours(std::max<std::uint32_t>(every_hours, 1)); }

}  // namespace

UtcSeconds next_regular_check(UtcSeconds now, std::uint32_t every_hours, double dice) {
  return now + scaled(interval(every_hours), 1.0 - jitter_share + 2 * jitter_share * dice);
}

UtcSeconds next_retry(UtcSeconds now, std::uint32_t every_hours, std::uint32_t failures, double dice) {
  constexpr std::uint32_t most_doublings = 12;  // 1 min * 2^12 is beyond every limit below
  const std::uint32_t doublings = std::min(failures == 0 ? 0 : failures - 1, most_doublings);
  const seconds doubled = seconds(first_retry) * (std::int64_t{1} << doublings);
  const seconds wait = std::min({doubled, interval(every_hours), seconds(longest_retry)});
  return now + scaled(wait, 1.0 + jitter_share * dice);
}

bool is_due(UtcSeconds next, UtcSeconds now, std::uint32_t every_hours) {
  return next <= now || next - now > 2 * std::max(interval(every_hours), seconds(longest_retry));
}

UtcSeconds first_check(UtcSeconds now, double dice) { return now + scaled(start_jitter, dice); }

}  // namespace schoolgate
