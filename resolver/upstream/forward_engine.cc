#include "resolver/upstream/forward_engine.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "resolver/upstream/forward_batch.h"
#include "resolver/upstream/unbound_engine.h"

namespace schoolgate {
namespace {

using Status = UpstreamAnswer::Status;

/// Fine enough beside the shortest timeout; so coarse that looking through all that waits costs nothing.
constexpr std::uint64_t tick_ms = 10;
constexpr std::string_view stopping_text = "this list of upstream servers is no longer used";

UpstreamAnswer failed(Status status, std::string_view why) { return UpstreamAnswer{status, {}, false, why}; }

}  // namespace

bool ForwardEngine::can_serve(const UpstreamConfig& config) {
  const auto is_plain = [](const UpstreamServer& s) { return s.transport == UpstreamServer::Transport::udp; };
  return config.servers.size() <= max_servers && std::ranges::all_of(config.servers, is_plain);
}

std::expected<std::unique_ptr<ForwardEngine>, Fault> ForwardEngine::create(uv_loop_t& loop,
                                                                           const UpstreamConfig& config,
                                                                           ForwardLimits limits) {
  if (config.servers.empty()) return fault(Fault::Kind::bad_input, "no upstream server is named");
  std::unique_ptr<ForwardEngine> engine(new ForwardEngine(loop, config, limits));
  for (const ZoneServers& zone : config.zones) {
    const auto name = Name::from_text(zone.zone);
    if (!name) return fault(Fault::Kind::bad_input, fmt::format("\"{}\" is not a zone's name", zone.zone));
    engine->zones_.push_back(*name);
  }
  if (!config.zones.empty())
    if (auto made = engine->make_follower(); !made) return std::unexpected(std::move(made.error()));
  return engine;
}

ForwardEngine::ForwardEngine(uv_loop_t& loop, UpstreamConfig config, ForwardLimits limits)
    : loop_(loop),
      config_(std::move(config)),
      limits_(limits),
      ticker_(make_timer(loop, this)),
      batch_(std::make_unique<Batch>()) {
  limits_.waiting = std::min<std::size_t>(limits_.waiting, UINT16_MAX);  // Index
  for (const UpstreamServer& server : config_.servers) {
    const auto number = static_cast<unsigned>(servers_.size());
    servers_.push_back(Server{
        server.endpoint, {}, {loop, server.endpoint, number, [this](ForwardSocket& socket) { on_readable(socket); }}});
  }
}

ForwardEngine::~ForwardEngine() {
  stopping_ = true;
  for (std::size_t i = 0; i < queries_.size(); ++i)
    if (due_[i] != idle) finish(static_cast<Index>(i), failed(Status::unreachable, stopping_text));
}

void ForwardEngine::resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) {
  if (stopping_) return done(failed(Status::unreachable, stopping_text));
  if (is_in_zone(name)) return follower_->resolve(name, type, checking_disabled, std::move(done));
  if (waiting() >= limits_.waiting)
    return done(failed(Status::overloaded, "too many queries wait for the upstream servers"));
  const Index index = take_slot();
  Query& query = queries_[index];
  query.done = std::move(done);
  query.folded.size = query.mixed.size = name.wire().size();
  std::ranges::copy(name.wire(), query.folded.octets.begin());
  std::ranges::copy(name.wire(), query.mixed.octets.begin());
  randomise_case(query.mixed, random_);
  query.type = type;
  query.checking_disabled = checking_disabled;
  query.tcp_only = false;
  query.attempts = 0;
  query.tried = query.failed = query.no_edns = 0;
  query.deadline = now() + static_cast<std::uint64_t>(limits_.deadline.count()) * 1000;
  due_[index] = query.deadline;
  const auto on_tick = [](uv_timer_t* timer) { static_cast<ForwardEngine*>(timer->data)->tick(); };
  if (waiting_++ == 0 && uv_is_active(reinterpret_cast<uv_handle_t*>(ticker_.get())) == 0)
    uv_timer_start(ticker_.get(), on_tick, tick_ms, tick_ms);
  next_attempt(index);
}

