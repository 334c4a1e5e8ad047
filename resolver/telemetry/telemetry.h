// Reads the workers' tapes once a second and keeps what came of them: counts by the hour (in the store as well), the
// last blocked answers and the names that are blocked most (in memory, and only as the school lets it). Thread rules:
// any thread; look() runs on a thread of its own, at a low rate, unless a test calls it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "blocklists/policy/activity.h"
#include "blocklists/store/store.h"
#include "blocklists/time.h"
#include "resolver/statistics.h"

namespace schoolgate {

class Telemetry : public Activity {
 public:
  struct Options {
    Clock clock;
    std::function<Statistics()> statistics;  // the sum over all workers
    std::vector<Tape*> tapes;                // one a worker; they outlive this
    bool own_thread = true;
  };
  /// Reads what the store has of the last days.
  static std::unique_ptr<Telemetry> start(Store& store, Options options);
  /// Takes in what the workers have noted since the last time.
  virtual void look() = 0;
  /// Writes the counts to the store; done every few minutes and at the end.
  virtual void save() = 0;
};

}  // namespace schoolgate
