#include "resolver/net/worker.h"

#include <cstdlib>

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include "resolver/upstream/server_text.h"

namespace schoolgate {
namespace {

constexpr std::uint64_t heartbeat_ms = 500;  // a quarter of what counts as stuck (server.h)
/// What is in flight when a stop begins; with the rest of a stop it stays below the second that server.h promises.
constexpr std::uint64_t drain_limit_ms = 800;
constexpr std::uint64_t drain_step_ms = 10;

std::uint64_t monotonic_ms() { return uv_hrtime() / 1'000'000; }

/// SIGTERM and its like are the main thread's; SIGPIPE would end the process when a client hangs up (libuv's streams
/// and libunbound write without MSG_NOSIGNAL).
void block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::vector<ZoneServers> zones_of(const OwnNames& own) {
  std::vector<ZoneServers> zones;
  for (const OwnNames::Zone& zone : own.zones()) {
    auto& made = zones.emplace_back(ZoneServers{zone.name, {}});
    for (const OwnNames::Server& server : zone.servers) made.servers.push_back({server.address, server.port});
  }
  return zones;
}

}  // namespace

struct Worker::Engine {
  explicit Engine(Worker& worker)
      : upstream([&worker] {
          // An answer that comes while a question is handled belongs to that question's batch.
          if (!worker.handling_) worker.look_up();
        }),
        pipeline(worker.config_, upstream, worker.statistics_,
                 [this](std::uint64_t ticket, std::span<const std::uint8_t> reply) {
                   if ((ticket & tcp_ticket) != 0)
                     tcp.send_late(ticket, reply);
                   else
                     udp.send_late(ticket, reply);
                 }),
        udp(worker.loop_, worker, worker.statistics_),
        tcp(worker.loop_, worker),
        heartbeat(make_timer(worker.loop_, &worker)),
        drain(make_timer(worker.loop_, &worker)) {
    pipeline.tell(worker.announced_);
    pipeline.watch(worker.watch_);
  }

