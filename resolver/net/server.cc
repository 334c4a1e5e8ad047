#include "resolver/server.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "resolver/identify/device_watch.h"
#include "resolver/net/bind.h"
#include "resolver/net/worker.h"
#include "resolver/upstream/upstream_engine.h"

namespace schoolgate {
namespace {

constexpr std::chrono::milliseconds stuck_after{2000};

/// A worker may need a thousand descriptors, and services are started with room for a thousand in all.
constexpr rlim_t wanted_descriptors = 65536;

void allow_many_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted_descriptors) return;
  limit.rlim_cur = std::min(limit.rlim_max, wanted_descriptors);
  setrlimit(RLIMIT_NOFILE, &limit);
}

class WorkerServer final : public Server {
 public:
  explicit WorkerServer(UpstreamConfig upstream) : upstream_(std::move(upstream)) {}
  ~WorkerServer() override { stop_all(); }

  std::expected<void, Fault> run(const ResolverConfig& config, const Clock& clock,
                                 const std::shared_ptr<const Snapshot>& snapshot, const Announced& announced,
                                 TrialWatch* watch) {
    auto sockets = bind_all(config.listen, config.workers);
    if (!sockets) return std::unexpected(std::move(sockets.error()));
    for (const BoundSockets& pair : sockets->front()) endpoints_.push_back(pair.endpoint);
    std::vector<std::future<std::expected<void, Fault>>> starting;
    for (unsigned i = 0; i < config.workers; ++i)
      workers_.push_back(std::make_unique<Worker>(i, config, clock, snapshot));
    for (const auto& worker : workers_) {
      worker->tell(announced);
      worker->watch(watch);
    }
    // Before the first question: a device must not be a stranger because we have just started.
    devices_ = std::make_unique<DeviceWatch>(config.clients, clock,
                                             [this](const std::shared_ptr<const DeviceDirectory>& devices) {
                                               for (const auto& worker : workers_) worker->publish(devices);
                                             });
    for (unsigned i = 0; i < config.workers; ++i) starting.push_back(workers_[i]->start(std::move((*sockets)[i])));
    std::expected<void, Fault> all;
    for (auto& one : starting)
      if (auto started = one.get(); !started && all) all = std::move(started);
    return all;
  }

  void publish(std::shared_ptr<const Snapshot> snapshot) override {
    for (const auto& worker : workers_) worker->publish(snapshot);
  }
  void set_upstream(UpstreamConfig upstream) override {
    for (const auto& worker : workers_) worker->set_upstream(upstream);
    const std::scoped_lock lock(mutex_);
    upstream_ = std::move(upstream);
  }
  Statistics statistics() const override {
    Statistics sum;
    for (const auto& worker : workers_) worker->add_to(sum);
    return sum;
  }
  Attempts::Table attempts() const override {
    Attempts::Table table;
    for (const auto& worker : workers_) worker->add_to(table);
    return table;
  }
  std::vector<Tape*> tapes() override {
    std::vector<Tape*> tapes;
    for (const auto& worker : workers_) tapes.push_back(&worker->tape());
    return tapes;
  }
  std::shared_ptr<const DeviceDirectory> devices() const override { return devices_->current(); }
  std::vector<std::string> stuck_workers() const override {
    std::vector<std::string> stuck;
    for (const auto& worker : workers_)
      if (worker->silence() > stuck_after) stuck.push_back(worker->name());
    return stuck;
  }
  std::vector<Endpoint> endpoints() const override { return endpoints_; }
  std::vector<std::string> notes() const override {
    std::vector<std::string> notes = devices_->notes();
    const std::scoped_lock lock(mutex_);
    for (std::string& note : upstream_notes(upstream_)) notes.push_back(std::move(note));
    return notes;
  }
  void stop() override { stop_all(); }

 private:
  void stop_all() {
    for (const auto& worker : workers_) worker->ask_to_stop();
    for (const auto& worker : workers_) worker->join();
  }

  mutable std::mutex mutex_;  // guards upstream_
  UpstreamConfig upstream_;
  std::vector<Endpoint> endpoints_;
  std::vector<std::unique_ptr<Worker>> workers_;  // not changed after run()
  std::unique_ptr<DeviceWatch> devices_;          // publishes to the workers, so it ends before them
};

}  // namespace

std::expected<std::unique_ptr<Server>, Fault> Server::start(ResolverConfig config, Clock clock,
                                                            std::shared_ptr<const Snapshot> snapshot,
                                                            Announced announced, TrialWatch* watch) {
  allow_many_descriptors();
  if (config.workers == 0) config.workers = std::max(1U, std::thread::hardware_concurrency());
  auto server = std::make_unique<WorkerServer>(config.upstream);
  if (auto running = server->run(config, clock, snapshot, announced, watch); !running)
    return std::unexpected(std::move(running.error()));
  return server;
}

}  // namespace schoolgate
