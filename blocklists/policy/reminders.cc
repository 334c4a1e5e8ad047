#include "blocklists/policy/reminders.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "blocklists/policy/approval.h"

namespace schoolgate {
namespace {

/// The running unblock is asked, not the request: it may have begun later than was wished.
std::optional<RequestReminder> end_of(const PolicyState& state, const Request& request) {
  const auto unblock = state.unblocks.find(request.unblock);
  if (request.state != RequestState::approved || unblock == state.unblocks.end()) return std::nullopt;
  const auto person = state.people.find(request.requested_by);
  if (person == state.people.end() || person->second.disabled) return std::nullopt;
  const auto lasts = unblock->second.until - unblock->second.starts;
  const auto before = lasts <= short_request ? remind_before_short_end : remind_before_end;
  if (lasts <= before) return std::nullopt;  // it would be told at its start
  return RequestReminder{
      RequestReminder::Kind::ends_soon, request.id, unblock->second.until - before, {request.requested_by}};
}

std::optional<RequestReminder> waiting(const PolicyState& state, const Request& request) {
  if (!request.open()) return std::nullopt;
  auto people = who_could_sign(state, request);
  if (people.empty()) return std::nullopt;
  const UtcSeconds due =
      std::max(request.made, std::min(request.made + remind_of_waiting, request.starts - remind_of_waiting));
  if (due == request.made) return std::nullopt;  // they have only just been asked
  return RequestReminder{RequestReminder::Kind::waits, request.id, due, std::move(people)};
}

}  // namespace

std::vector<RequestReminder> request_reminders(const PolicyState& state, UtcSeconds now) {
  std::vector<RequestReminder> reminders;
  for (const auto& [id, request] : state.requests)
    for (auto& reminder : {end_of(state, request), waiting(state, request)})
      if (reminder && now < request.until) reminders.push_back(*reminder);
  std::ranges::sort(reminders, {}, [](const RequestReminder& r) { return std::tie(r.due, r.request, r.kind); });
  return reminders;
}

}  // namespace schoolgate
