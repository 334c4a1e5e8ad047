// Reviews: what was done in haste is looked at, and what came of it goes on record.
#include <algorithm>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/review_json.h"

namespace schoolgate::routes {
namespace {

constexpr std::string_view outcomes[] = {"kept", "rule", "ended"};  // in the order of ReviewOutcome, from its second
constexpr std::string_view open_outcome = "open";

std::string_view to_text(ReviewOutcome outcome) {
  return outcome == ReviewOutcome::none ? open_outcome : outcomes[static_cast<std::size_t>(outcome) - 1];
}

Json to_json(const Review& review, const PolicyState& state, UtcSeconds now) {
  Json json = {{"id", review.id},
               {"names", review.names},
               {"about", review.about == ReviewAbout::unblock ? "unblock" : "block"},
               {"everything", review.names.empty()},
               {"in_force", state.emergencies.contains(review.id) || state.unblocks.contains(review.id)},
               {"reviewer", review.reviewer},
               {"due", to_rfc3339(review.due)},
               {"overdue", review.open() && review.due <= now},
               {"outcome", to_text(review.outcome)}};
  if (!review.done_by.empty()) json["done_by"] = review.done_by;
  if (review.concluded) json["concluded"] = to_rfc3339(*review.concluded);
  return json;
}

UtcSeconds now_of(const Context& context) { return std::chrono::floor<std::chrono::seconds>(context.clock()); }

Answer show(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  std::vector<std::string> users;
  for (const auto& [id, review] : state->reviews) {
    rows.push_back(to_json(review, *state, now_of(context)));
    users.insert(users.end(), {review.reviewer, review.done_by});
  }
  return json_reply({{"reviews", rows}, {"people", names_of(*state, users)}});
}

/// The block rules that stand in for the emergency block, but those that there are.
void add_rules(const PolicyState& state, const Review& review, std::vector<Change>& changes) {
  for (const std::string& name : review.names) {
    const bool there = std::ranges::any_of(state.rules, [&](const auto& row) {
      return row.second.action == RuleAction::block && row.second.name == name && row.second.groups.empty();
    });
    if (!there) changes.push_back(change::RuleAdded{{"", RuleAction::block, name, {}}});
  }
}

Answer conclude(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const std::string& id = call.ids[0];
  Fields in(call.request);
  const auto outcome = static_cast<ReviewOutcome>(in.choice("outcome", outcomes) + 1);
  const auto reason = in.reason();
  const auto review = state->reviews.find(id);
  const bool unblock = review != state->reviews.end() && review->second.about == ReviewAbout::unblock;
  if (outcome == ReviewOutcome::a_rule && review != state->reviews.end() && review->second.names.empty())
    in.add_error("/outcome", "A block on everything cannot become a rule: keep it or end it.");
  if (auto problem = unless_found(state->reviews, id, "review")) return std::unexpected(*problem);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  std::vector<Change> changes;
  if (outcome == ReviewOutcome::a_rule && !unblock) add_rules(*state, review->second, changes);
  if (outcome != ReviewOutcome::kept && state->emergencies.contains(id))
    changes.push_back(change::EmergencyBlockEnded{id});
  if (outcome == ReviewOutcome::ended && unblock && state->unblocks.contains(id))
    changes.push_back(change::UnblockEnded{id});
  changes.push_back(change::ReviewConcluded{id, outcome});
  return committed_together(context, call, reason, std::move(changes));
}

}  // namespace

Json open_reviews(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  for (const auto& [id, review] : state->reviews)
    if (review.open()) rows.push_back(to_json(review, *state, now_of(context)));
  return rows;
}

void add_reviews(Router& router, Context& context) {
  router.add("GET", "/api/v1/reviews", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/reviews/{id}/conclude", [&context](const Call& call) { return conclude(context, call); });
}

}  // namespace schoolgate::routes
