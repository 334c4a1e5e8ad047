#include "blocklists/change-control/export_layout.h"

namespace schoolgate {
namespace {

class JsonlLayout final : public ExportLayout {
 public:
  std::string pairs(const Pairs& pairs) const override { return codec::line(pairs) + "\n"; }
  std::size_t rows_of(std::size_t) const override { return 1; }

  std::optional<Pairs> parse_pairs(const std::vector<std::string>& rows) const override {
    return codec::parse_line(rows.front());
  }

  std::string titles() const override { return {}; }

  std::string entry(const Record& record, const std::string& leaf_hash) const override {
    std::string row;
    codec::append_record_line(row, record, leaf_hash);
    row += '\n';
    return row;
  }

  std::optional<codec::RecordLine> parse_entry(const std::string& row) const override {
    return codec::parse_record_line(row);
  }

  bool has_quotes() const override { return false; }
};

}  // namespace

const ExportLayout& jsonl_layout() {
  static const JsonlLayout layout;
  return layout;
}

const ExportLayout& layout_of(ExportFormat format) {
  return format == ExportFormat::csv ? csv_layout() : jsonl_layout();
}

}  // namespace schoolgate
