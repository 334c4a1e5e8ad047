// Time is passed in, never looked up: every stored moment is UTC; a school's zone is applied at the edge.
// Thread rules: pure functions.
// Source: RFC 3339 for the text form, always with 'Z'.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace schoolgate {

using UtcSeconds = std::chrono::sys_seconds;
using UtcMillis = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where a component gets the time from; tests hand in a fake. Must be callable from any thread.
using Clock = std::function<UtcMillis()>;
UtcMillis system_clock_now();

/// "2026-11-22T09:30:00Z"
std::string to_rfc3339(UtcSeconds when);
/// "2026-11-22T09:30:00.123Z"
std::string to_rfc3339(UtcMillis when);
/// Accepts any RFC 3339 offset and 0 to 9 fractional digits (cut to milliseconds); nothing else.
std::optional<UtcMillis> parse_rfc3339(std::string_view text);
/// "90s", "45m", "2h", "3d", "1w", also joined ("1h30m"); nothing for anything else, for zero and above 10 years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace schoolgate
