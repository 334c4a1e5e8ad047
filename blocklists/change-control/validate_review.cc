// What reviews must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {

Checked check(const Situation& in, change::ReviewOpened& c) {
  Review& r = c.review;
  if (r.id.empty()) r.id = fmt::format("e-{}", in.state.serial);  // as apply() calls it
  const auto block = in.state.emergencies.find(r.id);
  if (block == in.state.emergencies.end()) return not_there("emergency block", r.id);
  if (in.state.reviews.contains(r.id))
    return fault(Fault::Kind::conflict, fmt::format("the emergency block {} has a review already", r.id));
  if (r.due <= in.around.now || r.due - in.around.now > max_review)
    return fault(Fault::Kind::bad_input,
                 fmt::format("a review is due within {} days",
                             std::chrono::duration_cast<std::chrono::days>(max_review).count()));
  if (!r.reviewer.empty()) {
    const auto person = in.state.people.find(r.reviewer);
    if (person == in.state.people.end()) return not_there("person", r.reviewer);
    if (person->second.disabled)
      return fault(Fault::Kind::conflict, fmt::format("the account {} is disabled", r.reviewer), "Name somebody else.");
  }
  r.about = ReviewAbout::block;
  r.done_by.clear();
  r.names = block->second.names;
  r.outcome = ReviewOutcome::none;
  r.concluded.reset();
  return {};
}

namespace {

/// Of an unblock that one person granted alone. It has ended soon anyway, so "kept" says that it was right.
Checked check_unblock_review(const Situation& in, const change::ReviewConcluded& c, const Review& review) {
  const auto granter = in.state.people.find(review.done_by);
  const bool manager = granter == in.state.people.end() || granter->second.role == Role::network_manager;
  const bool nobody_can_tell = in.actor.via == Actor::Via::console && manager;
  if (nobody_can_tell || review.done_by == in.actor.user)
    return fault(Fault::Kind::forbidden, "an unblock in emergency use is reviewed by somebody else than who granted it",
                 "Ask a colleague of the safeguarding or the leadership team.");
  if (c.outcome == ReviewOutcome::a_rule)
    return fault(Fault::Kind::conflict, "the review of an unblock makes no rules",
                 "Conclude with \"kept\" or \"ended\"; for longer, make a request or an allow rule.");
  if (c.outcome == ReviewOutcome::ended && in.state.unblocks.contains(c.id))
    return fault(Fault::Kind::conflict, fmt::format("the unblock {} is still in force", c.id));
  return {};
}

}  // namespace

Checked check(const Situation& in, change::ReviewConcluded& c) {
  const auto review = in.state.reviews.find(c.id);
  if (review == in.state.reviews.end()) return not_there("review", c.id);
  if (!review->second.open())
    return fault(Fault::Kind::conflict, fmt::format("the review {} is concluded already", c.id));
  const bool in_force = in.state.emergencies.contains(c.id);
  if (c.outcome == ReviewOutcome::none) return fault(Fault::Kind::bad_input, "the review's outcome is missing");
  if (review->second.about == ReviewAbout::unblock) return check_unblock_review(in, c, review->second);
  if (c.outcome == ReviewOutcome::kept && !in_force)
    return fault(Fault::Kind::conflict, fmt::format("the emergency block {} has ended: it cannot be kept", c.id),
                 "Conclude with \"ended\", or with \"rule\".");
  if (c.outcome != ReviewOutcome::kept && in_force)
    return fault(Fault::Kind::conflict, fmt::format("the emergency block {} is still in force", c.id));
  if (c.outcome == ReviewOutcome::a_rule)
    for (const std::string& name : review->second.names)
      if (std::ranges::none_of(in.state.rules, [&](const auto& row) {
            return row.second.action == RuleAction::block && row.second.name == name && row.second.groups.empty();
          }))
        return fault(Fault::Kind::conflict, fmt::format("no rule blocks {} for every group", name));
  return {};
}

}  // namespace schoolgate
