// Counts by the hour for the last days, in memory and in the store (Family::meta, "activity/" and the hour). Saved now
// and then in one batch that waits for no disk: a cut costs some minutes of counts, which nobody decides by. An SD card
// is written about 0.6 MiB a day for it: 288 times a row of 2 KiB at most (64 groups, 30 categories).
// Thread rules: one thread at a time.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "blocklists/policy/activity.h"
#include "blocklists/store/store.h"

namespace schoolgate {

class HourBook {
 public:
  /// A week to compare with, and the day that is running.
  static constexpr std::chrono::days kept{8};
  /// A clock that jumps about makes hours that never were.
  static constexpr std::size_t max_hours = 400;

  explicit HourBook(Store& store) : store_(store) {}
  /// What was saved. Rows that cannot be read are left out, and said in the log.
  void load();
  void add(UtcSeconds now, const HourCounts& counts);
  /// What changed since the last time; hours that are over for longer than `kept` go.
  void save(UtcSeconds now);
  std::vector<HourCounts> hours(UtcSeconds from, UtcSeconds to) const;

 private:
  using Hour = std::chrono::sys_time<std::chrono::hours>;
  static std::string key(Hour hour);
  Store& store_;
  std::map<Hour, HourCounts> hours_;
  std::set<Hour> unsaved_;
};

}  // namespace schoolgate
