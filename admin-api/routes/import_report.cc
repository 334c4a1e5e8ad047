#include "admin-api/routes/import_report.h"

#include "admin-api/routes/lower.h"

namespace schoolgate::routes {
namespace {

Json to_json(const ImportTotals& totals) {
  return {{"lines", totals.lines},     {"accepted", totals.accepted}, {"duplicate", totals.duplicate},
          {"covered", totals.covered}, {"rejected", totals.rejected}, {"comments", totals.comments},
          {"names", totals.names}};
}

Json to_json(const ImportFinding& finding) {
  Json first = Json::array();
  for (const auto& place : finding.first) {
    Json row = {{"line", place.line}, {"text", place.text}};
    if (!place.file.empty()) row["file"] = place.file;
    first.push_back(row);
  }
  return {{"kind", finding.kind}, {"warning", finding.warning}, {"count", finding.count}, {"first", first}};
}

}  // namespace

Json report_of(const ListKeeper::Imported& imported) {
  Json findings = Json::array();
  for (const auto& finding : imported.report.findings) findings.push_back(to_json(finding));
  return {{"id", imported.list.id},
          {"title", imported.list.title},
          {"category", imported.list.category},
          {"origin", imported.list.origin},
          {"format", to_text(imported.report.format)},
          {"detected", imported.report.detected},
          {"compression", imported.report.compression},
          {"totals", to_json(imported.report.totals)},
          {"findings", findings}};
}

std::string list_id_from_title(const std::string& title) {
  std::string id;
  for (const char c : lower(title)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  return id;
}

}  // namespace schoolgate::routes