  UpstreamSwitch upstream;
  Pipeline pipeline;
  UdpServer udp;
  TcpServer tcp;
  UvHandle<uv_timer_t> heartbeat, drain;
  std::uint64_t drain_until_ms = 0;  // 0: not stopping
};

Worker::Worker(unsigned number, const ResolverConfig& config, Clock clock, std::shared_ptr<const Snapshot> snapshot)
    : number_(number),
      config_(config),
      clock_(std::move(clock)),
      last_turn_ms_(monotonic_ms()),
      upstream_(config.upstream) {
  inbox_.snapshot = std::move(snapshot);
  if (uv_loop_init(&loop_) != 0) throw std::bad_alloc();
  wake_.data = this;
  const auto on_wake = [](uv_async_t* async) { static_cast<Worker*>(async->data)->on_wake(); };
  if (uv_async_init(&loop_, &wake_, on_wake) != 0) throw std::bad_alloc();
}

Worker::~Worker() {
  ask_to_stop();
  join();
  if (may_wake_) {  // it was never started
    uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
  }
  uv_loop_close(&loop_);
}

std::future<std::expected<void, Fault>> Worker::start(std::vector<BoundSockets> sockets) {
  std::promise<std::expected<void, Fault>> started;
  auto result = started.get_future();
  thread_ = std::thread([this, sockets = std::move(sockets), started = std::move(started)]() mutable {
    try {
      run(std::move(sockets), std::move(started));
    } catch (const std::exception& bug) {
      spdlog::critical("{}: {}", name(), bug.what());
      std::abort();  // the service manager starts a sound process
    }
  });
  return result;
}

void Worker::run(std::vector<BoundSockets> sockets, std::promise<std::expected<void, Fault>> started) {
  pthread_setname_np(pthread_self(), name().c_str());
  block_signals();
  auto ready = set_up(std::move(sockets));
  if (!ready) finish();
  started.set_value(std::move(ready));
  uv_run(&loop_, UV_RUN_DEFAULT);
}

std::expected<void, Fault> Worker::set_up(std::vector<BoundSockets> sockets) {
  engine_ = std::make_unique<Engine>(*this);
  look_up();
  if (auto made = exchange_upstream(upstream_); !made) return made;
  for (BoundSockets& pair : sockets) {
    if (!engine_->udp.add(std::move(pair.udp)) || !engine_->tcp.add(std::move(pair.tcp)))
      return fault(Fault::Kind::unavailable, fmt::format("DNS cannot listen on {}", to_text(pair.endpoint)),
                   "another program may have taken it this moment: try again");
  }
  const auto on_beat = [](uv_timer_t* timer) { static_cast<Worker*>(timer->data)->on_heartbeat(); };
  uv_timer_start(engine_->heartbeat.get(), on_beat, heartbeat_ms, heartbeat_ms);
  on_heartbeat();
  return {};
}

void Worker::begin_batch() {
  look_up();
  if (upstream_is_due_.load(std::memory_order_acquire)) take_upstream();
  // Before a question of this batch: a name that is the school's own from now on must not go to others.
  if (!zones_are_due_) return;
  if (auto made = exchange_upstream(upstream_); !made) {
    spdlog::error("{} keeps its upstream servers, the forwarded zones cannot be used: {}", name(), made.error().what);
    zones_are_due_ = false;  // the next change tries again
    engine_->upstream.hold(false);
  }
}

void Worker::look_up() {
  if (published_.load(std::memory_order_acquire) != taken_) take_published();
  engine_->pipeline.at({clock_(), monotonic_ms()});
}

void Worker::take_published() {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const DeviceDirectory> devices;
  {
    const std::scoped_lock lock(mutex_);
    snapshot = std::exchange(inbox_.snapshot, nullptr);
    devices = std::exchange(inbox_.devices, nullptr);
    taken_ = published_.load(std::memory_order_relaxed);
  }
  if (devices) engine_->pipeline.know(std::move(devices));
  if (!snapshot) return;
  zones_ = zones_of(*snapshot->own_names);
  // The exchange is begin_batch()'s: here we may be inside a callback of the upstream.
  zones_are_due_ = zones_ != upstream_.zones;
  engine_->upstream.hold(zones_are_due_);
  engine_->pipeline.use(std::move(snapshot));
}

Pipeline::Result Worker::handle(const Query& query, std::span<std::uint8_t> out) {
  handling_ = true;
  const auto result = engine_->pipeline.handle(query, out);
  handling_ = false;
  return result;
}

void Worker::handle(std::span<Pipeline::Job> batch) {
  handling_ = true;
  engine_->pipeline.handle(batch);
  handling_ = false;
}

void Worker::on_wake() {
  if (!engine_) return;
  begin_batch();
  bool stop = false;
  {
    const std::scoped_lock lock(mutex_);
    stop = inbox_.stop;
  }
  if (stop && engine_->drain_until_ms == 0) begin_stop();
}

void Worker::take_upstream() {
  std::optional<UpstreamConfig> upstream;
  {
    const std::scoped_lock lock(mutex_);
    upstream = std::exchange(inbox_.upstream, std::nullopt);
    upstream_is_due_.store(false, std::memory_order_relaxed);
  }
  if (!upstream) return;
  if (auto made = exchange_upstream(std::move(*upstream)); !made)
    spdlog::error("{} keeps its upstream servers, the new ones cannot be used: {}", name(), made.error().what);
}

std::expected<void, Fault> Worker::exchange_upstream(UpstreamConfig wanted) {
  wanted.zones = zones_;
  auto fresh = make_upstream_engine(loop_, wanted);
  if (!fresh) return std::unexpected(std::move(fresh.error()));
  engine_->upstream.replace(std::move(*fresh));  // on_heartbeat() retires the old one
  // Other servers may have said that a zone's names do not exist, just before they were told to be the school's; and
  // that one which is away did not answer is nothing to remember of the one in its place.
  const bool same = wanted.zones == upstream_.zones && wanted.servers == upstream_.servers;
  if (!same) engine_->pipeline.forget_answers();
  upstream_ = std::move(wanted);
  zones_are_due_ = false;
  return {};
}

void Worker::on_heartbeat() {
  last_turn_ms_.store(monotonic_ms(), std::memory_order_relaxed);
  cache_octets_.store(engine_->pipeline.cache_octets(), std::memory_order_relaxed);
  cache_entries_.store(engine_->pipeline.cache_entries(), std::memory_order_relaxed);
  in_flight_.store(engine_->pipeline.in_flight(), std::memory_order_relaxed);
  engine_->upstream.retire();
}

void Worker::begin_stop() {
  engine_->udp.stop_receiving();
  engine_->tcp.stop_receiving();
  engine_->drain_until_ms = monotonic_ms() + drain_limit_ms;
  const auto on_step = [](uv_timer_t* timer) {
    Worker& self = *static_cast<Worker*>(timer->data);
    if (self.engine_->pipeline.in_flight() == 0 || monotonic_ms() >= self.engine_->drain_until_ms) self.finish();
  };
  uv_timer_start(engine_->drain.get(), on_step, 0, drain_step_ms);
}

/// The loop ends by itself when the last handle is closed.
void Worker::finish() {
  engine_->upstream.shut_down();
  engine_.reset();
  const std::scoped_lock lock(mutex_);
  may_wake_ = false;
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
}

void Worker::wake() {  // with mutex_ held
  if (may_wake_) uv_async_send(&wake_);
}

void Worker::publish(std::shared_ptr<const Snapshot> snapshot) {
  const std::scoped_lock lock(mutex_);
  inbox_.snapshot = std::move(snapshot);
  published_.fetch_add(1, std::memory_order_release);
  wake();
}

void Worker::publish(std::shared_ptr<const DeviceDirectory> devices) {
  const std::scoped_lock lock(mutex_);
  inbox_.devices = std::move(devices);
  published_.fetch_add(1, std::memory_order_release);
  wake();
}

void Worker::set_upstream(UpstreamConfig upstream) {
  const std::scoped_lock lock(mutex_);
  inbox_.upstream = std::move(upstream);
  upstream_is_due_.store(true, std::memory_order_release);  // a question that comes after this is asked of the new ones
  wake();
}

void Worker::ask_to_stop() {
  const std::scoped_lock lock(mutex_);
  inbox_.stop = true;
  wake();
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

std::string Worker::name() const { return fmt::format("dns-worker-{}", number_); }

std::chrono::milliseconds Worker::silence() const {
  const auto now = monotonic_ms();
  const auto last = last_turn_ms_.load(std::memory_order_relaxed);
  return std::chrono::milliseconds(now > last ? now - last : 0);
}

void Worker::add_to(Statistics& sum) const {
  const auto add = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i].load(std::memory_order_relaxed);
  };
  add(sum.counts, statistics_.counts);
  add(sum.by_tier, statistics_.by_tier);
  add(sum.blocked_by_category, statistics_.blocked_by_category);
  add(sum.blocked_by_service, statistics_.blocked_by_service);
  sum.untold += statistics_.tape.dropped();
  sum.cache_octets += cache_octets_.load(std::memory_order_relaxed);
  sum.cache_entries += cache_entries_.load(std::memory_order_relaxed);
  sum.in_flight += in_flight_.load(std::memory_order_relaxed);
}

}  // namespace schoolgate
