#include "blocklists/change-control/draft.h"

#include <algorithm>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate {

Draft::Draft(InForce current, const ChangeControl::Options& options, UtcMillis now)
    : result(std::move(current)),
      next(std::make_shared<PolicyState>(*result.state)),
      options_(options),
      now_(now),
      trusted_(result.clock.trusts(now)) {}

std::expected<Receipt, Fault> Draft::take(Proposal& proposal, Check check) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now_);
  trusted_ = result.clock.trusts(now_);
  if (check == Check::everything) {
    const Surroundings around{seconds, trusted_, options_.build_date, options_.sealed};
    if (auto valid = validate(*next, around, proposal); !valid) return std::unexpected(valid.error());
  }
  if (const auto* accepted = std::get_if<change::ClockAccepted>(&proposal.change)) {
    result.clock.accept(std::min(accepted->floor, seconds));
    trusted_ = true;
  }
  return write(proposal);
}

Receipt Draft::write(const Proposal& proposal) {
  const auto effect = apply(*next, proposal.change, next->serial + 1, std::chrono::floor<std::chrono::seconds>(now_),
                            {proposal.actor.user, proposal.why});
  Receipt receipt{next->serial, effect.subject, {}};
  enter(proposal, effect, next->serial);
  for (const Further& further : effect.further)
    write({proposal.actor, further.why.empty() ? proposal.why : further.why, further.change});
  return receipt;
}

void Draft::enter(const Proposal& proposal, const Effect& effect, std::uint64_t serial) {
  const codec::Entry entry{
      serial,       now_,           trusted_,      proposal.actor, std::string(kind_of(proposal.change).name),
      proposal.why, effect.subject, effect.before, effect.after};
  log::append(batch, result.peaks, serial, codec::encode_leaf(entry));
  if (trusted_) result.clock.saw(now_);
  if (effect.value) {
    batch.put(Family::state, effect.key, *effect.value);
  } else if (!effect.key.empty()) {
    batch.erase(Family::state, effect.key);
  }
}

std::vector<Proposal> due_at(const PolicyState& state, UtcSeconds now) {
  std::vector<Proposal> due;
  const auto by_system = [&](Change change) {
    due.push_back(
        {{"schoolgate", Role::network_manager, Actor::Via::system, ""}, "its time was up", std::move(change)});
  };
  for (const auto& [id, unblock] : state.unblocks)
    if (unblock.until <= now) by_system(change::UnblockExpired{id});
  for (const auto& [id, quarantine] : state.quarantines)
    if (quarantine.until && *quarantine.until <= now) by_system(change::QuarantineEnded{id});
  for (const auto& [id, token] : state.tokens)
    if (token.until <= now) by_system(change::TokenRevoked{id});
  for (const auto& [user, invitation] : state.invitations)
    if (invitation.until <= now) by_system(change::InvitationRemoved{user});
  for (const auto& [id, rescue] : state.rescues)
    if (rescue.since + max_rescue_notice <= now) by_system(change::RescueClosed{id});
  for (const auto& [id, request] : state.requests) {
    if (request.open() && request.until <= now) by_system(change::RequestExpired{id});
    if (request.closed && *request.closed + requests_kept <= now) by_system(change::RequestFiled{id});
  }
  return due;
}

}  // namespace schoolgate
