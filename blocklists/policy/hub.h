// Brings the two halves of what is in force together, the school's state and the compiled lists, and publishes each new
// Snapshot to those who answer and explain.
// Thread rules: on_state() and on_lists() from any thread, serialised inside; current() from any thread.
// Subscribers are called in order, before on_state() or on_lists() returns.
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
            std::shared_ptr<const SealedSet> sealed);
  void on_state(std::shared_ptr<const PolicyState> state);
  void on_lists(std::shared_ptr<const CompiledLists> lists);
  std::shared_ptr<const Snapshot> current() const;
  /// Called with the current snapshot at once, then with every new one.
  void subscribe(Subscriber subscriber);

 private:
  void publish();
  mutable std::mutex mutex_;        // guards everything below; never held while subscribers read
  std::mutex publishing_;           // keeps publications in order
  std::shared_ptr<const PolicyState> state_;
  std::shared_ptr<const CompiledLists> lists_;
  std::shared_ptr<const SealedSet> sealed_;
  std::shared_ptr<const Snapshot> current_;
  std::vector<Subscriber> subscribers_;
};

}  // namespace schoolgate
