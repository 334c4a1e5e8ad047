// Whether a refreshed list may take the place of the last good one. A publisher's accident (an empty file, a web page
// instead of a list, a list of everything) must not reach the classroom: the last good list stays, with the reason.
// Thread rules: pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

/// A refresh that grows tenfold is more likely another list, or a mistake, than ten times as much abuse overnight.
inline constexpr std::uint64_t most_growth = 10;
/// A refresh that loses more than half was most likely cut off.
inline constexpr std::uint64_t most_shrinking = 2;
/// Lines that are rejected, as a share of all that are not comments, may rise by this much before the file is taken for
/// something else. It is a rise, not a level: of a browser's filter list, DNS can honour only a part at the best of
/// times.
inline constexpr double most_worse_parsing = 0.20;

struct RefreshFacts {
  std::optional<ImportTotals> last_good;  // nothing: no list is in force yet
  ImportTotals fresh;
  std::vector<std::string> protected_hits;  // "www.gov.uk: ..."; the first few are enough
  std::uint64_t protected_hit_count = 0;
};

/// Nothing when the refresh may be taken; else why it is held, in a sentence for the network manager.
std::optional<std::string> reason_to_hold(const RefreshFacts& facts);

}  // namespace schoolgate
