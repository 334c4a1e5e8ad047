#include "blocklists/change-control/export_rows.h"

#include <algorithm>

#include "blocklists/change-control/report.h"

namespace schoolgate {
namespace {

constexpr std::size_t buffer_octets = std::size_t{64} << 10;
// An entry with every limit of validate.h used up, twice in its row, stays below this; a lost quote would otherwise
// make one row of the rest of the file.
constexpr std::size_t max_row_octets = std::size_t{16} << 20;

}  // namespace

ExportRows::ExportRows(const std::string& file) : stream_(file, std::ios::binary), buffer_(buffer_octets) {}

bool ExportRows::fill() {
  if (at_ < end_) return true;
  stream_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = 0;
  end_ = static_cast<std::size_t>(stream_.gcount());
  return end_ > 0;
}

bool ExportRows::enter_document() {
  while (const auto line = next_raw(false)) {
    entered_at_ += line->size();
    if (*line != report_data_start) continue;
    embedded_ = true;
    return true;
  }
  return false;
}

std::optional<std::string> ExportRows::next(bool has_quotes) {
  auto row = next_raw(has_quotes);
  if (row && embedded_) {
    auto line = from_embedded(*row);
    if (!line || embedded(*line) != *row) return std::nullopt;  // one value has one form
    row = std::move(line);
  }
  return row;
}

std::optional<std::string> ExportRows::next_raw(bool has_quotes) {
  std::string row;
  bool quoted = false;
  while (row.size() <= max_row_octets && fill()) {
    const char* begin = buffer_.data() + at_;
    const char* stop = std::find(begin, const_cast<const char*>(buffer_.data()) + end_, '\n');
    const bool line_ends = stop != buffer_.data() + end_;
    if (line_ends) ++stop;
    if (has_quotes && std::count(begin, stop, '"') % 2 != 0) quoted = !quoted;
    row.append(begin, stop);
    at_ += static_cast<std::size_t>(stop - begin);
    if (line_ends && !quoted && (!has_quotes || row.ends_with("\r\n"))) return row;
  }
  return std::nullopt;
}

}  // namespace schoolgate
