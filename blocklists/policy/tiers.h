// The eight tiers of "Who wins", one function each. decide() takes the first that answers; explain() asks all of them.
// There is no third place where a verdict is made. Private to blocklists/policy.
// Thread rules: pure; nothing allocates.
#pragma once

#include <array>
#include <optional>

#include "blocklists/policy/decision.h"

namespace schoolgate {

/// Everything that is said of a name for a client at a moment, gathered in one walk of the name.
struct Findings {
  const Snapshot* snapshot = nullptr;
  const Client* client = nullptr;
  NameView name;
  UtcSeconds now{};
  bool clock_sane = true;
  ListSetId lists = 0;

  bool quarantined = false;
  std::string_view emergency;  // id of the emergency block that is in force on the name, or empty
  bool essential = false;
  bool in_garden = false;
  bool own = false;  // the school's own name: a local record's, or in a zone that is forwarded
  const Snapshot::UnblockRef* unblock = nullptr;  // the one in force: at the most specific name, then the lowest id
  const Snapshot::RuleRef* rule = nullptr;        // the one that wins among the rules
  std::optional<ServiceNumber> service;           // the one that speaks for the group, at the most specific name
  Snapshot::Says service_says = Snapshot::Says::nothing;
  CategorySet listed;            // the categories of its lists and zones, and of the services that it belongs to
  CategorySet wanted, unwanted;  // of the lists' categories: those that allow it now, and those that block it

  const Snapshot::ZoneSaying* zone = nullptr;  // of the first response policy zone that speaks for the group now

  // Seconds until a quarantine or an unblock over this client and name begins or ends.
  std::uint32_t quarantine_edge = UINT32_MAX;
  std::uint32_t unblock_edge = UINT32_MAX;
  std::uint32_t schedule_edge = UINT32_MAX;  // until a schedule that had a say begins or ends
};
/// `lists`: what the snapshot's trie says of the name.
Findings look_up(const Snapshot& snapshot, const Client& client, NameView name, UtcSeconds now, ListSetId lists);

/// What the tier says of the findings; nothing when it does not apply.
using TierAnswer = std::optional<Decision> (*)(const Findings&);
/// In the order in which they win; the place of a tier is its number less one.
extern const std::array<TierAnswer, 8> tiers_in_order;

}  // namespace schoolgate
