// What waits for somebody to decide or look at it: for the home page, which is told of it as it changes.
// Thread rules: pure functions.
#pragma once

#include <cstddef>

#include <nlohmann/json.hpp>

#include "blocklists/policy/model.h"

namespace schoolgate {

struct Waiting {
  std::size_t requests = 0;      // for temporary unblocks, that nobody has rejected and that lack a sign-off
  std::size_t site_reports = 0;  // from the block page
  std::size_t reviews = 0;       // of what was done in haste
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

Waiting waiting_in(const PolicyState& state);
nlohmann::ordered_json to_json(const Waiting& waiting);

}  // namespace schoolgate
