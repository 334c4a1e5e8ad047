// What a stretch of the log comes to, in numbers: for the document's first page and for the web page's.
// Thread rules: plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "blocklists/change-control/change_control.h"

namespace schoolgate {

class LogSummary {
 public:
  struct Review {
    std::string id, reviewer;
    UtcSeconds due{};
    bool concluded = false;
  };

  void add(const Record& record);

  std::uint64_t entries = 0;
  std::uint64_t by_system = 0;
  std::optional<UtcMillis> first, last;  // moments of the first and the last entry
  std::map<std::string, std::uint64_t> kinds;
  // Temporary unblocks that were granted in this time, as they were granted.
  std::uint64_t unblocks = 0, ended_early = 0, ended_as_planned = 0;
  std::map<std::string, std::uint64_t> groups;     // id -> unblocks
  std::map<std::string, std::uint64_t> approvers;  // user -> unblocks that they granted or signed
  std::chrono::seconds total_length{}, longest{};
  std::uint64_t emergency_uses = 0;  // unblocks by one person alone, to be reviewed
  std::uint64_t refusals = 0;
  std::uint64_t untrusted = 0;  // entries that were written while the clock was not trusted
  std::vector<Review> reviews;

  std::uint64_t count(const std::string& kind) const;
  std::chrono::seconds average() const {
    return unblocks == 0 ? std::chrono::seconds{} : total_length / static_cast<std::int64_t>(unblocks);
  }
  /// Changes of what is blocked, for whom and where from; kind -> how many.
  std::map<std::string, std::uint64_t> policy_changes() const;

 private:
  void add_unblock(const Record& record);
  void add_review(const Record& record);
};

}  // namespace schoolgate
