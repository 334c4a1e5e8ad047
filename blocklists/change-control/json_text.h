// Canonical JSON read and written without a tree of values: for the log's own texts, of which an export has hundreds of
// thousands. One value has exactly one form: sorted keys, no blanks, the shortest escapes, as codec.h says.
// Thread rules: pure functions; a cursor is used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schoolgate::json_text {

/// Appends `text` (UTF-8) as a JSON string, with the escapes of RFC 8259 section 7 that are needed and no others.
void append_string(std::string& out, std::string_view text);

/// Reads from left to right. What does not come next is not taken.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool take(std::string_view literal);
  /// A string in its one form, without its quotes and escapes. Nothing when another form or no string comes next.
  std::optional<std::string> string();
  /// The same, appended as it stands, quotes included and unread; false when it does not end.
  bool copy_string(std::string& out);
  std::optional<std::uint64_t> number();
  std::optional<std::string_view> octets(std::size_t count);
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace schoolgate::json_text
