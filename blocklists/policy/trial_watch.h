// The seam through which the resolver tells what happens on a device that is on trial. Workers call it for such a
// device only: whoever is on none costs a comparison with zero.
// Thread rules: saw() from every worker at once; it must not wait for anything but a moment's lock.
#pragma once

#include "blocklists/name.h"
#include "blocklists/policy/decision.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate {

class TrialWatch {
 public:
  virtual ~TrialWatch() = default;
  /// The client, whose `trials` is not empty, asked for this name (or an alias led to it), and that was decided of it.
  virtual void saw(const Snapshot& snapshot, const Client& client, NameView name, const Decision& decision,
                   UtcSeconds now) = 0;
};

}  // namespace schoolgate
