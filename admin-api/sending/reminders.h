// Reminders: what people are told though nothing has changed, because a moment comes. Producers are pure functions of
// the state and the time; the sender queues each reminder once, when it is due, and remembers that it did for as long
// as a producer names it. Thread rules: pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "blocklists/policy/model.h"
#include "blocklists/zone.h"

namespace schoolgate::sending {

struct Reminder {
  std::string kind;                 // a row of notices.cc
  std::string subject;              // id of what it is about
  std::vector<std::string> people;  // users whom it is for
  UtcSeconds due{};                 // told then, and not before
};

/// All that are due or will be, so that those that were told are remembered.
using Producer = std::function<std::vector<Reminder>(const PolicyState& state, UtcSeconds now)>;

/// Long enough before the end to ask for more, short enough to be about tomorrow's lesson.
inline constexpr std::chrono::hours before_the_end{24};

/// Of unblocks that nobody asked for by a request.
std::vector<Reminder> unblocks_that_end(const PolicyState& state, UtcSeconds now);
/// Of requests for unblocks: by the rules of policy/reminders.h.
std::vector<Reminder> of_requests(const PolicyState& state, UtcSeconds now);
std::vector<Reminder> reviews_overdue(const PolicyState& state, UtcSeconds now);
std::vector<Producer> usual_producers();

/// "2026-11", on the school's wall.
std::string month_of(UtcSeconds when, const Zone& zone);
/// "November 2026"
std::string month_in_words(UtcSeconds when, const Zone& zone);

}  // namespace schoolgate::sending
