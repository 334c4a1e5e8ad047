// The last blocked answers, one by one: for "just blocked" and for the trial of an unblock. In memory only, a named
// number of rows, and no row for longer than the school said (reports.h gives the reason). Thread rules: one thread at
// a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "blocklists/policy/activity.h"
#include "blocklists/policy/site_reports.h"

namespace schoolgate {

class RecentList {
 public:
  /// Some 300 octets each, 0.6 MiB in all: an hour of a secondary school, or what a person looks through at most.
  static constexpr std::size_t max_rows = 2000;
  /// A page asks for the same name again and again while it is loading, and devices ask for several record types: that
  /// is one row with a count.
  static constexpr std::chrono::seconds repeat_window{60};

  /// `block` has the client; it is forgotten here when the school keeps none.
  void add(RecentBlock block, RecentBlocks::Keep keep);
  /// Drops what is older than the school lets it be; everything when it keeps none, and clients it does not keep.
  void prune(UtcMillis now, const RecentBlocks& setting);
  std::vector<RecentBlock> rows(std::uint64_t after) const;

 private:
  static std::string key(const RecentBlock& block);
  void drop_oldest();
  std::deque<RecentBlock> rows_;                           // numbered without gaps
  std::unordered_map<std::string, std::uint64_t> by_key_;  // the newest row of each name and client
  std::uint64_t last_number_ = 0;
  RecentBlocks::Keep keep_ = RecentBlocks::Keep::without_client;
};

}  // namespace schoolgate
