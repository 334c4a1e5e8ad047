// What is told of the sealed lists: numbers, moments, and warnings when a list is old, damaged or was never there.
// Thread rules: pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "blocklists/lists/keeper/source_state.h"
#include "blocklists/lists/sealed/sealed_keeper.h"

namespace schoolgate {

/// Without a connector a list is imported by hand, and is old after as many days as a connector's usually is.
inline constexpr std::uint32_t usual_warn_after_days = 7;

/// `problems`: of lists that cannot be read from the store.
std::vector<SealedStatus> sealed_statuses(const PolicyState& state, const std::map<std::string, SourceState>& fetched,
                                          const std::vector<std::string>& problems, UtcSeconds now);

}  // namespace schoolgate
