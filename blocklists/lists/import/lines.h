// A stream of octets as lines: LF or CRLF ends a line, CR alone too in a file that has no LF near its start. A last
// line without an end counts. A byte order mark is dropped; a file that is not text is refused. Memory: one line, up to
// the limit; what is over it is skipped and flagged. Thread rules: one thread a reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/import/decompress.h"

namespace schoolgate {

/// Real lists have all names on one line of 2.6 MB; 16 MiB leaves room for six times as many and still fits a small
/// box.
inline constexpr std::size_t max_line_octets = std::size_t{16} << 20;

struct Line {
  std::uint64_t number = 0;  // from 1
  std::string_view text;     // without its end; valid until the next call
  bool over_long = false;    // `text` is only its start
};

class LineReader {
 public:
  /// `name` is said in faults. `source` must outlive the reader.
  LineReader(OctetSource& source, std::string name, std::size_t line_limit = max_line_octets);
  /// True and fills `line`, or false at the end.
  std::expected<bool, Fault> next(Line& line);

 private:
  std::expected<void, Fault> fill();
  std::expected<void, Fault> check_is_text();
  void keep(std::string_view part, Line& line);

  OctetSource& source_;
  std::string name_;
  std::size_t line_limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool started_ = false;
  char line_end_ = '\n';
  std::uint64_t number_ = 0;
  std::string kept_;  // a line that spans buffers
};

}  // namespace schoolgate
