// One hour's counts as they lie in the store: a line a count, "queries 812", "category gambling 3" and
// "group year-9 120 7" (asked, blocked). The hour itself is the row's key.
// Thread rules: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "blocklists/policy/activity.h"

namespace schoolgate {

std::string hour_text(const HourCounts& hour);
/// Nothing when it is no such text; `start` is not in it.
std::optional<HourCounts> parse_hour(std::string_view text);

}  // namespace schoolgate
