// A commit in the making: changes are taken, one after the other, onto a copy of what is in force. Nothing of it is in
// force, or on the disk, before the writer has made it so.
// Private to change control. Thread rules: plain values; a draft is used by one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <vector>

#include "blocklists/change-control/apply.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/trusted_clock.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// Everything that one commit replaces. Readers get it whole.
struct InForce {
  std::shared_ptr<const PolicyState> state = std::make_shared<PolicyState>();
  Checkpoint checkpoint;
  merkle::Peaks peaks;
  TrustedClock clock;
};

class Draft {
 public:
  enum class Check : bool { nothing, everything };  // nothing: the first start's own changes

  /// `current` is the state that it starts from; `options` must outlive it.
  Draft(InForce current, const ChangeControl::Options& options, UtcMillis now);

  /// One change, and what follows from it by rule. A fault leaves the draft fit for nothing.
  std::expected<Receipt, Fault> take(Proposal& proposal, Check check);
  /// Leaf and row of one change whose effect is in `next` already.
  void enter(const Proposal& proposal, const Effect& effect, std::uint64_t serial);

  InForce result;                     // its peaks and its clock; the writer puts state and checkpoint into it
  std::shared_ptr<PolicyState> next;  // the state
  Store::Batch batch;

 private:
  Receipt write(const Proposal& proposal);

  const ChangeControl::Options& options_;
  UtcMillis now_;
  bool trusted_;
};

/// What the passing of time asks for: the end of what is temporary, by the system.
std::vector<Proposal> due_at(const PolicyState& state, UtcSeconds now);

}  // namespace schoolgate
