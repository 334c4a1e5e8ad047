// What people are to be told about requests as time goes by, as a pure function. Nothing here sends.
// Thread rules: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

// On the day before, so that an extension can be asked for and approved in time.
inline constexpr std::chrono::hours remind_before_end{24};
// For an unblock that lasts two days or less a day before would be at its start.
inline constexpr std::chrono::hours remind_before_short_end{1};
inline constexpr std::chrono::hours short_request{48};
// A request that nobody has signed a day before it is to begin, or a day after it was made, whichever is first.
inline constexpr std::chrono::hours remind_of_waiting{24};

struct RequestReminder {
  enum class Kind : std::uint8_t {
    ends_soon,  // an approved request; to its requester, who may ask for an extension
    waits       // a request that still needs sign-offs; to those who could give them
  };
  Kind kind = Kind::ends_soon;
  std::string request;              // id
  UtcSeconds due{};                 // when it became due
  std::vector<std::string> people;  // users with enabled accounts; never empty
  friend bool operator==(const RequestReminder&, const RequestReminder&) = default;
};

/// All of requests whose time is not over, by when they are due, which may be to come. One whose request was concluded
/// or signed meanwhile is gone.
std::vector<RequestReminder> request_reminders(const PolicyState& state, UtcSeconds now);

}  // namespace schoolgate
