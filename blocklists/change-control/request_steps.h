// What happens to a request, step by step, and what follows from a step by rule: the last sign-off needed grants the
// unblock, and an unblock's end is its request's. Pure, so that the same log gives the same state on every box.
// Private to change control. Thread rules: pure functions.
#pragma once

#include <vector>

#include "blocklists/change-control/apply.h"

namespace schoolgate {

struct Step {
  Request request;
  std::vector<Further> further;
};

/// As change number `serial`, at `now`, in the state before it. The changes have been validated against it.
Step step(const PolicyState& state, const change::RequestChanged& c);
Step step(const PolicyState& state, const change::RequestWidened& c);
Step step(const PolicyState& state, const change::RequestSigned& c, std::uint64_t serial, UtcSeconds now);
/// Concluded: whatever of it is open ends with it.
Step conclude(const PolicyState& state, const std::string& id, RequestState as, const change::Closing& closing,
              UtcSeconds now);

/// What follows from an unblock that is granted (its id is known), and from one that ended.
std::vector<Further> after_grant(const Unblock& unblock, UtcSeconds now);
std::vector<Further> after_end(const PolicyState& state, const Unblock& unblock, const change::Closing& by,
                               bool expired);

}  // namespace schoolgate
