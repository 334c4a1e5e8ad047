#include "blocklists/change-control/export.h"

#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"
#include "blocklists/change-control/report_period.h"
#include "blocklists/change-control/report_summary.h"

namespace schoolgate::routes {
namespace {

/// ?period= out of the school's calendar, or ?from= and ?to=.
ExportRange read_range(const Context& context, Query& query) {
  ExportRange range{query.moment("from"), query.moment("to"), {}};
  if (range.from && range.to && *range.from >= *range.to) query.add_error("to", "The end must be after the start.");
  const auto word = query.text("period");
  if (!word) return range;
  if (range.from || range.to) query.add_error("period", "Give a period, or its ends, not both.");
  const auto state = context.changes.state();
  const auto zone = Zone::find(state->settings.zone).value_or(Zone());
  const auto period = find_period(state->calendar, zone, *word, context.changes.now());
  if (period)
    range = {period->from, period->to, period->title};
  else
    query.add_error("period", fmt::format("{}. {}", period.error().what, period.error().hint));
  return range;
}

std::string_view media_type(ExportFormat format) {
  switch (format) {
    case ExportFormat::csv:
      return "text/csv; charset=utf-8";
    case ExportFormat::jsonl:
      return "application/jsonl";
    case ExportFormat::html:
      break;
  }
  return "text/html; charset=utf-8";
}

/// Written whole before the first octet leaves: a fault is an error reply, never a file that ends too early. And logged
/// before it leaves: nobody takes the log away unseen.
Answer export_log(Context& context, const Call& call) {
  Query query(call.request);
  const auto format_text = query.text("format").value_or("csv");
  const auto parsed_format = parse_export_format(format_text);
  const ExportFormat format = parsed_format.value_or(ExportFormat::csv);
  const ExportRange range = read_range(context, query);
  const auto reason = query.text("reason").value_or("export of the change-control log");
  if (!parsed_format) query.add_error("format", "This must be csv, jsonl or html.");
  if (auto problem = query.finish()) return std::unexpected(*problem);

  auto spool = http::Spool::open(context.spool_directory);
  if (!spool) return std::unexpected(http::from_fault(spool.error()));
  const auto summary =
      write_export(context.changes, format, range, [&](std::string_view piece) { return spool->append(piece); });
  if (!summary) return std::unexpected(http::from_fault(summary.error()));
  const auto receipt = commit(context, call, reason, change::LogExported{format_text, summary->first, summary->last});
  if (!receipt) return std::unexpected(receipt.error());

  http::Response response;
  response.type = media_type(format);
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"schoolgate-log-{}-to-{}.{}\"", summary->first, summary->last, format_text));
  response.file = std::move(*spool);
  return response;
}

Json counts_json(const std::map<std::string, std::uint64_t>& counts) {
  Json json = Json::object();
  for (const auto& [key, count] : counts) json[key] = count;
  return json;
}

Json to_json(const LogSummary& sum, const std::string& title) {
  Json reviews = Json::array();
  for (const auto& review : sum.reviews)
    reviews.push_back({{"id", review.id},
                       {"reviewer", review.reviewer},
                       {"due", to_rfc3339(review.due)},
                       {"concluded", review.concluded}});
  return {{"period", title},
          {"entries", sum.entries},
          {"unblocks",
           {{"granted", sum.unblocks},
            {"ended_early", sum.ended_early},
            {"ended_as_planned", sum.ended_as_planned},
            {"average_seconds", sum.average().count()},
            {"longest_seconds", sum.longest.count()},
            {"groups", counts_json(sum.groups)},
            {"approvers", counts_json(sum.approvers)}}},
          {"refusals", sum.refusals},
          {"emergencies", sum.count("emergency.started")},
          {"emergency_uses", sum.emergency_uses},
          {"lists",
           {{"taken", sum.count("list.taken") + sum.count("sealed.taken")},
            {"held", sum.count("list.held") + sum.count("sealed.held")},
            {"failed", sum.count("sealed.failed")}}},
          {"policy_changes", counts_json(sum.policy_changes())},
          {"locked_accounts", sum.count("person.locked")},
          {"reviews", reviews},
          {"erasures", sum.count("person.erased")},
          {"clock_not_trusted", sum.untrusted}};
}

/// The numbers of the document's first page.
Answer summarise(const Context& context, const Call& call) {
  constexpr std::size_t page = 256;  // entries read at a time
  Query query(call.request);
  const ExportRange range = read_range(context, query);
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  const auto found = find_range(context.changes, range, context.changes.checkpoint().size);
  LogSummary sum;
  for (std::uint64_t next = found.first; found.first != 0 && next <= found.last;) {
    const auto records = context.changes.records(next - 1, page);
    if (records.empty()) break;
    for (const Record& record : records)
      if (record.serial <= found.last) sum.add(record);
    next = records.back().serial + 1;
  }
  const auto zone = Zone::find(state->settings.zone).value_or(Zone());
  return json_reply(to_json(sum, range.title.empty() ? period_title(zone, range.from, range.to) : range.title));
}

}  // namespace

void add_export(Router& router, Context& context) {
  router.add("GET", "/api/v1/changes/export", [&context](const Call& call) { return export_log(context, call); });
  router.add("GET", "/api/v1/changes/summary", [&context](const Call& call) { return summarise(context, call); });
}

}  // namespace schoolgate::routes
