#include "resolver/telemetry/recent_list.h"

#include <utility>

namespace schoolgate {

std::string RecentList::key(const RecentBlock& block) {
  return block.name + '\n' + block.client + '\n' + block.group + '\n' + static_cast<char>(block.why.tier);
}

void RecentList::drop_oldest() {
  const auto found = by_key_.find(key(rows_.front()));
  if (found != by_key_.end() && found->second == rows_.front().number) by_key_.erase(found);
  rows_.pop_front();
}

void RecentList::add(RecentBlock block, RecentBlocks::Keep keep) {
  if (keep == RecentBlocks::Keep::off) return;
  if (keep == RecentBlocks::Keep::without_client) {
    block.client.clear();
    block.device.clear();
  }
  std::string name = key(block);
  if (const auto found = by_key_.find(name); found != by_key_.end()) {
    RecentBlock& row = rows_[found->second - rows_.front().number];
    if (block.first >= row.first && block.first - row.first < repeat_window) {
      row.last = block.first;
      ++row.times;
      return;
    }
  }
  if (rows_.size() == max_rows) drop_oldest();
  block.number = ++last_number_;
  block.last = block.first;
  by_key_.insert_or_assign(std::move(name), block.number);
  rows_.push_back(std::move(block));
}

void RecentList::prune(UtcMillis now, const RecentBlocks& setting) {
  const bool narrower = setting.keep == RecentBlocks::Keep::without_client && keep_ == RecentBlocks::Keep::with_client;
  if (setting.keep == RecentBlocks::Keep::off || narrower) {
    rows_.clear();
    by_key_.clear();
  }
  keep_ = setting.keep;
  const auto over = [&](const RecentBlock& row) {
    // A row from the future is from before the clock was set back: nobody knows how old it is.
    return row.first + std::chrono::minutes(setting.minutes) <= now || row.first > now + repeat_window;
  };
  while (!rows_.empty() && over(rows_.front())) drop_oldest();
}

std::vector<RecentBlock> RecentList::rows(std::uint64_t after) const {
  std::vector<RecentBlock> found;
  for (const RecentBlock& row : rows_)
    if (row.number > after) found.push_back(row);
  return found;
}

}  // namespace schoolgate
