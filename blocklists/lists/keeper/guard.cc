#include "blocklists/lists/keeper/guard.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace schoolgate {
namespace {

/// Share of the lines with content that were rejected.
double rejected_share(const ImportTotals& totals) {
  const std::uint64_t content = totals.lines > totals.comments ? totals.lines - totals.comments : 0;
  return content == 0 ? 0.0 : static_cast<double>(totals.rejected) / static_cast<double>(content);
}

}  // namespace

std::optional<std::string> reason_to_hold(const RefreshFacts& facts) {
  const ImportTotals& fresh = facts.fresh;
  if (facts.protected_hit_count != 0)
    return fmt::format("it would block {} protected name{}: {}", facts.protected_hit_count,
                       facts.protected_hit_count == 1 ? "" : "s", fmt::join(facts.protected_hits, "; "));
  if (fresh.names == 0) return fmt::format("it has no names in its {} lines", fresh.lines);
  if (!facts.last_good) return std::nullopt;
  const ImportTotals& old = *facts.last_good;
  if (fresh.names * most_shrinking < old.names)
    return fmt::format("it shrank below half, from {} names to {}", old.names, fresh.names);
  if (old.names != 0 && fresh.names >= old.names * most_growth)
    return fmt::format("it grew tenfold, from {} names to {}", old.names, fresh.names);
  if (rejected_share(fresh) > rejected_share(old) + most_worse_parsing)
    return fmt::format("{:.0f} of 100 lines cannot be read as names, where it was {:.0f} before",
                       rejected_share(fresh) * 100, rejected_share(old) * 100);
  return std::nullopt;
}

}  // namespace schoolgate
