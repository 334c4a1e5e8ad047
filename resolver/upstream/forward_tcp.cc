#include "resolver/upstream/forward_tcp.h"

#include "resolver/upstream/socket_address.h"
#include "resolver/upstream/uv_stream.h"
#include "resolver/wire/message.h"

namespace schoolgate {
namespace {

constexpr std::size_t length_octets = 2;

}  // namespace

std::unique_ptr<ForwardTcp> ForwardTcp::start(uv_loop_t& loop, const Endpoint& server,
                                              std::span<const std::uint8_t> query, Done done) {
  std::unique_ptr<ForwardTcp> made(new ForwardTcp(std::move(done)));
  made->out_.resize(length_octets);
  wire::put16(made->out_.data(), static_cast<std::uint16_t>(query.size()));
  made->out_.insert(made->out_.end(), query.begin(), query.end());
  made->in_.resize(length_octets);
  if (!made->connect(loop, server)) return nullptr;
  return made;
}

bool ForwardTcp::connect(uv_loop_t& loop, const Endpoint& server) {
  auto raw = std::make_unique<uv_tcp_t>();
  if (uv_tcp_init(&loop, raw.get()) != 0) return false;
  stream_.reset(raw.release());
  stream_->data = this;
  const SocketAddress address = to_socket_address(server);
  const auto on_connect = [](uv_connect_t* connected, int status) {
    const std::unique_ptr<uv_connect_t> owned(connected);
    auto* const self = static_cast<ForwardTcp*>(connected->handle->data);
    if (self == nullptr) return;  // destroyed meanwhile
    if (status == 0) return self->on_connected();
    self->finish(false);
  };
  auto* const request = std::make_unique<uv_connect_t>().release();  // on_connect() owns it, when it will be called
  const bool started = uv_tcp_connect(request, stream_.get(), address.get(), on_connect) == 0;
  if (!started) std::default_delete<uv_connect_t>()(request);
  return started;
}

void ForwardTcp::on_connected() {
  uv_tcp_nodelay(stream_.get(), 1);
  const auto lend = [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
    auto& self = *static_cast<ForwardTcp*>(handle->data);
    const auto room = std::span(self.in_).subspan(self.have_);
    *buffer = uv_buf_init(reinterpret_cast<char*>(room.data()), static_cast<unsigned>(room.size()));
  };
  const auto on_octets = [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
    auto& self = *static_cast<ForwardTcp*>(stream->data);
    if (size > 0) return self.on_read(static_cast<std::size_t>(size));
    if (size < 0) self.finish(false);
  };
  // A failed write shows itself when the server's silence or its reset is read.
  if (!write(*stream_, out_, nullptr) || uv_read_start(as_stream(*stream_), lend, on_octets) != 0) finish(false);
}

void ForwardTcp::on_read(std::size_t octets) {
  have_ += octets;
  if (have_ < in_.size()) return;
  const std::size_t whole = length_octets + wire::get16(in_.data());
  if (in_.size() == length_octets && whole > length_octets) return in_.resize(whole);
  finish(whole > length_octets);
}

void ForwardTcp::finish(bool answered) {
  uv_read_stop(as_stream(*stream_));
  const Done done = std::move(done_);
  done(answered ? std::span(in_).subspan(length_octets) : std::span<std::uint8_t>{});  // destroys this, mostly
}

}  // namespace schoolgate
