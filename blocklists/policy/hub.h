// Brings the two halves of what is in force together, the school's state and the compiled lists, and publishes each new
// Snapshot to those who answer and explain.
// Thread rules: on_state(), on_lists() and on_sealed() from any thread, serialised inside; current() from any thread.
// Subscribers are called in order, before those return; they may call current(), nothing else here.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "blocklists/policy/snapshot.h"

namespace schoolgate {

class PolicyHub {
 public:
  using Subscriber = std::function<void(std::shared_ptr<const Snapshot>)>;
  PolicyHub(std::shared_ptr<const PolicyState> state, std::shared_ptr<const CompiledLists> lists,
            std::shared_ptr<const SealedSet> sealed, Clock clock = system_clock_now);
  void on_state(std::shared_ptr<const PolicyState> state);
  void on_lists(std::shared_ptr<const CompiledLists> lists);
  void on_sealed(std::shared_ptr<const SealedSet> sealed);
  /// Builds anew when less than half of the schedules' horizon is left, or the clock has left it: a Snapshot stays
  /// exact without this, but slow. To be called now and then; costs nothing when nothing is due.
  void tick();
  std::shared_ptr<const Snapshot> current() const;
  /// Called with the current snapshot at once, then with every new one.
  void subscribe(Subscriber subscriber);

 private:
  /// Builds from the parts and hands the result round. The caller holds publishing_.
  void publish();

  const Clock clock_;
  std::mutex publishing_;  // guards the parts and the subscribers; held through a publication, so that they keep order
  std::shared_ptr<const PolicyState> state_;
  std::shared_ptr<const CompiledLists> lists_;
  std::shared_ptr<const SealedSet> sealed_;
  std::vector<Subscriber> subscribers_;

  mutable std::mutex mutex_;  // guards current_ only, for no longer than a copy: readers never wait for a build
  std::shared_ptr<const Snapshot> current_;
};

}  // namespace schoolgate
