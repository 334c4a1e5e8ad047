#include "admin-api/sending/reminders.h"

#include <array>

#include <fmt/format.h>

#include "admin-api/sending/notices.h"
#include "blocklists/policy/reminders.h"

namespace schoolgate::sending {
namespace {

std::chrono::year_month_day date_of(UtcSeconds when, const Zone& zone) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(zone.local(when)));
}

std::vector<std::string> only(const std::string& user) {
  return user.empty() ? std::vector<std::string>() : std::vector{user};
}

}  // namespace

std::vector<Reminder> unblocks_that_end(const PolicyState& state, UtcSeconds now) {
  std::vector<Reminder> reminders;
  for (const auto& [id, unblock] : state.unblocks) {
    // One for a day or less was granted with its end in mind.
    if (!unblock.request.empty() || unblock.trial || unblock.until <= now ||
        unblock.until - unblock.starts <= before_the_end)
      continue;
    reminders.push_back(
        {std::string(unblock_ends_reminder), id, only(unblock.requested_by), unblock.until - before_the_end});
  }
  return reminders;
}

std::vector<Reminder> of_requests(const PolicyState& state, UtcSeconds now) {
  std::vector<Reminder> reminders;
  for (auto& each : request_reminders(state, now)) {
    const bool ends = each.kind == RequestReminder::Kind::ends_soon;
    reminders.push_back({std::string(ends ? unblock_ends_reminder : request_waits_reminder), std::move(each.request),
                         std::move(each.people), each.due});
  }
  return reminders;
}

std::vector<Reminder> reviews_overdue(const PolicyState& state, UtcSeconds /*now*/) {
  std::vector<Reminder> reminders;
  for (const auto& [id, review] : state.reviews)
    if (review.open())
      reminders.push_back({std::string(review_overdue_reminder), id, only(review.reviewer), review.due});
  return reminders;
}

std::vector<Producer> usual_producers() { return {unblocks_that_end, of_requests, reviews_overdue}; }

std::string month_of(UtcSeconds when, const Zone& zone) {
  const auto date = date_of(when, zone);
  return fmt::format("{:04}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

std::string month_in_words(UtcSeconds when, const Zone& zone) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const auto date = date_of(when, zone);
  return fmt::format("{} {}", months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

}  // namespace schoolgate::sending
