#include "blocklists/policy/decision.h"

#include "blocklists/policy/tiers.h"

namespace schoolgate {

// The record type decides nothing yet: every tier speaks of names. It is passed so that rules by type need no new seam.
Decision decide(const Snapshot& snapshot, const Client& client, NameView name, std::uint16_t /*type*/, UtcSeconds now) {
  const Findings found = look_up(snapshot, client, name, now);
  for (const TierAnswer tier : tiers_in_order)
    if (const std::optional<Decision> decision = tier(found)) return *decision;
  return {};  // not reached: the last tier always answers
}

bool clock_is_sane(const PolicyState& state, UtcSeconds now) { return now >= state.clock_floor; }

}  // namespace schoolgate
