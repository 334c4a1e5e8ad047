// The sources' states, in memory and in the store: read by pages, written by the keeper's jobs.
// Thread rules: every member from any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "blocklists/lists/keeper/source_state.h"

namespace schoolgate {

class SourceBook {
 public:
  explicit SourceBook(Store& store) : store_(store) {}
  /// What the store holds; nothing on a fault, which is logged: every source is then simply fetched anew.
  void load();
  /// An empty state for an unknown id.
  SourceState get(const std::string& id) const;
  /// A store that refuses the write is logged and the state kept in memory: fetching goes on.
  void put(const std::string& id, const SourceState& state);
  /// Forgets every source that `keep` does not want.
  void forget_unless(const std::function<bool(const std::string&)>& keep);

 private:
  Store& store_;
  mutable std::mutex mutex_;  // guards states_
  SourceStates states_;
};

}  // namespace schoolgate
