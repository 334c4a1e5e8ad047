// How an export looks, in CSV (RFC 4180) and in JSON lines: rows out of values, and values out of rows. What the rows
// must say is export_verify.cc's business; it renders every row again and compares octets.
// Thread rules: constant objects.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/export.h"

namespace schoolgate {

/// Named texts: header, footer, digest.
using Pairs = std::vector<std::pair<std::string, std::string>>;

class ExportLayout {
 public:
  virtual ~ExportLayout() = default;
  virtual std::string pairs(const Pairs& pairs) const = 0;
  /// How many rows pairs() makes of so many pairs.
  virtual std::size_t rows_of(std::size_t pairs) const = 0;
  /// The values in the order of their names; nothing when `rows` is not what pairs() made.
  virtual std::optional<Pairs> parse_pairs(const std::vector<std::string>& rows) const = 0;
  /// The row between header and entries; empty when there is none.
  virtual std::string titles() const = 0;
  virtual std::string entry(const Record& record, const std::string& leaf_hash) const = 0;
  virtual std::optional<codec::RecordLine> parse_entry(const std::string& row) const = 0;
  /// Whether a row may hold line ends between quotes, and ends with CRLF outside of them.
  virtual bool has_quotes() const = 0;
};

const ExportLayout& layout_of(ExportFormat format);
const ExportLayout& csv_layout();
const ExportLayout& jsonl_layout();

}  // namespace schoolgate
