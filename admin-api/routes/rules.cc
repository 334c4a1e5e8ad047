#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 2> action_texts{"allow", "block"};  // as RuleAction's values

Json to_json(const Rule& rule) {
  return {{"id", rule.id},
          {"action", action_texts[static_cast<std::size_t>(rule.action)]},
          {"name", rule.name},
          {"groups", rule.groups}};
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, rule] : state->rules) rows.push_back(to_json(rule));
  return json_reply({{"rules", rows}});
}

Answer add(Context& context, const Call& call) {
  Fields in(call.request);
  Rule rule;
  rule.action = static_cast<RuleAction>(in.choice("action", action_texts));
  rule.name = in.name("name");
  rule.groups = in.texts("groups", max_names, max_id_octets);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::RuleAdded{rule}, 201);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->rules, call.ids[0], "rule"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::RuleRemoved{call.ids[0]});
}

}  // namespace

void add_rules(Router& router, Context& context) {
  router.add("GET", "/api/v1/rules", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/rules", [&context](const Call& call) { return add(context, call); });
  router.add("DELETE", "/api/v1/rules/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
