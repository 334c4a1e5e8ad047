#include "blocklists/change-control/request_steps.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate.h"
#include "blocklists/policy/approval.h"

namespace schoolgate {
namespace {

/// A trial tells an approver what to approve: once that is decided, or the request is another one, it ends.
void end_trials(const PolicyState& state, const std::string& request, std::vector<Further>& further) {
  for (const auto& [id, unblock] : state.unblocks)
    if (unblock.trial && unblock.request == request)
      further.push_back({change::UnblockEnded{id}, "its request was decided"});
}

}  // namespace

Step step(const PolicyState& /*state*/, const change::RequestChanged& c) { return {c.request, {}}; }

Step step(const PolicyState& state, const change::RequestWidened& c) {
  Step made{state.requests.at(c.id), {}};
  ++made.request.version;
  made.request.sign_offs.clear();
  std::ranges::copy(c.names, std::back_inserter(made.request.names));
  return made;
}

Step step(const PolicyState& state, const change::RequestSigned& c, std::uint64_t serial, UtcSeconds now) {
  Step made{state.requests.at(c.id), {}};
  Request& request = made.request;
  std::erase_if(request.sign_offs, [&](const SignOff& earlier) {
    return earlier.user == c.sign_off.user && earlier.at_console == c.sign_off.at_console;
  });
  request.sign_offs.push_back(c.sign_off);
  const Standing has = standing(state, request);
  if (!has.complete()) return made;
  request.state = RequestState::approved;
  request.unblock = fmt::format("u-{}", serial + 1);  // the next change is its grant
  made.further.push_back({change::UnblockGranted{unblock_of(request, has, now)}, request.why});
  end_trials(state, request.id, made.further);
  return made;
}

Step conclude(const PolicyState& state, const std::string& id, RequestState as, const change::Closing& closing,
              UtcSeconds now) {
  Step made{state.requests.at(id), {}};
  Request& request = made.request;
  const bool was_approved = request.state == RequestState::approved;
  request.state = as;
  request.closed = now;
  request.closed_by = closing.by;
  request.closed_because = closing.because;
  if (was_approved && state.unblocks.contains(request.unblock))
    made.further.push_back({change::UnblockEnded{request.unblock}, {}});
  end_trials(state, id, made.further);
  return made;
}

std::vector<Further> after_grant(const Unblock& unblock, UtcSeconds now) {
  if (!unblock.emergency_use) return {};
  Review review;
  review.id = unblock.id;
  review.about = ReviewAbout::unblock;
  review.names = unblock.names;
  review.done_by = unblock.approved_by.empty() ? unblock.requested_by : unblock.approved_by.front();
  review.due = now + usual_review;
  return {{change::ReviewOpened{review}, {}}};
}

std::vector<Further> after_end(const PolicyState& state, const Unblock& unblock, const change::Closing& by,
                               bool expired) {
  const auto request = state.requests.find(unblock.request);
  if (unblock.trial || request == state.requests.end() || request->second.state != RequestState::approved) return {};
  if (expired) return {{change::RequestExpired{unblock.request, by}, {}}};
  return {{change::RequestRevoked{unblock.request, by}, {}}};
}

}  // namespace schoolgate
