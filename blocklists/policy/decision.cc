#include "blocklists/policy/decision.h"

#include "blocklists/policy/tiers.h"

namespace schoolgate {

Decision decide(const Snapshot& snapshot, const Client& client, NameView name, std::uint16_t type, UtcSeconds now) {
  return decide(snapshot, client, name, type, now, snapshot.lists->trie.lookup(name).lists);
}

// The record type decides nothing yet: every tier speaks of names. It is passed so that rules by type need no new seam.
Decision decide(const Snapshot& snapshot, const Client& client, NameView name, std::uint16_t /*type*/, UtcSeconds now,
                ListSetId lists) {
  const Findings found = look_up(snapshot, client, name, now, lists);
  for (const TierAnswer tier : tiers_in_order)
    if (const std::optional<Decision> decision = tier(found)) return *decision;
  return {};  // not reached: the last tier always answers
}

bool clock_is_sane(const PolicyState& state, UtcSeconds now) { return now >= state.clock_floor; }

}  // namespace schoolgate
