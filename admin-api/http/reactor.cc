#include "admin-api/http/reactor.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <iterator>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace schoolgate::http {
namespace {

// When the process has no file descriptors left, accept() fails and the listener stays readable: do not spin.
constexpr std::chrono::milliseconds pause_after_failed_accept{100};
constexpr std::size_t accepts_a_turn = 16;
constexpr std::size_t first_listener = 1;  // in polled_; 0 is the wake-up

}  // namespace

Reactor::Reactor(Patience patience, Manners manners)
    : commons_(patience, std::move(manners)), wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Reactor::~Reactor() {
  connections_.clear();
  ::close(wake_fd_);
}

void Reactor::wake() const {
  const std::uint64_t one = 1;
  // Full means that a wake-up is under way already.
  [[maybe_unused]] const auto written = ::write(wake_fd_, &one, sizeof one);
}

void Reactor::stop() {
  stopping_ = true;
  wake();
}

void Reactor::use_identity(std::shared_ptr<const TlsIdentity> identity) {
  const std::lock_guard lock(mutex_);
  identity_ = std::move(identity);
}

void Reactor::add(Listener listener) {
  {
    const std::lock_guard lock(mutex_);
    added_.push_back(std::move(listener));
  }
  wake();
}

void Reactor::take_added() {
  const std::lock_guard lock(mutex_);
  std::ranges::move(added_, std::back_inserter(listeners_));
  added_.clear();
}

void Reactor::run(const Handler& handler) {
  WorkerPool pool(handler, commons_.manners, [this] { wake(); });
  while (!stopping_) {
    try {
      turn(pool);
    } catch (const std::exception& bug) {
      // Memory ran out, or a bug: the connections are lost, the admin API is not, and DNS knows nothing of it.
      spdlog::error("admin: all connections closed: {}", bug.what());
      connections_.clear();
    }
  }
  listeners_.clear();
  connections_.clear();
  pool.stop();
}

void Reactor::turn(WorkerPool& pool) {
  take_added();
  wait();
  take_replies(pool);
  for (std::size_t n = 0; n < listeners_.size(); ++n)
    if (polled_[first_listener + n].revents != 0) accept_from(listeners_[n]);
  advance_all();
  hand_out(pool);
}

void Reactor::wait() {
  now_ = std::chrono::steady_clock::now();
  auto until = now_ + std::chrono::hours(1);
  polled_.clear();
  polled_.push_back({wake_fd_, POLLIN, 0});
  for (const Listener& listener : listeners_)
    polled_.push_back({accept_after_ > now_ ? -1 : listener.socket(), POLLIN, 0});
  if (accept_after_ > now_) until = std::min(until, accept_after_);
  for (const auto& connection : connections_) {
    // A socket that nothing is wanted from is left out: poll() would report its hang-up again and again.
    const short events = connection->waits_for_client() ? connection->events() : short{0};
    polled_.push_back({events != 0 ? connection->socket() : -1, events, 0});
    if (connection->has_more()) until = now_;
    if (connection->waits_for_client()) until = std::min(until, connection->deadline());
  }
  const auto patience = std::chrono::ceil<std::chrono::milliseconds>(until - now_).count();
  ::poll(polled_.data(), polled_.size(), static_cast<int>(std::max<std::int64_t>(patience, 0)));
  now_ = std::chrono::steady_clock::now();
  std::uint64_t count = 0;
  if (polled_[0].revents != 0) [[maybe_unused]]
    const auto got = ::read(wake_fd_, &count, sizeof count);
}

void Reactor::take_replies(WorkerPool& pool) {
  for (auto& done : pool.take_done()) {
    const auto found = std::ranges::find(connections_, done.connection, &Connection::id);
    if (done.reply.stream) done.reply.stream->attach([this] { wake(); });
    if (found != connections_.end())
      (*found)->give_reply(std::move(done.reply), now_);
    else if (done.reply.stream)
      done.reply.stream->detach();
  }
}

void Reactor::accept_from(const Listener& listener) {
  for (std::size_t n = 0; n < accepts_a_turn; ++n) {
    auto accepted = listener.accept();
    if (!accepted) {
      if (errno == EMFILE || errno == ENFILE) accept_after_ = now_ + pause_after_failed_accept;
      return;
    }
    std::unique_ptr<Transport> transport;
    if (listener.console() || listener.plain()) {
      transport = plain_transport(accepted->socket);
    } else {
      const std::lock_guard lock(mutex_);
      transport = identity_->accept(accepted->socket);
    }
    if (!transport) continue;
    auto connection =
        std::make_unique<Connection>(next_id_++, std::move(transport), std::move(accepted->peer), commons_, now_);
    if (open_for(connection->limit_key()) >= max_connections_per_address) continue;
    if (connections_.size() >= max_connections) make_room();
    connection->advance(now_);
    connections_.push_back(std::move(connection));
  }
}

/// Whoever comes last is let in at the cost of the connection that has kept us waiting longest: a flood of idle
/// connections then shuts out itself, not the network manager. Streams wait by their nature, and are few.
void Reactor::make_room() {
  auto slowest = connections_.end();
  for (auto at = connections_.begin(); at != connections_.end(); ++at)
    if ((*at)->waits_for_client() && (*at)->state() != Connection::State::streaming &&
        (slowest == connections_.end() || (*at)->since() < (*slowest)->since()))
      slowest = at;
  if (slowest != connections_.end()) connections_.erase(slowest);
}

std::size_t Reactor::open_for(const std::string& limit_key) const {
  return static_cast<std::size_t>(std::ranges::count(connections_, limit_key, &Connection::limit_key));
}

std::size_t Reactor::working_for(const std::string& limit_key) const {
  return static_cast<std::size_t>(std::ranges::count_if(connections_, [&](const auto& connection) {
    return connection->state() == Connection::State::working && connection->limit_key() == limit_key;
  }));
}

void Reactor::advance_all() {
  const auto ready = [this](const Connection& connection) {
    return std::ranges::any_of(polled_, [&](const pollfd& p) { return p.fd == connection.socket() && p.revents != 0; });
  };
  for (auto& connection : connections_) {
    if (connection->waits_for_client() && (connection->has_more() || ready(*connection))) connection->advance(now_);
  }
  std::erase_if(connections_, [this](const auto& connection) {
    return connection->state() == Connection::State::finished ||
           (connection->waits_for_client() && connection->deadline() <= now_);
  });
}

void Reactor::hand_out(WorkerPool& pool) {
  for (auto& connection : connections_) {
    if (connection->state() != Connection::State::ready) continue;
    if (pool.full()) {
      connection->refuse(busy("Too many requests at the same time.", 1), now_);
    } else if (working_for(connection->limit_key()) < max_working_per_address) {
      pool.submit(connection->take_request());
    }
  }
}

}  // namespace schoolgate::http
