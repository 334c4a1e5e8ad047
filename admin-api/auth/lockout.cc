#include "admin-api/auth/lockout.h"

#include <algorithm>

namespace schoolgate::auth {

std::chrono::seconds Lockout::wait(const std::string& key) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key);
  if (found == rows_.end() || found->second.until <= now) return {};
  // Not longer than the longest wait, whatever the clock did meanwhile.
  return std::min<std::chrono::seconds>(std::chrono::ceil<std::chrono::seconds>(found->second.until - now),
                                        longest_wait);
}

int Lockout::failed(const std::string& key) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  if (!rows_.contains(key)) make_room(now);
  Row& row = rows_[key];
  if (now - row.last >= forgotten_after) row.failures = 0;
  ++row.failures;
  row.last = now;
  if (row.failures >= free_failures) {
    const int doublings = std::min(row.failures - free_failures, 10);
    row.until = now + std::min<std::chrono::seconds>(first_wait * (1 << doublings), longest_wait);
  }
  return row.failures;
}

void Lockout::succeeded(const std::string& key) {
  const std::lock_guard lock(mutex_);
  rows_.erase(key);
}

void Lockout::make_room(UtcMillis now) {
  if (rows_.size() < max_counted) return;
  std::erase_if(rows_, [&](const auto& row) { return now - row.second.last >= forgotten_after; });
  if (rows_.size() < max_counted) return;
  rows_.erase(std::ranges::min_element(rows_, {}, [](const auto& row) { return row.second.last; }));
}

}  // namespace schoolgate::auth
