#include "blocklists/change-control/export.h"

#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

/// Written whole before the first octet leaves: a fault is an error reply, never a file that ends too early. And logged
/// before it leaves: nobody takes the log away unseen.
Answer export_log(Context& context, const Call& call) {
  Query query(call.request);
  const auto format_text = query.text("format").value_or("csv");
  const auto parsed_format = parse_export_format(format_text);
  const ExportFormat format = parsed_format.value_or(ExportFormat::csv);
  const ExportRange range{query.moment("from"), query.moment("to")};
  const auto reason = query.text("reason").value_or("export of the change-control log");
  if (!parsed_format) query.add_error("format", "This must be csv or jsonl.");
  if (range.from && range.to && *range.from >= *range.to) query.add_error("to", "The end must be after the start.");
  if (auto problem = query.finish()) return std::unexpected(*problem);

  auto spool = http::Spool::open(context.spool_directory);
  if (!spool) return std::unexpected(http::from_fault(spool.error()));
  const auto summary =
      write_export(context.changes, format, range, [&](std::string_view piece) { return spool->append(piece); });
  if (!summary) return std::unexpected(http::from_fault(summary.error()));
  const auto receipt = commit(context, call, reason, change::LogExported{format_text, summary->first, summary->last});
  if (!receipt) return std::unexpected(receipt.error());

  http::Response response;
  response.type = format == ExportFormat::csv ? "text/csv; charset=utf-8" : "application/jsonl";
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"schoolgate-log-{}-to-{}.{}\"", summary->first, summary->last, format_text));
  response.file = std::move(*spool);
  return response;
}

}  // namespace

void add_export(Router& router, Context& context) {
  router.add("GET", "/api/v1/changes/export", [&context](const Call& call) { return export_log(context, call); });
}

}  // namespace schoolgate::routes
