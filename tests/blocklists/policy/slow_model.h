// A second opinion on decide(): the eight tiers written down once more, slowly, on text and plain loops, straight from
// the school's state. It shares no code with blocklists/policy but the taxonomy.
#pragma once

#include <string>
#include <vector>

#include "blocklists/policy/decision.h"
#include "tests/blocklists/policy/world.h"

namespace schoolgate::test {

struct SlowDecision {
  Verdict verdict = Verdict::allow;
  Tier tier = Tier::standard;
  std::string by;
  std::string category;  // id, when the category decided
  friend bool operator==(const SlowDecision&, const SlowDecision&) = default;
};

SlowDecision slow_decide(const World& world, const Address& client, const std::string& name, UtcSeconds now);

}  // namespace schoolgate::test
