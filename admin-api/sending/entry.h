// One notice to one recipient, as it waits in the outbox. It names what it is about and holds no text: that is put
// together when it is sent, so that what was erased from the log by then is told to nobody.
// Thread rules: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "blocklists/time.h"

namespace schoolgate::sending {

inline constexpr std::string_view to_person = "person:";    // "person:j.smith": the address that they have then
inline constexpr std::string_view to_address = "address:";  // "address:chair@governors.example"
inline constexpr std::string_view to_webhook = "webhook:";  // "webhook:mis"

struct Entry {
  std::uint64_t number = 0;  // the order of sending
  std::string id;            // stable over restarts: Message-ID and webhook-id are made of it
  std::string to;
  std::string kind;          // of the change, or of the reminder
  std::uint64_t serial = 0;  // of the change; 0: a reminder
  std::string subject;       // what a reminder is about
  UtcSeconds due{};          // when a reminder was due
  UtcSeconds queued{};
  std::string problem;    // why it was given up; empty while it waits
  UtcSeconds given_up{};  // when
};

/// Where it goes: all mail goes to one server, each webhook is one of its own. What fails there, fails for all.
inline std::string destination_of(std::string_view to) {
  return to.starts_with(to_webhook) ? std::string(to) : std::string("mail");
}

}  // namespace schoolgate::sending
