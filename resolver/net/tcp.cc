#include "resolver/net/tcp.h"

#include <algorithm>

#include "resolver/net/tcp_connection.h"
#include "resolver/upstream/socket_address.h"

namespace schoolgate {
namespace {

constexpr int listen_backlog = 256;
/// As many as the pipeline lets wait (resolver/waiting.h), and some for those that will not have to.
constexpr std::size_t max_returns = 4096 + 64;

}  // namespace

TcpServer::TcpServer(uv_loop_t& loop, QueryHandler& handler, TcpLimits limits)
    : loop_(loop), handler_(handler), limits_(limits), returns_(max_returns), read_on_timer_(make_timer(loop, this)) {}

TcpServer::~TcpServer() = default;

bool TcpServer::add(OwnedFd bound) {
  auto raw = std::make_unique<uv_tcp_t>();
  if (uv_tcp_init(&loop_, raw.get()) != 0) return false;
  UvHandle<uv_tcp_t> listener(raw.release());
  listener->data = this;
  if (uv_tcp_open(listener.get(), bound.get()) != 0) return false;
  static_cast<void>(bound.release());  // libuv closes it with the handle
  const auto on_connection = [](uv_stream_t* stream, int status) {
    if (status == 0) static_cast<TcpServer*>(stream->data)->accept(*reinterpret_cast<uv_tcp_t*>(stream));
  };
  if (uv_listen(as_stream(*listener), listen_backlog, on_connection) != 0) return false;
  listeners_.push_back(std::move(listener));
  return true;
}

void TcpServer::accept(uv_tcp_t& listener) {
  auto raw = std::make_unique<uv_tcp_t>();
  if (uv_tcp_init(&loop_, raw.get()) != 0) return;
  UvHandle<uv_tcp_t> stream(raw.release());
  if (uv_accept(as_stream(listener), as_stream(*stream)) != 0) return;
  SocketAddress peer;
  int size = sizeof peer.storage;
  if (uv_tcp_getpeername(stream.get(), peer.get(), &size) != 0) return;
  const Address client = to_endpoint(peer.get()).address;
  if (!has_room(client)) return;  // closed: the client falls back on another resolver, or tries again
  ++by_client_[client];
  const Id id = ++last_id_;
  auto& connection = connections_[id];
  connection = std::make_unique<TcpConnection>(*this, id, std::move(stream), client);
  connection->start();
}

bool TcpServer::has_room(const Address& client) const {
  if (connections_.size() >= limits_.connections) return false;
  const auto found = by_client_.find(client);
  return found == by_client_.end() || found->second < limits_.connections_of_client;
}

void TcpServer::remove(Id id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const auto client = by_client_.find(found->second->client());
  if (--client->second == 0) by_client_.erase(client);
  connections_.erase(found);
}

void TcpServer::stop_receiving() {
  receiving_ = false;
  listeners_.clear();
  std::vector<Id> ids;
  for (const auto& [id, connection] : connections_) ids.push_back(id);
  for (const Id id : ids) connections_[id]->stop_reading();  // may remove itself, no other
}

void TcpServer::send_late(std::uint64_t ticket, std::span<const std::uint8_t> reply) {
  const auto id = returns_.take(ticket & ~tcp_ticket);
  if (!id) return;
  if (const auto found = connections_.find(*id); found != connections_.end()) found->second->send_late(reply);
}

void TcpServer::read_on_later(Id id) {
  if (to_read_on_.empty())
    uv_timer_start(
        read_on_timer_.get(), [](uv_timer_t* timer) { static_cast<TcpServer*>(timer->data)->read_on(); }, 0, 0);
  to_read_on_.push_back(id);
}

void TcpServer::read_on() {
  for (const Id id : std::exchange(to_read_on_, {}))
    if (const auto found = connections_.find(id); found != connections_.end()) found->second->read_on();
}

}  // namespace schoolgate
