#include <array>
#include <charconv>

#include "blocklists/change-control/csv.h"
#include "blocklists/change-control/export_layout.h"

namespace schoolgate {
namespace {

constexpr std::array columns{"serial", "time",    "clock",  "who",   "role",      "via",  "address", "kind",
                             "why",    "subject", "before", "after", "leaf hash", "leaf", "personal"};
enum Column : std::size_t { serial_column = 0, hash_column = 12, leaf_column = 13, personal_column = 14 };

/// Cells as written, a formula guard included. Nothing when the row is not RFC 4180.
std::optional<std::vector<std::string>> cells_of(std::string_view row) {
  if (!row.ends_with("\r\n")) return std::nullopt;
  row.remove_suffix(2);
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t n = 0; n < row.size(); ++n) {
    const char c = row[n];
    if (c == '"') {
      if (quoted && n + 1 < row.size() && row[n + 1] == '"') {
        cells.back() += '"';
        ++n;
      } else {
        quoted = !quoted;
      }
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  return cells;
}

class CsvLayout final : public ExportLayout {
 public:
  std::string pairs(const Pairs& pairs) const override {
    std::string rows;
    for (const auto& [name, value] : pairs) rows += csv::row_of(std::array{name, value});
    return rows;
  }

  std::size_t rows_of(std::size_t pairs) const override { return pairs; }

  std::optional<Pairs> parse_pairs(const std::vector<std::string>& rows) const override {
    Pairs pairs;
    for (const auto& row : rows) {
      auto cells = cells_of(row);
      if (!cells || cells->size() != 2) return std::nullopt;
      pairs.emplace_back(std::move(cells->at(0)), std::move(cells->at(1)));
    }
    return pairs;
  }

  std::string titles() const override { return csv::row_of(columns); }

  std::string entry(const Record& record, const std::string& leaf_hash) const override {
    return csv::row_of(std::array<std::string, columns.size()>{
        std::to_string(record.serial), to_rfc3339(record.time), record.clock_trusted ? "trusted" : "not trusted",
        record.user, record.role, record.via, record.address, record.kind, record.why, record.subject, record.before,
        record.after, leaf_hash, record.leaf, record.personal});
  }

  std::optional<codec::RecordLine> parse_entry(const std::string& row) const override {
    auto cells = cells_of(row);
    if (!cells || cells->size() != columns.size()) return std::nullopt;
    codec::RecordLine line;
    const std::string& serial = cells->at(serial_column);
    const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), line.serial);
    if (error != std::errc{} || end != serial.data() + serial.size()) return std::nullopt;
    line.leaf_hash = std::move(cells->at(hash_column));
    line.leaf = std::move(cells->at(leaf_column));
    line.personal = std::move(cells->at(personal_column));
    return line;
  }

  bool has_quotes() const override { return true; }
};

}  // namespace

const ExportLayout& csv_layout() {
  static const CsvLayout layout;
  return layout;
}

}  // namespace schoolgate
