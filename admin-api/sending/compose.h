// An entry and what it is about, put together as a mail's or a webhook's text, at the time of sending.
// Thread rules: any thread; reads the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "admin-api/sending/entry.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::sending {

struct Composed {
  std::string subject, body;  // of a mail
  std::string summary;        // of a webhook: without a person or a name
  std::string about;          // id of what changed; empty when it is a person's or a device's
  std::string about_always;   // with those
  UtcMillis time{};           // of the change; of a reminder: when it was due
};

/// Nothing when there is nothing left to tell: the log has no such entry any more, or a reminder came too late.
std::optional<Composed> compose(const Entry& entry, const ChangeControl& changes, std::uint64_t left_out);
/// What `schoolgate mail test` sends.
Composed test_message(const ChangeControl& changes);

}  // namespace schoolgate::sending
