#include "resolver/telemetry/often_table.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace schoolgate {
namespace {

/// How many devices made these marks, about.
std::uint64_t estimate(std::size_t set) {
  constexpr auto all = static_cast<double>(OftenTable::marks);
  const double free = std::max(all - static_cast<double>(set), 1.0);
  return static_cast<std::uint64_t>(std::llround(all * std::log(all / free)));
}

std::int64_t part_of(UtcSeconds when) {
  return std::chrono::floor<std::chrono::hours>(when).time_since_epoch() / OftenTable::part;
}

}  // namespace

OftenTable::Row& OftenTable::row_for(Part& names, const std::string& name) {
  const auto found = names.find(name);
  if (found != names.end()) return found->second;
  Row fresh;
  if (names.size() == max_names) {
    const auto least = std::ranges::min_element(
        names, {}, [](const auto& entry) { return std::pair(entry.second.count, entry.second.last); });
    fresh.count = fresh.overlooked = least->second.count;
    names.erase(least);
  }
  return names.emplace(name, std::move(fresh)).first->second;
}

void OftenTable::add(UtcSeconds now, const std::string& name, std::span<const std::uint8_t> device,
                     const std::string& group, const BlockReason& why) {
  const KeyedDigest digest = keyed_hash(key_, device);
  const std::size_t mark = (static_cast<std::size_t>(digest[0]) << 8U | digest[1]) % marks;
  Row& row = row_for(parts_[part_of(now)], name);
  if (!row.devices.test(mark)) {
    row.devices.set(mark);
    ++row.count;
  }
  ++row.times;
  row.last = now;
  row.group = group;
  row.why = why;
  prune(now);
}

/// Parts that are over, and such as a clock that was wrong has made.
void OftenTable::prune(UtcSeconds now) {
  const std::int64_t current = part_of(now);
  std::erase_if(parts_, [&](const auto& entry) {
    return entry.first > current || entry.first + static_cast<std::int64_t>(parts) <= current;
  });
}

std::vector<OftenBlocked> OftenTable::rows() const {
  struct Sum {
    Marks devices;
    std::uint64_t overlooked = 0;
    const Row* newest = nullptr;
    std::uint64_t times = 0;
  };
  std::map<std::string_view, Sum> sums;
  for (const auto& [number, names] : parts_)
    for (const auto& [name, row] : names) {
      Sum& sum = sums[name];
      sum.devices |= row.devices;
      sum.overlooked += row.overlooked;
      sum.times += row.times;
      if (sum.newest == nullptr || sum.newest->last <= row.last) sum.newest = &row;
    }
  std::vector<OftenBlocked> rows;
  for (const auto& [name, sum] : sums) {
    const std::uint64_t devices = estimate(sum.devices.count());
    rows.push_back({std::string(name), devices, devices + sum.overlooked, sum.times, sum.newest->last,
                    sum.newest->group, sum.newest->why});
  }
  std::ranges::sort(rows, [](const OftenBlocked& a, const OftenBlocked& b) {
    return std::tie(b.devices, b.times, a.name) < std::tie(a.devices, a.times, b.name);
  });
  if (rows.size() > max_told) rows.resize(max_told);
  return rows;
}

}  // namespace schoolgate
