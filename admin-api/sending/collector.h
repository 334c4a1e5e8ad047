// What there is to tell: from the log behind the cursor, from reminders, and once a month the checkpoint; into the
// outbox.
// Thread rules: one thread at a time.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/sending/outbox.h"
#include "admin-api/sending/reminders.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::sending {

/// A box without a clock of its own shows a wrong time at each start, until the network tells it.
inline constexpr std::chrono::minutes clock_patience{10};

class Collector {
 public:
  Collector(const ChangeControl& changes, Outbox& outbox, std::vector<Producer> producers);
  /// Faults: storage; what was not queued is found again the next time.
  std::expected<void, Fault> collect(UtcSeconds now);
  /// Queues this moment's checkpoint for the chair, beside the monthly one.
  std::expected<std::size_t, Fault> queue_checkpoint(UtcMillis now);

 private:
  std::expected<void, Fault> read_log(UtcSeconds now);
  std::vector<Reminder> reminders_at(UtcSeconds now);
  std::expected<void, Fault> look_for_reminders(UtcSeconds now);
  std::expected<void, Fault> look_for_month(UtcSeconds now);

  const ChangeControl& changes_;
  Outbox& outbox_;
  const std::vector<Producer> producers_;
  const std::string log_;
  std::string zone_name_;
  Zone zone_;
  std::optional<UtcSeconds> clock_wrong_since_;  // as the wrong clock says
};

}  // namespace schoolgate::sending
