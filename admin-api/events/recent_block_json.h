// A blocked answer as JSON: the same in the list and in the event.
// Thread rules: a pure function.
#pragma once

#include <nlohmann/json.hpp>

#include "blocklists/policy/activity.h"

namespace schoolgate {

nlohmann::ordered_json to_json(const RecentBlock& block);
/// The fields of a reason: tier, by, category.
void add_reason(nlohmann::ordered_json& json, const BlockReason& why);

}  // namespace schoolgate
