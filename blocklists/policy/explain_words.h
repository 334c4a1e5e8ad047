// The words of an explanation: why a tier answers as it does, why it does not, and what would change the verdict.
// It only tells what tiers.h found; it decides nothing. Private to blocklists/policy.
// Thread rules: pure; allocates freely.
#pragma once

#include <string>
#include <vector>

#include "blocklists/policy/tiers.h"

namespace schoolgate {

/// "Temporary unblocks"
std::string_view tier_title(Tier tier);
/// Why the tier that made `decision` answers so: "gambling, by list UT1 gambling".
std::string reason(const Findings& found, const Decision& decision);
/// Why `tier` says nothing: "no rule covers it".
std::string no_answer(const Findings& found, Tier tier, UtcSeconds at);
/// What a stand that is by schedule says now, and until when: "allowed now, until Friday 2026-11-27 12:50".
std::string by_the_clock(const Findings& found, const Snapshot::Stand& stand);
/// The rule of a response policy zone that gives the name this number in its list set: "www.example.com", or
/// "*.example.com". Of wildcards with the same action one below the other the uppermost, which says it all.
std::string zone_trigger(const CompiledLists& lists, NameView name, ListNumber number);
/// What somebody may do about it: "a temporary unblock for Year 9".
std::vector<std::string> ways_to_change(const Findings& found, const Decision& decision);

}  // namespace schoolgate
