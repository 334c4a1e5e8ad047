// A time zone: when which offset from UTC holds. Read once from the system's zone data (tzdata) and then a plain table,
// so that nothing is looked up, locked or thrown while queries are answered.
// The table ends where the zone data does: Debian's is written out until 2037, and the last offset holds from there.
// Thread rules: find() from any thread; a Zone is a value, const and safe to share.
// Source: RFC 9636 (TZif), read by Howard Hinnant's date library.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "blocklists/time.h"

namespace schoolgate {

using LocalSeconds = std::chrono::local_seconds;  // what the clock on the school's wall shows
using LocalDay = std::chrono::local_days;

class Zone {
 public:
  /// A stretch of time with one offset: [begin, end).
  struct Span {
    UtcSeconds begin, end;
    std::chrono::seconds offset;  // local = UTC + offset
  };
  /// UTC.
  Zone() = default;
  /// "Europe/London"; nothing when the system has no such zone.
  static std::optional<Zone> find(std::string_view name);

  LocalSeconds local(UtcSeconds when) const;
  /// The stretch that `when` lies in.
  Span span_at(UtcSeconds when) const;

 private:
  std::vector<Span> spans_{{UtcSeconds::min(), UtcSeconds::max(), std::chrono::seconds{0}}};
};

}  // namespace schoolgate
