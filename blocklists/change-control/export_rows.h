// The rows of an export file, one by one with bounded memory.
// Thread rules: used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace schoolgate {

class ExportRows {
 public:
  explicit ExportRows(const std::string& file);
  bool opened() const { return stream_.is_open(); }
  /// 0 at the end.
  char first_octet() { return fill() ? buffer_[at_] : '\0'; }
  bool at_end() { return !fill(); }
  /// Goes on in the JSON lines that a document has embedded (report.h). False when it has none.
  bool enter_document();
  /// How far into the file enter_document() went.
  std::uint64_t entered_at() const { return entered_at_; }
  /// The next row with its line end. Nothing at the end of the file, when the row is not whole there, and when it is
  /// longer than any entry can be. `has_quotes`: line ends between double quotes belong to the row (RFC 4180).
  std::optional<std::string> next(bool has_quotes);
  /// The same as it stands in the file.
  std::optional<std::string> next_raw(bool has_quotes);

 private:
  bool fill();
  std::ifstream stream_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, end_ = 0;
  bool embedded_ = false;
  std::uint64_t entered_at_ = 0;
};

}  // namespace schoolgate
