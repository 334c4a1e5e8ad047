// What was asked and blocked: by the hour, one by one for a while, and the names that most devices are refused.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "admin-api/events/recent_block_json.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::chrono::days usual_span{1};
constexpr std::chrono::days most_span{8};  // what is kept
constexpr std::uint64_t usual_rows = 200;
constexpr std::uint64_t most_rows = 2000;                                       // all that is kept: half a MiB
constexpr std::array<std::string_view, 3> outcomes{"open", "kept", "allowed"};  // as BlockedNameOutcome's values
constexpr std::array<std::string_view, 3> keeps{"off", "without_client", "with_client"};  // as RecentBlocks::Keep's

Json to_json(const HourCounts& hour) {
  Json groups = Json::object();
  for (const auto& [id, counts] : hour.by_group)
    groups[id] = {{"queries", counts.queries}, {"blocked", counts.blocked}};
  return {{"start", to_rfc3339(hour.start)}, {"queries", hour.queries}, {"blocked", hour.blocked},
          {"rewritten", hour.rewritten},     {"failed", hour.failed},   {"cached", hour.cached},
          {"by_category", hour.by_category}, {"by_group", groups}};
}

/// Every hour of the span, also those in which nobody asked.
Answer show_hours(const Context& context, const Call& call) {
  Query query(call.request);
  const auto to = query.moment("to").value_or(context.clock());
  const auto from = query.moment("from").value_or(to - usual_span);
  if (from > to || to - from > most_span)
    query.add_error("from", fmt::format("This must be before \"to\", by {} days at most.", most_span.count()));
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const UtcSeconds first = std::chrono::floor<std::chrono::hours>(from);
  const UtcSeconds end = std::chrono::ceil<std::chrono::seconds>(to);
  auto known =
      context.sight.activity != nullptr ? context.sight.activity->hours(first, end) : std::vector<HourCounts>{};
  Json rows = Json::array();
  auto next = known.begin();
  for (UtcSeconds hour = first; hour < end; hour += std::chrono::hours(1)) {
    HourCounts none;
    none.start = hour;
    rows.push_back(next != known.end() && next->start == hour ? to_json(*next++) : to_json(none));
  }
  return json_reply({{"hours", rows}});
}

/// `wanted` is an address or a device's id.
bool is_client(const RecentBlock& block, const std::string& wanted) {
  const auto address = Address::parse(wanted);
  return block.device == wanted || block.client == (address ? address->to_text() : wanted);
}

Answer show_recent(const Context& context, const Call& call) {
  Query query(call.request);
  const RecentBlocks setting = context.changes.state()->settings.recent_blocks;
  const auto client = query.text("client");
  const auto group = query.text("group");
  const auto after = query.number("after").value_or(0);
  const auto limit = query.number("limit").value_or(usual_rows);
  if (limit < 1 || limit > most_rows) query.add_error("limit", fmt::format("This must be from 1 to {}.", most_rows));
  if (client && setting.keep != RecentBlocks::Keep::with_client)
    query.add_error("client", "The school does not keep which device was blocked (settings, recent_blocks).");
  if (auto problem = query.finish()) return std::unexpected(*problem);
  auto blocks =
      context.sight.activity != nullptr ? context.sight.activity->recent_blocks(after) : std::vector<RecentBlock>{};
  Json rows = Json::array();
  for (auto block = blocks.rbegin(); block != blocks.rend() && rows.size() < limit; ++block)
    if ((!client || is_client(*block, *client)) && (!group || block->group == *group))
      rows.push_back(schoolgate::to_json(*block));
  return json_reply({{"blocks", rows},
                     {"recent_blocks", keeps[static_cast<std::size_t>(setting.keep)]},
                     {"recent_minutes", setting.minutes}});
}

Json to_json(const OftenBlocked& row, const PolicyState& state) {
  Json json = {{"name", row.name},   {"devices", row.devices},       {"at_most", row.at_most},
               {"times", row.times}, {"last", to_rfc3339(row.last)}, {"group", row.group}};
  add_reason(json, row.why);
  const auto review = state.blocked_names.find(row.name);
  const bool reviewed = review != state.blocked_names.end();
  json["outcome"] = outcomes[reviewed ? static_cast<std::size_t>(review->second.outcome) : 0];
  if (reviewed) json["reviewed"] = to_rfc3339(review->second.time);
  return json;
}

Answer show_often(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  if (context.sight.activity != nullptr)
    for (const OftenBlocked& row : context.sight.activity->often_blocked()) rows.push_back(to_json(row, *state));
  Json reviewed = Json::array();
  for (const auto& [name, review] : state->blocked_names)
    reviewed.push_back({{"name", name},
                        {"outcome", outcomes[static_cast<std::size_t>(review.outcome)]},
                        {"reviewed", to_rfc3339(review.time)}});
  return json_reply({{"names", rows}, {"reviewed", reviewed}});
}

/// "allowed" brings its allow rule along, unless there is one: that needs a network manager.
Answer mark(Context& context, const Call& call) {
  Fields in(call.request);
  BlockedNameReview review;
  const auto name = Name::from_text(call.ids[0]);
  if (!name) return std::unexpected(http::no_such_page(fmt::format("\"{}\" is no domain name.", call.ids[0])));
  review.name = name->to_text();
  review.outcome = static_cast<BlockedNameOutcome>(in.choice("outcome", outcomes));
  const auto groups = in.has("groups") ? in.texts("groups", max_groups, max_id_octets) : std::vector<std::string>{};
  if (!groups.empty() && review.outcome != BlockedNameOutcome::allowed)
    in.add_error("/groups", "Groups belong to \"allowed\" only.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  std::vector<Change> changes;
  const auto state = context.changes.state();
  const bool there = std::ranges::any_of(state->rules, [&](const auto& row) {
    return row.second.action == RuleAction::allow && row.second.name == review.name && row.second.groups == groups;
  });
  if (review.outcome == BlockedNameOutcome::allowed && !there)
    changes.push_back(change::RuleAdded{{"", RuleAction::allow, review.name, groups}});
  changes.push_back(change::BlockedNameReviewed{review});
  return committed_together(context, call, reason, std::move(changes));
}

}  // namespace

void add_activity(Router& router, Context& context) {
  router.add("GET", "/api/v1/activity", [&context](const Call& call) { return show_hours(context, call); });
  router.add("GET", "/api/v1/recent-blocks", [&context](const Call& call) { return show_recent(context, call); });
  router.add("GET", "/api/v1/over-blocking", [&context](const Call&) { return show_often(context); });
  router.add("POST", "/api/v1/over-blocking/{name}", [&context](const Call& call) { return mark(context, call); });
}

}  // namespace schoolgate::routes
