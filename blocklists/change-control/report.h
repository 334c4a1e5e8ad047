// The change-control log as a document for governors: one self-contained HTML page made for paper. Title, a summary in
// plain words, every change in plain words, and on the last page the checkpoint and how to verify.
// It is a pure function of what an export holds, so the verifier renders it again and compares octets: nothing that is
// shown can be edited either. Words are report_words.cc's; numbers are report_summary.cc's.
// Thread rules: pure functions.
// Errors: those of reading the entries; bad_input for a time zone that this machine does not know.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/export_parts.h"
#include "blocklists/change-control/report_summary.h"

namespace schoolgate {

/// Ids of people and groups to what people call them.
struct ReportNames {
  std::map<std::string, std::string> people, groups;
  std::string to_text() const;  // canonical JSON; empty when there are none
  static ReportNames parse(std::string_view text);
};

/// Hands every entry of the export to `visit`, in order: they are read anew, so that no log is too long.
using EachRecord = std::function<std::expected<void, Fault>(const std::function<void(const Record&)>& visit)>;
using ReportSink = std::function<bool(std::string_view)>;

/// Everything up to the embedded entries; `sum` is of the same ones. False of the sink stops it (unavailable).
std::expected<void, Fault> write_report(const ExportHeader& header, const std::string& checkpoint,
                                        const LogSummary& sum, const EachRecord& each, const ReportSink& sink);

/// Begins the embedded entries; stands nowhere before them, since whatever people wrote is escaped.
inline constexpr std::string_view report_data_start = "<script type=\"application/jsonl\" id=\"log\">\n";
inline constexpr std::string_view report_end = "</script>\n</body>\n</html>\n";
/// A JSON line as it stands in a script element, where `<` could end it; and back. Nothing when it is no such line.
std::string embedded(std::string_view line);
std::optional<std::string> from_embedded(std::string_view text);

}  // namespace schoolgate
