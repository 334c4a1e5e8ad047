#include <algorithm>

#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/openapi.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

/// 200 when DNS answers and the policy is loaded. A clock that is not trusted is told in `status` and is no failure:
/// the appliance answers and filters, in the strict direction.
Answer health(const Context& context) {
  auto reasons = context.sight.dns_problems();
  if (context.policy.current() == nullptr) reasons.emplace_back("the policy is not loaded");
  if (reasons.empty()) return json_reply({{"status", "ok"}});
  return json_reply({{"status", "failing"}, {"reasons", reasons}}, 503);
}

/// A label's value in the exposition format.
std::string label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string list_metrics(const std::vector<ListStatus>& lists) {
  std::string entries =
      "# HELP schoolgate_list_entries Names in force from each list.\n# TYPE schoolgate_list_entries gauge\n";
  std::string refreshed =
      "# HELP schoolgate_last_list_refresh_timestamp_seconds When each list was last known to be up to date.\n"
      "# TYPE schoolgate_last_list_refresh_timestamp_seconds gauge\n";
  std::size_t troubled = 0;
  for (const auto& list : lists) {
    const std::string labels = fmt::format("{{list=\"{}\",category=\"{}\"}}", label(list.id), label(list.category));
    if (list.in_force) entries += fmt::format("schoolgate_list_entries{} {}\n", labels, list.names);
    const auto checked = list.last_checked ? list.last_checked : list.since;
    if (checked)
      refreshed += fmt::format("schoolgate_last_list_refresh_timestamp_seconds{} {}\n", labels,
                               checked->time_since_epoch().count());
    if (!list.held.empty() || !list.problem.empty()) ++troubled;
  }
  return entries + refreshed +
         fmt::format(
             "# HELP schoolgate_lists_in_trouble Lists whose newest refresh failed or is held.\n"
             "# TYPE schoolgate_lists_in_trouble gauge\nschoolgate_lists_in_trouble {}\n",
             troubled);
}

std::string sealed_metrics(const std::vector<SealedStatus>& lists) {
  std::string entries =
      "# HELP schoolgate_sealed_entries Names in force from each sealed list.\n"
      "# TYPE schoolgate_sealed_entries gauge\n";
  std::string refreshed =
      "# HELP schoolgate_last_sealed_refresh_timestamp_seconds When each sealed list was last known to be up to date.\n"
      "# TYPE schoolgate_last_sealed_refresh_timestamp_seconds gauge\n";
  for (const SealedStatus& list : lists) {
    const std::string labels = fmt::format("{{list=\"{}\"}}", label(list.id));
    if (list.list) entries += fmt::format("schoolgate_sealed_entries{} {}\n", labels, list.list->counts.names);
    if (list.last_refresh)
      refreshed += fmt::format("schoolgate_last_sealed_refresh_timestamp_seconds{} {}\n", labels,
                               list.last_refresh->time_since_epoch().count());
  }
  return entries + refreshed;
}

std::string sending_metrics(const sending::Sender::Counts& counts) {
  return fmt::format(
      "# HELP schoolgate_outbox_waiting Notices that wait to be sent.\n# TYPE schoolgate_outbox_waiting "
      "gauge\nschoolgate_outbox_waiting {}\n"
      "# HELP schoolgate_outbox_failed Notices that were given up.\n# TYPE schoolgate_outbox_failed "
      "gauge\nschoolgate_outbox_failed {}\n",
      counts.waiting, counts.failed);
}

/// No names and no clients in it: any monitor on the network may read it, as it may read /healthz.
Answer metrics(const Context& context) {
  const auto state = context.changes.state();
  http::Response response;
  response.type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = context.sight.resolver_metrics();
  response.body += list_metrics(context.lists.status());
  response.body += sealed_metrics(context.sight.sealed->status());
  response.body += sending_metrics(context.sight.sender->counts());
  response.body += fmt::format(
      "# HELP schoolgate_build_info The version that runs.\n# TYPE schoolgate_build_info "
      "gauge\nschoolgate_build_info{{version=\"{}\"}} 1\n"
      "# HELP schoolgate_log_entries Changes in the change-control log.\n# TYPE schoolgate_log_entries "
      "counter\nschoolgate_log_entries {}\n"
      "# HELP schoolgate_unblocks Temporary unblocks, running and to come.\n# TYPE schoolgate_unblocks "
      "gauge\nschoolgate_unblocks {}\n"
      "# HELP schoolgate_reviews_overdue Reviews that nobody has done in time.\n# TYPE schoolgate_reviews_overdue "
      "gauge\nschoolgate_reviews_overdue {}\n"
      "# HELP schoolgate_reports_open Reports from the block page that nobody has dealt with.\n"
      "# TYPE schoolgate_reports_open gauge\nschoolgate_reports_open {}\n"
      "# HELP schoolgate_clock_trusted 1 when the clock is believed.\n# TYPE schoolgate_clock_trusted "
      "gauge\nschoolgate_clock_trusted {}\n",
      SCHOOLGATE_VERSION, context.changes.checkpoint().size, state->unblocks.size(),
      std::ranges::count_if(state->reviews,
                            [&](const auto& row) { return row.second.open() && row.second.due <= context.clock(); }),
      state->site_reports.size(), context.changes.clock_trusted() ? 1 : 0);
  return response;
}

}  // namespace

void add_health(Router& router, Context& context) {
  router.add("GET", "/healthz", [&context](const Call&) { return health(context); });
  router.add("GET", "/metrics", [&context](const Call&) { return metrics(context); });
  router.add("GET", "/api/v1/openapi.yaml", [](const Call&) -> Answer {
    http::Response response;
    response.type = "application/yaml";  // RFC 9512
    response.body = openapi_yaml;
    return response;
  });
}

}  // namespace schoolgate::routes
