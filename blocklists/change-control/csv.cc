#include "blocklists/change-control/csv.h"

namespace schoolgate::csv {
namespace {

bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

}  // namespace

void append_cell(std::string& row, std::string_view text) {
  const bool guarded = is_formula(text);
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    if (guarded) row += '\'';
    row += text;
    return;
  }
  row += '"';
  if (guarded) row += '\'';
  for (const char c : text) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

}  // namespace schoolgate::csv
