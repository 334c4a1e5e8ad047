// Rows of CSV (RFC 4180), for every file that people may open in a spreadsheet.
// Thread rules: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace schoolgate::csv {

/// A cell that a spreadsheet would take for a formula begins with an apostrophe, which it shows as text (OWASP, "CSV
/// injection").
void append_cell(std::string& row, std::string_view text);

/// With the line's end.
template <class Cells>
std::string row_of(const Cells& cells) {
  std::string row;
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) row += ',';
    first = false;
    append_cell(row, cell);
  }
  return row + "\r\n";
}

}  // namespace schoolgate::csv
