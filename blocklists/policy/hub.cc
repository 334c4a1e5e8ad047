#include "blocklists/policy/hub.h"

#include <utility>

#include <spdlog/spdlog.h>

namespace schoolgate {

PolicyHub::PolicyHub(std::shared_ptr<const PolicyState> state, std::shared_ptr<const CompiledLists> lists,
                     std::shared_ptr<const SealedSet> sealed, Clock clock)
    : clock_(std::move(clock)), state_(std::move(state)), lists_(std::move(lists)), sealed_(std::move(sealed)) {
  const std::lock_guard order(publishing_);
  publish();
}

void PolicyHub::on_state(std::shared_ptr<const PolicyState> state) {
  const std::lock_guard order(publishing_);
  state_ = std::move(state);
  publish();
}

void PolicyHub::on_lists(std::shared_ptr<const CompiledLists> lists) {
  const std::lock_guard order(publishing_);
  lists_ = std::move(lists);
  publish();
}

void PolicyHub::on_sealed(std::shared_ptr<const SealedSet> sealed) {
  const std::lock_guard order(publishing_);
  sealed_ = std::move(sealed);
  publish();
}

void PolicyHub::tick() {
  const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(clock_());
  const auto snapshot = current();
  const Horizon& horizon = snapshot->time->horizon;
  const bool long_enough = horizon.holds(now) && now + horizon_ahead / 2 < horizon.to;
  if (long_enough || snapshot->schedules.empty()) return;
  const std::lock_guard order(publishing_);
  publish();
}

std::shared_ptr<const Snapshot> PolicyHub::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void PolicyHub::subscribe(Subscriber subscriber) {
  const std::lock_guard order(publishing_);
  subscriber(current());
  subscribers_.push_back(std::move(subscriber));
}

void PolicyHub::publish() {
  std::shared_ptr<const Snapshot> built =
      Snapshot::build(state_, lists_, sealed_, std::chrono::floor<std::chrono::seconds>(clock_()));
  // Told once, not with every change that has nothing to do with them.
  if (const auto before = current(); !before || before->warnings != built->warnings)
    for (const std::string& warning : built->warnings) spdlog::warn("policy: {}", warning);
  {
    const std::lock_guard lock(mutex_);
    current_ = built;
  }
  for (const Subscriber& subscriber : subscribers_) subscriber(built);
}

}  // namespace schoolgate
