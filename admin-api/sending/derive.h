// From a change in the log, or a reminder, to the entries that go into the outbox.
// Thread rules: pure.
#pragma once

#include <string>
#include <vector>

#include "admin-api/sending/entry.h"
#include "admin-api/sending/reminders.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::sending {

/// `log` is the log's public key: ids of two boxes differ, and those of one box are the same each time.
std::vector<Entry> entries_for(const Record& record, const PolicyState& state, const std::string& log, UtcSeconds now);
std::vector<Entry> entries_for(const Reminder& reminder, const PolicyState& state, const std::string& log,
                               UtcSeconds now);

}  // namespace schoolgate::sending
