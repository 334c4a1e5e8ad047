#include "resolver/telemetry/hour_book.h"

#include <spdlog/spdlog.h>

#include "resolver/telemetry/hour_text.h"

namespace schoolgate {
namespace {

constexpr std::string_view key_prefix = "activity/";
constexpr std::size_t number_octets = 8;

void add_to(HourCounts& sum, const HourCounts& counts) {
  sum.queries += counts.queries;
  sum.blocked += counts.blocked;
  sum.rewritten += counts.rewritten;
  sum.failed += counts.failed;
  sum.cached += counts.cached;
  for (const auto& [id, count] : counts.by_category) sum.by_category[id] += count;
  for (const auto& [id, count] : counts.by_group) {
    sum.by_group[id].queries += count.queries;
    sum.by_group[id].blocked += count.blocked;
  }
}

}  // namespace

std::string HourBook::key(Hour hour) {
  std::string key(key_prefix);
  const auto number = static_cast<std::uint64_t>(hour.time_since_epoch().count());
  for (std::size_t n = number_octets; n-- > 0;) key.push_back(static_cast<char>(number >> (8 * n) & 0xffU));
  return key;
}

void HourBook::load() {
  std::size_t unreadable = 0;
  const auto scanned = store_.scan(Family::meta, key_prefix, "", [&](std::string_view key, std::string_view value) {
    auto counts = parse_hour(value);
    if (!counts || key.size() != key_prefix.size() + number_octets) {
      ++unreadable;
      return true;
    }
    std::uint64_t number = 0;
    for (const char octet : key.substr(key_prefix.size())) number = number << 8U | static_cast<unsigned char>(octet);
    const Hour hour{std::chrono::hours(static_cast<std::int64_t>(number))};
    counts->start = hour;
    hours_[hour] = std::move(*counts);
    return hours_.size() < max_hours;
  });
  if (!scanned) spdlog::warn("activity: the counts of earlier hours cannot be read: {}", scanned.error().what);
  if (unreadable != 0) spdlog::warn("activity: {} hours' counts cannot be read and are left out", unreadable);
}

void HourBook::add(UtcSeconds now, const HourCounts& counts) {
  if (counts.empty()) return;
  const Hour hour = std::chrono::floor<std::chrono::hours>(now);
  HourCounts& sum = hours_[hour];
  sum.start = hour;
  add_to(sum, counts);
  unsaved_.insert(hour);
}

void HourBook::save(UtcSeconds now) {
  Store::Batch batch;
  for (const Hour hour : unsaved_)
    if (const auto found = hours_.find(hour); found != hours_.end())
      batch.put(Family::meta, key(hour), hour_text(found->second));
  while (!hours_.empty() && (hours_.begin()->first <= now - kept || hours_.size() > max_hours)) {
    batch.erase(Family::meta, key(hours_.begin()->first));
    hours_.erase(hours_.begin());
  }
  if (batch.operations.empty()) return;
  if (const auto written = store_.write(batch, Store::Durability::batched); !written) {
    spdlog::warn("activity: the hour's counts are not saved: {}", written.error().what);
    return;  // they are still unsaved
  }
  unsaved_.clear();
}

std::vector<HourCounts> HourBook::hours(UtcSeconds from, UtcSeconds to) const {
  std::vector<HourCounts> found;
  for (const auto& [hour, counts] : hours_)
    if (hour >= from && hour < to) found.push_back(counts);
  return found;
}

}  // namespace schoolgate
