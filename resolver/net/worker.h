// One worker: a thread with its loop, sockets, pipeline and upstream. Workers share nothing but the read-only snapshot.
// Thread rules: construction, start(), stop() and the destructor on one thread; all other public members on any.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <uv.h>

#include "blocklists/fault.h"
#include "blocklists/policy/device_directory.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/net/bind.h"
#include "resolver/net/query_handler.h"
#include "resolver/net/tcp.h"
#include "resolver/net/udp.h"
#include "resolver/net/upstream_switch.h"
#include "resolver/statistics.h"

namespace schoolgate {

class Worker final : private QueryHandler {
 public:
  Worker(unsigned number, const ResolverConfig& config, Clock clock, std::shared_ptr<const Snapshot> snapshot);
  ~Worker() override;  // stops
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Starts the thread; the future says when it answers, or why it cannot.
  std::future<std::expected<void, Fault>> start(std::vector<BoundSockets> sockets);
  /// In two steps, so that all workers stop at the same time.
  void ask_to_stop();
  void join();

  void publish(std::shared_ptr<const Snapshot> snapshot);
  void publish(std::shared_ptr<const DeviceDirectory> devices);
  void set_upstream(UpstreamConfig upstream);
  /// Before start().
  void tell(Pipeline::Announced announced) { announced_ = std::move(announced); }
  void watch(TrialWatch* watch) { watch_ = watch; }
  std::string name() const;
  /// How long the loop has not turned.
  std::chrono::milliseconds silence() const;
  void add_to(Statistics& sum) const;
  void add_to(Attempts::Table& table) const { statistics_.attempts.add_to(table); }
  Tape& tape() { return statistics_.tape; }

 private:
  // Left for the worker by other threads.
  struct Inbox {
    std::shared_ptr<const Snapshot> snapshot;
    std::shared_ptr<const DeviceDirectory> devices;
    std::optional<UpstreamConfig> upstream;
    bool stop = false;
  };
  // The thread's own, made and destroyed by it.
  struct Engine;

  void begin_batch() override;
  Pipeline::Result handle(const Query& query, std::span<std::uint8_t> out) override;
  void look_up();
  void handle(std::span<Pipeline::Job> batch) override;
  void wake();
  void run(std::vector<BoundSockets> sockets, std::promise<std::expected<void, Fault>> started);
  std::expected<void, Fault> set_up(std::vector<BoundSockets> sockets);
  void on_wake();
  void on_heartbeat();
  void take_published();
  void take_upstream();
  std::expected<void, Fault> exchange_upstream(UpstreamConfig wanted);
  void begin_stop();
  void finish();

  const unsigned number_;
  const ResolverConfig config_;
  const Clock clock_;
  Pipeline::Announced announced_;
  TrialWatch* watch_ = nullptr;

  mutable std::mutex mutex_;  // guards inbox_ and may_wake_
  Inbox inbox_;
  std::atomic<bool> upstream_is_due_{false};  // the inbox has one
  bool may_wake_ = true;
  std::atomic<std::uint64_t> published_{1};  // how many snapshots and directories were left in the inbox
  std::atomic<std::uint64_t> last_turn_ms_;
  std::atomic<std::uint64_t> cache_octets_{0}, cache_entries_{0}, in_flight_{0};
  WorkerStatistics statistics_;

  UpstreamConfig upstream_;         // in use
  std::vector<ZoneServers> zones_;  // of the Snapshot in use
  bool zones_are_due_ = false;      // `upstream_` does not have them yet
  uv_loop_t loop_{};
  uv_async_t wake_{};
  std::uint64_t taken_ = 0;  // of published_
  bool handling_ = false;    // inside the pipeline
  std::unique_ptr<Engine> engine_;
  std::thread thread_;
};

}  // namespace schoolgate
