#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 3> youtube_texts{"off", "moderate", "strict"};  // as YouTube's values

Json to_json(const Group& group) {
  Json addresses = Json::array();
  for (const Prefix& prefix : group.addresses) addresses.push_back(prefix.to_text());
  return {{"id", group.id},
          {"name", group.name},
          {"addresses", addresses},
          {"blocked_categories", group.blocked_categories},
          {"walled_garden", group.walled_garden},
          {"garden", group.garden},
          {"safe_search", group.safe_search},
          {"youtube", youtube_texts[static_cast<std::size_t>(group.youtube)]}};
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto& [id, group] : context.changes.state()->groups) rows.push_back(to_json(group));
  return json_reply({{"groups", rows}});
}

/// Fields that are absent keep what they have: a client that does not know a field must not switch it off.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->groups.find(call.ids[0]);
  const bool is_new = existing == state->groups.end();
  Group group = is_new ? Group{} : existing->second;
  group.id = call.ids[0];
  Fields in(call.request);
  group.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", group.name, max_title_octets);
  if (in.has("addresses")) group.addresses = in.prefixes("addresses");
  if (in.has("blocked_categories")) group.blocked_categories = in.categories("blocked_categories");
  if (in.has("garden")) group.garden = in.names("garden");
  group.walled_garden = in.boolean_or("walled_garden", group.walled_garden);
  group.safe_search = in.boolean_or("safe_search", group.safe_search);
  group.youtube = static_cast<YouTube>(in.choice("youtube", youtube_texts, static_cast<std::size_t>(group.youtube)));
  const auto reason = in.reason();
  in.allow({"addresses", "blocked_categories", "garden"});
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::GroupSet{group}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->groups, call.ids[0], "group"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::GroupRemoved{call.ids[0]});
}

}  // namespace

void add_groups(Router& router, Context& context) {
  router.add("GET", "/api/v1/groups", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/groups/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/groups/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
