#include "resolver/upstream/tls_pipe.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "resolver/upstream/server_text.h"
#include "resolver/upstream/socket_address.h"
#include "resolver/upstream/tls_pipe_connection.h"

namespace schoolgate {
namespace {

/// Two contexts of libunbound with eight connections each, and as many again while old ones are going away.
constexpr std::size_t max_connections = 32;
constexpr int listen_backlog = 32;

std::expected<UvHandle<uv_tcp_t>, int> make_tcp(uv_loop_t& loop) {
  auto raw = std::make_unique<uv_tcp_t>();
  if (const int error = uv_tcp_init(&loop, raw.get()); error != 0) return std::unexpected(error);
  return UvHandle<uv_tcp_t>(raw.release());
}

std::optional<Endpoint> name_of(const uv_tcp_t& handle, int (*which)(const uv_tcp_t*, sockaddr*, int*)) {
  SocketAddress address;
  int size = sizeof address.storage;
  if (which(&handle, address.get(), &size) != 0) return std::nullopt;
  return to_endpoint(address.get());
}

}  // namespace

std::expected<std::unique_ptr<TlsPipe>, Fault> TlsPipe::create(uv_loop_t& loop, std::shared_ptr<TlsClient> client,
                                                               UpstreamServer server, IsOurs is_ours) {
  std::unique_ptr<TlsPipe> pipe(new TlsPipe(loop, std::move(client), std::move(server), std::move(is_ours)));
  if (auto listening = pipe->listen(); !listening) return std::unexpected(std::move(listening.error()));
  return pipe;
}

TlsPipe::TlsPipe(uv_loop_t& loop, std::shared_ptr<TlsClient> client, UpstreamServer server, IsOurs is_ours)
    : loop_(loop), client_(std::move(client)), server_(std::move(server)), is_ours_(std::move(is_ours)) {}

TlsPipe::~TlsPipe() = default;

std::expected<void, Fault> TlsPipe::listen() {
  const auto refuse = [](int error) {
    return fault(Fault::Kind::unavailable,
                 fmt::format("the loopback address cannot be used for encrypted upstreams: {}", uv_strerror(error)));
  };
  auto listener = make_tcp(loop_);
  if (!listener) return refuse(listener.error());
  listener_ = std::move(*listener);
  listener_->data = this;
  sockaddr_in any_port{};
  uv_ip4_addr("127.0.0.1", 0, &any_port);
  if (const int e = uv_tcp_bind(listener_.get(), reinterpret_cast<const sockaddr*>(&any_port), 0); e != 0)
    return refuse(e);
  const auto on_connection = [](uv_stream_t* stream, int status) {
    if (status == 0) static_cast<TlsPipe*>(stream->data)->accept();
  };
  if (const int e = uv_listen(as_stream(*listener_), listen_backlog, on_connection); e != 0) return refuse(e);
  const auto entrance = name_of(*listener_, uv_tcp_getsockname);
  if (!entrance) return refuse(UV_EINVAL);
  entrance_ = *entrance;
  return {};
}

void TlsPipe::accept() {
  auto inside = make_tcp(loop_);
  if (!inside || uv_accept(as_stream(*listener_), as_stream(**inside)) != 0) return;
  const auto peer = name_of(**inside, uv_tcp_getpeername);
  if (!peer || !is_ours_(peer->port) || connections_.size() >= max_connections) return;
  connections_.push_back(std::make_unique<Connection>(*this, std::move(*inside)));
  const auto place = std::prev(connections_.end());
  if (!(*place)->start(place)) connections_.erase(place);
}

/// Logged once for as long as it stays the same: a dead server is tried with every query.
void TlsPipe::report(const std::string& why) {
  auto text = fmt::format("upstream {}: {}", to_text(server_), why);
  if (text == last_fault_) return;
  spdlog::warn("{}", text);
  last_fault_ = std::move(text);
}

}  // namespace schoolgate
