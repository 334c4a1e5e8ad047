#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/change-control/template_changes.h"

namespace schoolgate::routes {
namespace {

Answer show() {
  Json rows = Json::array();
  for (const Template& each : templates())
    rows.push_back({{"id", each.id}, {"title", each.title}, {"meaning", each.meaning}});
  return json_reply({{"templates", rows}});
}

/// One reviewed change: every part of it under one reason, all or nothing. With ?preview=true it is the diff first.
Answer apply(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const Template* chosen = find_template(call.ids[0]);
  if (chosen == nullptr) return std::unexpected(http::no_such_page("There is no template \"" + call.ids[0] + "\"."));
  const auto why = fmt::format("{} (template: {})", reason, chosen->title);
  return committed_together(context, call, why, template_changes(*context.changes.state(), chosen->make()));
}

}  // namespace

void add_templates(Router& router, Context& context) {
  router.add("GET", "/api/v1/templates", [](const Call&) { return show(); });
  router.add("POST", "/api/v1/templates/{id}/apply", [&context](const Call& call) { return apply(context, call); });
}

}  // namespace schoolgate::routes
