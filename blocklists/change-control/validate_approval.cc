// What a sign-off must fulfil, and a trial on a test device, by which an approver finds out what a request needs.
// Asked at the one door through which changes come: of two approvers at once the second one meets what the first left.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/approval.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate {
namespace {

/// A request that can still be approved now.
std::expected<const Request*, Fault> approvable(const Situation& in, const std::string& id) {
  const auto found = in.state.requests.find(id);
  if (found == in.state.requests.end()) return not_there("request", id);
  const Request& request = found->second;
  if (!request.open())
    return fault(Fault::Kind::conflict,
                 fmt::format("the request {} is {} already", id, told_state(request, in.around.now)));
  if (!in.around.clock_trusted)
    return fault(Fault::Kind::unavailable,
                 "the box does not know the time yet, so nothing can be approved until a time",
                 "Wait until its clock is set, or set it and accept it (change: clock.accepted).");
  if (request.until <= in.around.now)
    return fault(Fault::Kind::conflict, fmt::format("the request {} came to its end before it was approved", id),
                 "Whoever asked may ask again for a later time.");
  const auto requester = in.state.people.find(request.requested_by);
  if (!request.at_console && (requester == in.state.people.end() || requester->second.disabled))
    return fault(Fault::Kind::conflict,
                 fmt::format("the account {}, which asked for this, is not in use any more", request.requested_by),
                 "Reject the request; a colleague may ask instead.");
  return &request;
}

/// The requester's own word counts for nothing here, and that of the console only where it cannot be the requester's.
Checked check_signer(const Situation& in, const Request& request, const SignOff& sign_off) {
  if (!sign_off.at_console && !request.at_console && request.requested_by == in.actor.user)
    return fault(Fault::Kind::forbidden, "nobody approves their own request", "Ask a colleague to sign it.");
  if (counts(in.state, request, sign_off)) return {};
  return fault(Fault::Kind::forbidden,
               "at the console nobody can tell a network manager from the one who asked for this",
               "A network manager other than the requester signs in and approves it.");
}

Checked check_risk(const change::RequestSigned& c, const Request& request, SignOff& sign_off, int stands) {
  if (c.risk) {
    const auto made = make_risk(c.risk->likelihood, c.risk->impact);
    if (!made)
      return fault(Fault::Kind::bad_input, "likelihood and impact are numbers from 1 to 5, and both are needed");
    sign_off.risk = *made;
    return {};
  }
  for (const SignOff& other : request.sign_offs)
    if (other.risk.rating == stands && stands > 0) sign_off.risk = other.risk;
  if (sign_off.risk.rating == 0) sign_off.risk = request.proposed;
  if (sign_off.risk.rating > 0) return {};
  return fault(Fault::Kind::bad_input, fmt::format("nobody has rated the risk of the request {} yet", request.id),
               "Give likelihood and impact, 1 to 5 each.");
}

/// Signing twice says nothing new, unless the rating has changed since.
Checked check_new(const Situation& in, const Request& request, const SignOff& sign_off, int stands) {
  for (const SignOff& earlier : request.sign_offs)
    if (earlier.user == sign_off.user && earlier.at_console == sign_off.at_console &&
        counts(in.state, request, earlier) && earlier.risk == sign_off.risk && earlier.risk.rating >= stands)
      return fault(Fault::Kind::conflict,
                   fmt::format("{} has signed the request {} already", sign_off.user, request.id),
                   "The other sign-off is another person's.");
  return {};
}

/// Running trials on this device, as far as their addresses tell.
bool on_trial(const Situation& in, const change::TrialStarted& c) {
  return std::ranges::any_of(in.state.unblocks, [&](const auto& row) {
    const Unblock& other = row.second;
    if (!other.trial || other.until <= in.around.now) return false;
    if (other.request == c.request) return true;
    if (!c.known.empty()) return other.known == c.known;
    return other.device && (other.device->contains(c.device->address) || c.device->contains(other.device->address));
  });
}

Checked check_device(const Situation& in, const change::TrialStarted& c) {
  if (!c.known.empty()) {
    if (c.device) return fault(Fault::Kind::bad_input, "name a known device or give an address, not both");
    return exists(in.state.devices, "device", c.known);
  }
  if (!c.device) return fault(Fault::Kind::bad_input, "the trial names no device", "Say which device it is tried on.");
  if (c.device->bits == Prefix{}.bits) return {};
  return fault(Fault::Kind::bad_input, fmt::format("{} is not one device's address", c.device->to_text()));
}

}  // namespace

Checked check(const Situation& in, change::RequestSigned& c) {
  const auto found = approvable(in, c.id);
  if (!found) return std::unexpected(found.error());
  const Request& request = **found;
  if (c.version != request.version)
    return fault(Fault::Kind::conflict,
                 fmt::format("the request {} has changed: this approves version {}, and it is at version {} now", c.id,
                             c.version, request.version),
                 "Look at it again before you sign.");
  const bool console = in.actor.via == Actor::Via::console;
  const Role role = console ? Role::network_manager : in.actor.role;
  const auto judgement = judgement_of(role);
  if (!judgement) return fault(Fault::Kind::forbidden, "this account approves nothing");
  c.sign_off = {in.actor.user, console, *judgement, role == Role::leadership, c.version, {}, in.around.now};
  const int stands = standing(in.state, request).risk;
  return all_of({[&] { return check_signer(in, request, c.sign_off); },
                 [&] { return check_risk(c, request, c.sign_off, stands); },
                 [&] { return check_new(in, request, c.sign_off, stands); },
                 // What was possible when it was asked for may not be any more.
                 [&] { return has_room_for_rule(in); },
                 [&] {
                   auto groups = request.groups;
                   return check_groups(in.state, groups);
                 },
                 [&] { return check_opening(in.around, request.names); }});
}

Checked check(const Situation& in, change::TrialStarted& c) {
  const auto found = approvable(in, c.request);
  if (!found) return std::unexpected(found.error());
  const Request& request = **found;
  if (auto checked = check_device(in, c); !checked) return checked;
  if (c.lasts < std::chrono::minutes(1) || c.lasts > max_trial)
    return fault(Fault::Kind::bad_input, fmt::format("a trial lasts {} minutes at most", max_trial.count()));
  if (on_trial(in, c))
    return fault(Fault::Kind::conflict, "a trial of this request, or on this device, is running already",
                 "End it first, or wait until it has ended.");
  const auto trials = std::ranges::count_if(in.state.unblocks, [](const auto& row) { return row.second.trial; });
  if (static_cast<std::size_t>(trials) >= max_trials)
    return fault(Fault::Kind::limit, fmt::format("{} trials are running already", max_trials));
  c.unblock = unblock_of(request, {}, in.around.now);
  c.unblock.starts = in.around.now;
  c.unblock.until = in.around.now + c.lasts;
  c.unblock.requested_by = in.actor.user;
  c.unblock.trial = true;
  c.unblock.groups.clear();
  c.unblock.device = c.device;
  c.unblock.known = c.known;
  return all_of({[&] { return has_room_for_rule(in); }, [&] { return check_opening(in.around, c.unblock.names); }});
}

}  // namespace schoolgate
