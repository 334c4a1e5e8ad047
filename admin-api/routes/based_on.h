// Two people who edit the same thing: a change that was made from an older state than the present one is refused, not
// written over the other. What was read is named by the log's serial number; "the same thing" is the same noun and id.
// Callers that give no number (scripts, the console) are not compared. Shapes: openapi.yaml, "Two people".
// Thread rules: any thread; the router holds a lock from here to the end of the change.
#pragma once

#include <expected>
#include <string_view>

#include "admin-api/routes/context.h"

namespace schoolgate::routes {

inline constexpr const char* serial_header = "Schoolgate-Serial";
inline constexpr const char* based_on_header = "Schoolgate-Based-On";

/// A changed-meanwhile problem, naming who changed it and why, when the log has a later change to what `pattern` and
/// the call's first id name. Also when the number cannot be read, or is too old to compare.
std::expected<void, http::Problem> unless_changed(const Context& context, std::string_view pattern, const Call& call);

}  // namespace schoolgate::routes
