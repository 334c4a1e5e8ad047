// Exports of the change-control log that prove themselves, and their offline verification.
// Every row carries its leaf hash; header and footer carry what ties the rows to the signed checkpoint. CSV is safe
// against formula injection. The formats are described in export_format.md.
// Thread rules: write_export() from any thread; verify_export() needs no appliance at all.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/change-control/change_control.h"

namespace schoolgate {

enum class ExportFormat : std::uint8_t { csv, jsonl, html };  // html: a document for people (report.h)
std::optional<ExportFormat> parse_export_format(std::string_view text);

/// A sink for pieces of the export; false stops it.
using ExportSink = std::function<bool(std::string_view)>;

struct ExportRange {
  std::optional<UtcMillis> from, to;  // [from, to); both absent: everything
  std::string title = {};             // "Autumn term: ..."; made from the ends when empty
};
struct ExportSummary {
  std::uint64_t first = 0, last = 0;
};  // serials; 0, 0 when no entry is in the range

std::expected<ExportSummary, Fault> write_export(const ChangeControl& log, ExportFormat format, ExportRange range,
                                                 const ExportSink& sink);

/// The first and last entry with a time in the range, up to `size`; 0, 0 when there is none.
ExportSummary find_range(const ChangeControl& log, const ExportRange& range, std::uint64_t size);

struct Verified {
  std::uint64_t first = 0, last = 0, size = 0;
  std::string origin;
  std::string public_key;  // as in the file: compare it with the one the school published
  bool extends_previous = false;
};
/// Reads an export in any of the formats; of a document also that it shows what its entries say, and nothing else. A
/// fault names the first bad entry ("entry 17: ...") or part ("the header ..."). `previous`: an earlier export of the
/// same log; then this one must extend it. `trusted_key`: when given, the file's key must be this one.
std::expected<Verified, Fault> verify_export(const std::string& file, const std::optional<std::string>& previous,
                                             const std::optional<std::string>& trusted_key = {});

}  // namespace schoolgate