ForwardEngine::Index ForwardEngine::take_slot() {
  if (free_.empty()) {
    free_.push_back(static_cast<Index>(queries_.size()));
    queries_.emplace_back();
    due_.push_back(idle);
  }
  const Index index = free_.back();
  free_.pop_back();
  return index;
}

/// Asks the best server that has not failed; finishes the query when there is none.
void ForwardEngine::next_attempt(Index index) {
  for (;;) {
    Query& query = queries_[index];
    const std::uint64_t now = this->now();
    const unsigned server = choose(query, now);
    if (server == no_server) return give_up(index);
    if (query.attempts == max_attempts) {
      due_[index] = query.deadline;
      return;
    }
    servers_[server].health.note_chosen(now);
    if (query.attempts > 0) ++counts_.retransmits;
    if (query.tcp_only ? ask_over_tcp(index, server) : send(index, server)) return;
    query.failed |= 1U << server;
  }
}

void ForwardEngine::give_up_server(Index index, unsigned server) {
  queries_[index].failed |= 1U << server;
  next_attempt(index);
}

void ForwardEngine::give_up(Index index) {
  finish(index, failed(Status::unreachable, "no upstream server gave an answer that can be used"));
}

/// The place is free before the caller hears of it: it may ask again at once.
void ForwardEngine::finish(Index index, const UpstreamAnswer& answer) { take_done(index)(answer); }

Upstream::Done ForwardEngine::take_done(Index index) {
  Query& query = queries_[index];
  release_attempts(query);
  Done done = std::move(query.done);
  query.done = nullptr;
  due_[index] = idle;
  free_.push_back(index);
  --waiting_;
  return done;
}

/// Hands the query over to libunbound, deadline and all; false when there is none to be had.
bool ForwardEngine::follow(Index index) {
  if (auto made = make_follower(); !made) {
    spdlog::error("aliases that an upstream server does not follow stay unfollowed: {}", made.error().what);
    return false;
  }
  ++counts_.followed;
  const wire::WireName name = queries_[index].folded;
  const std::uint16_t type = queries_[index].type;
  const bool checking_disabled = queries_[index].checking_disabled;
  follower_->resolve(name.view(), type, checking_disabled, take_done(index));
  return true;
}

std::expected<void, Fault> ForwardEngine::make_follower() {
  if (follower_) return {};
  auto made = UnboundEngine::create(loop_, config_);
  if (!made) return std::unexpected(std::move(made.error()));
  follower_ = std::move(*made);
  return {};
}

bool ForwardEngine::is_in_zone(NameView name) const {
  return std::ranges::any_of(zones_, [&](const Name& zone) { return name.is_at_or_below(zone); });
}

void ForwardEngine::tick() {
  const std::uint64_t now = this->now();
  for (std::size_t i = 0; i < due_.size(); ++i)
    if (due_[i] <= now) on_silence(static_cast<Index>(i), now);
  bool worn = false;
  for (Server& server : servers_) {
    server.sockets.tidy();
    worn |= server.sockets.has_worn();
  }
  if (waiting_ == 0 && !worn) uv_timer_stop(ticker_.get());
}

void ForwardEngine::on_silence(Index index, std::uint64_t now) {
  Query& query = queries_[index];
  if (query.attempts > 0) {
    const Attempt& last = query.attempt[query.attempts - 1U];
    servers_[last.server].health.silent(now, last.sent_at);
  }
  if (now >= query.deadline) return finish(index, failed(Status::timed_out, "no upstream server answered in time"));
  if (!query.tcp) return next_attempt(index);
  const unsigned server = query.attempt[query.attempts - 1U].server;
  release_attempts(query);
  give_up_server(index, server);
}

std::size_t ForwardEngine::open_sockets() const {
  std::size_t sum = 0;
  for (const Server& server : servers_) sum += server.sockets.open_sockets();
  return sum;
}

}  // namespace schoolgate
