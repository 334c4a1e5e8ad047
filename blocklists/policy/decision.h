// decide(): the heart of the product. A pure function of what is in force, who asks, what for and when.
// Tiers are in the order in which they win; the first match decides (README, "Who wins";
// tests/blocklists/policy/decision_table.txt). The tiers themselves are in tiers.cc. Safe search is not a verdict: it
// is laid over `allowed` by safe_search.h. Thread rules: pure; allocates nothing; any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "blocklists/name.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/time.h"

namespace schoolgate {

enum class Tier : std::uint8_t {
  sealed = 1,     // illegal content: nobody can disable, override or list it
  quarantine,     // this device gets nothing
  emergency,      // emergency block
  unblock,        // active temporary unblock
  walled_garden,  // allow-only group
  rule,           // the school's allow and block rules
  category,       // services and categories as this group has them at this time of day
  standard        // nothing said otherwise: allowed
};

enum class Verdict : std::uint8_t { allow, block };

struct Decision {
  Verdict verdict = Verdict::allow;
  Tier tier = Tier::standard;
  /// Id of the quarantine, emergency block, unblock, rule or service that decided; empty otherwise. Borrowed from the
  /// snapshot.
  std::string_view by;
  ListSetId lists = 0;          // the lists that hold the name, whatever decided
  CategoryNumber category = 0;  // the one that decided; only for Tier::category without a service
  /// Seconds from now until this decision may change by itself: an answer's TTL must not be longer.
  std::uint32_t valid_for = UINT32_MAX;
  std::optional<ServiceNumber> service = std::nullopt;  // the service or search engine that decided
  bool own = false;  // the school's own name: a local record's, or in a zone that is forwarded
  /// What a response policy zone does with the name, when it was one that decided, and which. A block is not in the
  /// school's style then, but this; tcp_only is an "allow" that counts over TCP only.
  std::optional<ZoneAction> action = std::nullopt;
  ListNumber zone = 0;
};

/// `now` before the state's clock floor is not to be trusted: time-limited permissions are then not in force, and
/// time-limited restrictions are.
Decision decide(const Snapshot& snapshot, const Client& client, NameView name, std::uint16_t type, UtcSeconds now);
/// When it is known already what the snapshot's trie says of the name.
Decision decide(const Snapshot& snapshot, const Client& client, NameView name, std::uint16_t type, UtcSeconds now,
                ListSetId lists);

bool clock_is_sane(const PolicyState& state, UtcSeconds now);

}  // namespace schoolgate
