#include "admin-api/events/event_hub.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "admin-api/events/recent_block_json.h"
#include "admin-api/events/waiting.h"

namespace schoolgate {
namespace {

using Json = nlohmann::ordered_json;
using SteadyTime = std::chrono::steady_clock::time_point;

// Browsers wait for so long before they connect again; all at once after a restart would be a handful.
constexpr const char* first_words = "retry: 5000\n\n";
constexpr const char* heartbeat_words = ": still here\n\n";
constexpr std::size_t changes_a_read = 100;

std::string event(const char* name, const Json& data, std::optional<std::uint64_t> id = {}) {
  const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);  // one line: no raw line ends
  return (id ? fmt::format("id: {}\n", *id) : std::string()) + fmt::format("event: {}\ndata: {}\n\n", name, text);
}

/// What wakes the hub. It outlives it: change control keeps its subscribers for ever.
struct Bell {
  std::mutex mutex;
  std::condition_variable ringing;
  bool rung = false, stopping = false;
  void ring(bool stop = false) {
    {
      const std::lock_guard lock(mutex);
      rung = true;
      stopping = stopping || stop;
    }
    ringing.notify_all();
  }
};

class EventHubImpl final : public EventHub {
 public:
  EventHubImpl(Sources sources, bool own_thread, std::chrono::milliseconds heartbeat)
      : sources_(sources), heartbeat_(heartbeat) {
    sources_.changes.subscribe([bell = bell_](const auto&) { bell->ring(); });
    if (own_thread) thread_ = std::thread([this] { live(); });
  }
  EventHubImpl(const EventHubImpl&) = delete;
  EventHubImpl& operator=(const EventHubImpl&) = delete;
  ~EventHubImpl() override {
    bell_->ring(true);
    if (thread_.joinable()) thread_.join();
    for (const Open& open : streams_) open.stream->end();
  }

  std::expected<std::shared_ptr<http::Stream>, Fault> open(Viewer viewer, std::optional<std::uint64_t> after) override {
    Open open;
    open.last_serial = after.value_or(sources_.changes.state()->serial);
    open.last_block = newest_block();
    open.stream = std::make_shared<http::Stream>();
    open.stream->push(first_words);
    open.spoken = std::chrono::steady_clock::now();
    open.viewer = std::move(viewer);
    {
      const std::lock_guard lock(mutex_);
      forget_ended();
      const auto same =
          std::ranges::count_if(streams_, [&](const Open& other) { return other.viewer.person == open.viewer.person; });
      if (streams_.size() >= max_event_streams || static_cast<std::size_t>(same) >= max_event_streams_of_person)
        return fault(Fault::Kind::limit, "too many pages are open that want to be told of events",
                     "Close some of them; the others go on.");
      streams_.push_back(open);
    }
    bell_->ring();
    return open.stream;
  }

  void look() override {
    const auto state = sources_.changes.state();
    const auto progress = sources_.lists.progress();
    const SteadyTime now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    forget_ended();
    for (Open& open : streams_) {
      if (!open.viewer.still_valid()) {
        open.stream->end();
        continue;
      }
      tell_changes(open, state->serial);
      tell_job(open, progress);
      tell_blocks(open);
      if (const Waiting waiting = waiting_in(*state); open.waiting != waiting) {
        say(open, event("waiting", to_json(waiting)));
        open.waiting = waiting;
      }
      if (now - open.spoken >= heartbeat_) say(open, heartbeat_words);
    }
    forget_ended();
  }

  std::size_t open_streams() const override {
    const std::lock_guard lock(mutex_);
    return streams_.size();
  }

 private:
  struct Open {
    Viewer viewer;
    std::shared_ptr<http::Stream> stream;
    std::uint64_t last_serial = 0, last_block = 0;
    std::optional<ListProgress> job;
    std::optional<Waiting> waiting;
    SteadyTime spoken;
  };

  void live() {
    std::unique_lock lock(bell_->mutex);
    while (!bell_->stopping) {
      const auto woken = [this] { return bell_->rung; };
      lock.unlock();
      const bool watched = open_streams() != 0;
      lock.lock();
      if (watched)
        bell_->ringing.wait_for(lock, look_interval_of_events, woken);
      else
        bell_->ringing.wait(lock, woken);
      bell_->rung = false;
      if (bell_->stopping) break;
      lock.unlock();
      try {
        look();
      } catch (const std::exception& bug) {
        spdlog::error("events: {}", bug.what());
      }
      lock.lock();
    }
  }

  static void say(Open& open, std::string_view words) {
    open.stream->push(words);
    open.spoken = std::chrono::steady_clock::now();
  }

  void forget_ended() {
    std::erase_if(streams_, [](const Open& open) { return open.stream->over(); });
  }

  void tell_changes(Open& open, std::uint64_t serial) const {
    if (open.last_serial == serial) return;
    if (open.last_serial > serial || serial - open.last_serial > max_missed_changes) {
      open.last_serial = serial;
      return say(open, event("reset", {{"serial", serial}}, serial));
    }
    while (open.last_serial < serial) {
      const auto records = sources_.changes.records(open.last_serial, changes_a_read);
      if (records.empty()) return;  // the disk fails: the next look tries again
      for (const Record& record : records)
        say(open, event("change", {{"serial", record.serial}, {"kind", record.kind}}, record.serial));
      open.last_serial = records.back().serial;
    }
  }

  static void tell_job(Open& open, const std::optional<ListProgress>& now) {
    if (open.job == now) return;
    if (open.job && (!now || now->job != open.job->job))
      say(open, event("job", {{"job", open.job->job}, {"ended", true}}));
    if (now)
      say(open, event("job", {{"job", now->job},
                              {"what", now->what},
                              {"list", now->list},
                              {"done", now->done},
                              {"of", now->of},
                              {"ended", false}}));
    open.job = now;
  }

  void tell_blocks(Open& open) const {
    if (!open.viewer.sees_blocks || sources_.activity == nullptr) return;
    auto blocks = sources_.activity->recent_blocks(open.last_block);
    if (blocks.empty()) return;
    open.last_block = blocks.back().number;
    // Nobody reads more as it happens; the list has them all.
    if (blocks.size() > max_blocks_a_look) blocks.erase(blocks.begin(), blocks.end() - max_blocks_a_look);
    for (const RecentBlock& block : blocks) say(open, event("blocked", to_json(block)));
  }

  std::uint64_t newest_block() const {
    if (sources_.activity == nullptr) return 0;
    const auto blocks = sources_.activity->recent_blocks();
    return blocks.empty() ? 0 : blocks.back().number;
  }

  const Sources sources_;
  const std::chrono::milliseconds heartbeat_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  mutable std::mutex mutex_;  // guards streams_
  std::vector<Open> streams_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<EventHub> EventHub::start(Sources sources, bool own_thread, std::chrono::milliseconds heartbeat) {
  return std::make_unique<EventHubImpl>(sources, own_thread, heartbeat);
}

}  // namespace schoolgate
