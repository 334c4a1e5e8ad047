#include "resolver/telemetry/tape.h"

#include <utility>

namespace schoolgate {

// Not cleared: memory that is never written to is never taken.
Tape::Tape() : ring_(std::make_unique_for_overwrite<Entry[]>(slots)) {}

void Tape::use(std::shared_ptr<const Snapshot> snapshot) {
  auto epoch = std::make_shared<Epoch>();
  epoch->keeps_names = snapshot->state->settings.recent_blocks.keep != RecentBlocks::Keep::off;
  epoch->number = current_ == nullptr ? 1 : current_->number + 1;
  epoch->snapshot = std::move(snapshot);
  const std::lock_guard lock(mutex_);
  current_ = epoch.get();
  epochs_.push_back(std::move(epoch));
}

void Tape::fill(Entry& entry, const Asked& question, const Decision& decision) {
  entry.epoch = current_->number;
  entry.utc_ms = question.now.time_since_epoch().count();
  entry.client = question.client;
  entry.by = decision.by.data();
  entry.by_size = static_cast<std::uint32_t>(decision.by.size());
  const Snapshot::DeviceRow* device = question.known.device;
  entry.device = device == nullptr ? 0 : static_cast<std::uint32_t>(device - current_->snapshot->devices.data()) + 1;
  entry.type = question.type;
  entry.group = question.known.group;
  entry.service = decision.service ? static_cast<std::uint16_t>(*decision.service + 1) : std::uint16_t{0};
  entry.category = decision.category;
  entry.tier = decision.tier;
  entry.blocked = true;
  // What stands on a sealed list is told to nobody, and so not even to the thread beside this one.
  if (decision.tier == Tier::sealed)
    entry.name_size = 0;
  else
    copy_name(entry, question);
}

void Tape::sample(const Asked& question, Tier tier) {
  until_sample_ = sample_every;
  if (!current_->keeps_names || tier == Tier::sealed) return;
  Entry* entry = next_entry();
  if (entry == nullptr) return;
  entry->epoch = current_->number;
  entry->blocked = false;
  copy_name(*entry, question);
  head_.store(head_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

Tape::Read Tape::read() const {
  Read read;
  {
    const std::lock_guard lock(mutex_);
    read.epochs.assign(epochs_.begin(), epochs_.end());
  }
  read.first = tail_.load(std::memory_order_relaxed);
  read.last = read.epochs.empty() ? read.first : head_.load(std::memory_order_acquire);
  // What came with a still newer snapshot is for the next time. Everything of the older ones is there: they were over
  // before their successor could be seen.
  while (read.last > read.first && entry(read.last - 1).epoch > read.epochs.back()->number) --read.last;
  return read;
}

void Tape::done(const Read& read) {
  tail_.store(read.last, std::memory_order_release);
  if (read.epochs.empty()) return;
  const std::lock_guard lock(mutex_);
  while (epochs_.size() > 1 && epochs_.front()->number < read.epochs.back()->number) epochs_.erase(epochs_.begin());
}

}  // namespace schoolgate
