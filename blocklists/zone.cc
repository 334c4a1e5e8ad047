#include "blocklists/zone.h"

#include <algorithm>
#include <exception>
#include <string>

#include <date/tz.h>

namespace schoolgate {
namespace {

// Schools ask about now, about this year and perhaps about last year's log; what was before keeps the first offset.
constexpr UtcSeconds first_moment = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
constexpr UtcSeconds last_moment = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  Zone zone;
  zone.spans_.clear();
  try {  // the library says by exception that there is no such zone, or no zone data
    const date::time_zone* found = date::locate_zone(std::string(name));
    for (UtcSeconds at = first_moment; at < last_moment;) {
      const date::sys_info info = found->get_info(at);
      zone.spans_.push_back({at, info.end, info.offset});
      if (info.end <= at) break;
      at = info.end;
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  zone.spans_.front().begin = UtcSeconds::min();
  zone.spans_.back().end = UtcSeconds::max();
  return zone;
}

Zone::Span Zone::span_at(UtcSeconds when) const {
  const auto after = std::ranges::upper_bound(spans_, when, {}, &Span::begin);
  return after == spans_.begin() ? spans_.front() : *std::prev(after);
}

LocalSeconds Zone::local(UtcSeconds when) const {
  return LocalSeconds((when + span_at(when).offset).time_since_epoch());
}

}  // namespace schoolgate
