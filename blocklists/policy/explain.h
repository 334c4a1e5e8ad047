// Why a name is answered as it is: the same decide(), told tier by tier for people. Behind `why` and /api/v1/check.
// Thread rules: pure; any thread; allocates freely (not on a query's path).
// The policy is today's, whatever `at` is: a moment before the clock floor is told as one with a clock that is not
// right.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "blocklists/policy/decision.h"

namespace schoolgate {

struct Explanation {
  struct Step {
    Tier tier;
    std::string title;     // "Temporary unblocks"
    bool decided = false;  // this tier gave the verdict
    std::string says;      // "does not apply", "would allow: unblock u-12 for Year 9 until ..."
  };
  struct ListHit {
    std::string list, title, category;
    bool allow_type = false;
    // Of a response policy zone: the rule that is meant ("*.example.com") and what it does.
    std::string trigger;
    std::optional<ZoneAction> action;
  };
  /// A schedule that has a say about this name for this group, whatever decided.
  struct ByTheClock {
    std::string about;  // id of the category or service
    std::string schedule, name;
    bool in_force = false;
    std::string says;                // "allowed now, until Friday 2026-11-27 12:50"
    std::optional<UtcSeconds> next;  // when it begins or ends; nothing: not within a year
  };
  std::string name, group, group_name, client;
  std::string device, device_name;  // when it is one that the school knows
  bool client_known = false;
  UtcSeconds at{};
  bool clock_trusted = true;
  Decision decision;
  std::string sentence;     // the verdict in one sentence
  std::vector<Step> steps;  // all eight, in order
  std::vector<ListHit> hits;
  std::vector<std::string> categories;  // ids
  std::vector<ByTheClock> schedules;
  std::optional<std::string> safe_search_target;
  std::vector<std::string> what_would_change_it;  // "a temporary unblock for Year 9"
};

std::string_view to_text(Tier tier);  // "sealed list", "temporary unblock", ...
std::string_view to_text(Verdict verdict);
/// Sealed entries are never listed: a sealed verdict tells the tier and nothing else.
Explanation explain(const Snapshot& snapshot, const Address& client, NameView name, std::uint16_t type, UtcSeconds at,
                    const DeviceDirectory* directory = nullptr);
/// For whoever this is; `client` of what is told stays empty.
Explanation explain(const Snapshot& snapshot, const Client& who, NameView name, std::uint16_t type, UtcSeconds at);
/// A device of this group that nobody has taken off the internet; nothing when there is no such group.
std::optional<Client> client_of_group(const Snapshot& snapshot, std::string_view group);
/// The device that the school knows by this id, where it is in no address's group; nothing when there is none. One
/// whose group is its address's is told as one of the strictest.
std::optional<Client> client_of_device(const Snapshot& snapshot, std::string_view device);

}  // namespace schoolgate
