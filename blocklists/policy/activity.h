// What was asked and blocked, for people: counts by the hour, blocked answers one by one for a while, and the names
// that most devices are refused. The resolver's telemetry fills it, the admin API shows it. No sealed name is ever in
// it. Thread rules: values, and an interface that any thread may call.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "blocklists/policy/decision.h"
#include "blocklists/time.h"

namespace schoolgate {

/// Counts of one hour, or of a part of it.
struct HourCounts {
  struct OfGroup {
    std::uint64_t queries = 0, blocked = 0;
    friend bool operator==(const OfGroup&, const OfGroup&) = default;
  };
  UtcSeconds start{};  // of the hour, UTC
  std::uint64_t queries = 0, blocked = 0, rewritten = 0, failed = 0, cached = 0;
  std::map<std::string, std::uint64_t> by_category;  // blocked, by taxonomy id; services count for their kind
  std::map<std::string, OfGroup> by_group;           // by id
  bool empty() const { return queries == 0 && blocked == 0; }
  friend bool operator==(const HourCounts&, const HourCounts&) = default;
};

/// Why an answer was blocked, in decide()'s terms.
struct BlockReason {
  Tier tier = Tier::standard;
  std::string by;        // id of the rule, service, emergency block or quarantine that decided; may be empty
  std::string category;  // taxonomy id, when it was one, or a service's kind
  friend bool operator==(const BlockReason&, const BlockReason&) = default;
};

struct RecentBlock {
  std::uint64_t number = 0;  // in order of the first time, from 1 at each start
  UtcMillis first{}, last{};
  std::uint64_t times = 1;  // the same name for the same client within a short while is one row
  std::string name;         // empty: of a sealed list, which nobody is told
  std::uint16_t type = 0;   // record type of the first question
  std::string client;       // address; empty when the school does not keep it
  std::string device;       // id of a device that the school knows; likewise
  std::string group;        // id
  BlockReason why;
};

struct OftenBlocked {
  std::string name;
  std::uint64_t devices = 0;  // distinct ones in the last day, about
  std::uint64_t at_most = 0;  // as many may have been overlooked while the table was full
  std::uint64_t times = 0;
  UtcSeconds last{};
  std::string group;  // of the last client
  BlockReason why;    // of the last time
};

class Activity {
 public:
  virtual ~Activity() = default;
  /// Hours with something in them, oldest first, that start in [from, to).
  virtual std::vector<HourCounts> hours(UtcSeconds from, UtcSeconds to) const = 0;
  /// Rows whose number is above `after`, oldest first; none when the school keeps none.
  virtual std::vector<RecentBlock> recent_blocks(std::uint64_t after = 0) const = 0;
  /// Most devices first.
  virtual std::vector<OftenBlocked> often_blocked() const = 0;
  /// Names that were asked for lately, whatever the answer; a sample, and of nobody in particular.
  virtual std::vector<std::string> recent_names() const = 0;
};

}  // namespace schoolgate
