// Reports that were sent from the block page, and their end. Closed ones are in the change-control log.
#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 3> kinds{"needed", "unsuitable", "wrong"};  // as SiteReportKind's values

Answer show(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  for (const auto& [id, report] : state->site_reports) {
    const auto device = state->devices.find(report.device);
    Json json = {{"id", id},
                 {"kind", kinds[static_cast<std::size_t>(report.kind)]},
                 {"name", report.name},
                 {"text", report.text},
                 {"device", report.device},
                 {"group", report.group},
                 {"time", to_rfc3339(report.time)}};
    if (device != state->devices.end()) json["device_name"] = device->second.name;
    rows.push_back(std::move(json));
  }
  return json_reply({{"site_reports", rows}});
}

Answer close(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->site_reports, call.ids[0], "open report"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::SiteReportClosed{call.ids[0]});
}

}  // namespace

void add_site_reports(Router& router, Context& context) {
  router.add("GET", "/api/v1/site-reports", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/site-reports/{id}/close", [&context](const Call& call) { return close(context, call); });
}

}  // namespace schoolgate::routes
