#include "resolver/net/tcp_connection.h"

#include <algorithm>

#include "resolver/upstream/uv_stream.h"

namespace schoolgate {
namespace {

/// No question needs more; what announces more is not a DNS client, or an unkind one.
constexpr std::size_t max_query_octets = 4096;
constexpr std::size_t read_octets = std::size_t{16} << 10;
/// Replies a client has not read, before it is no longer listened to, and before it is given up. The second is above
/// the first by what may be outstanding, in answers of ordinary size.
constexpr std::size_t choke_octets = std::size_t{64} << 10;
constexpr std::size_t give_up_octets = std::size_t{512} << 10;

void lend_read_buffer(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
  thread_local std::array<char, read_octets> octets;
  *buffer = uv_buf_init(octets.data(), static_cast<unsigned>(octets.size()));
}

}  // namespace

TcpConnection::TcpConnection(TcpServer& server, TcpServer::Id id, UvHandle<uv_tcp_t> stream, const Address& client)
    : server_(server), id_(id), stream_(std::move(stream)), idle_(make_timer(server.loop_, this)), client_(client) {
  stream_->data = this;
}

void TcpConnection::start() {
  uv_tcp_nodelay(stream_.get(), 1);
  restart_idle_limit();
  set_reading(true);
}

void TcpConnection::set_reading(bool wanted) {
  if (wanted == reading_) return;
  reading_ = wanted;
  if (!wanted) {
    uv_read_stop(as_stream(*stream_));
    return;
  }
  const auto on_read = [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
    TcpConnection& self = of(stream->data);
    if (size > 0) self.on_octets({reinterpret_cast<const std::uint8_t*>(buffer->base), static_cast<std::size_t>(size)});
    self.ended_ = self.ended_ || size == UV_EOF;
    self.broken_ = self.broken_ || (size < 0 && size != UV_EOF);
    self.settle();
  };
  if (uv_read_start(as_stream(*stream_), lend_read_buffer, on_read) != 0) broken_ = true;
}

void TcpConnection::on_octets(std::span<const std::uint8_t> octets) {
  in_.insert(in_.end(), octets.begin(), octets.end());
  consume();
}

void TcpConnection::consume() {
  consuming_ = true;
  server_.handler_.begin_batch();
  Step step = Step::next;
  while (step == Step::next) step = consume_one();
  consuming_ = false;
  in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(consumed_));
  consumed_ = 0;
  set_reading(step == Step::wait && !is_choked() && !ended_ && server_.receiving_);
}

TcpConnection::Step TcpConnection::consume_one() {
  if (broken_) return Step::end;
  if (is_choked() || !server_.receiving_) return Step::wait;
  const auto rest = std::span<const std::uint8_t>(in_).subspan(consumed_);
  if (rest.size() < TcpServer::length_octets) return Step::wait;
  const std::size_t size = (std::size_t{rest[0]} << 8U) | rest[1];
  if (size > max_query_octets) {
    broken_ = true;
    return Step::end;
  }
  if (rest.size() < TcpServer::length_octets + size) return Step::wait;
  consumed_ += TcpServer::length_octets + size;
  restart_idle_limit();
  ask(rest.subspan(TcpServer::length_octets, size));
  return Step::next;
}

void TcpConnection::ask(std::span<const std::uint8_t> packet) {
  const auto place = server_.returns_.reserve();
  if (!place) {
    broken_ = true;
    return;
  }
  TcpServer::Frame& frame = *server_.reply_frame_;
  const Query query{packet, client_, Transport::tcp, *place | tcp_ticket};
  const auto result = server_.handler_.handle(query, std::span(frame).subspan(TcpServer::length_octets));
  if (result.outcome == Pipeline::Outcome::pending) {
    server_.returns_.fill(*place, id_);
    ++outstanding_;
    return;
  }
  server_.returns_.drop(*place);
  if (result.outcome == Pipeline::Outcome::replied) send(frame, result.size);
}

void TcpConnection::send(TcpServer::Frame& frame, std::size_t reply_size) {
  frame[0] = static_cast<std::uint8_t>(reply_size >> 8U);
  frame[1] = static_cast<std::uint8_t>(reply_size & 0xFFU);
  const auto on_written = [](uv_tcp_t& stream, int status) {
    TcpConnection& self = of(stream.data);
    self.broken_ = self.broken_ || status < 0;
    self.restart_idle_limit();
    self.server_.read_on_later(self.id_);
    self.settle();
  };
  const auto octets = std::span<const std::uint8_t>(frame).first(TcpServer::length_octets + reply_size);
  if (!write(*stream_, octets, on_written) || write_backlog(*stream_) > give_up_octets) broken_ = true;
}

void TcpConnection::send_late(std::span<const std::uint8_t> reply) {
  --outstanding_;
  if (!broken_ && !reply.empty()) {
    std::ranges::copy(reply, server_.late_frame_->begin() + TcpServer::length_octets);
    send(*server_.late_frame_, reply.size());
  }
  restart_idle_limit();
  server_.read_on_later(id_);  // not now: this may be inside the handling of another question
  settle();
}

void TcpConnection::read_on() {
  if (!reading_) consume();
  settle();
}

void TcpConnection::stop_reading() {
  set_reading(false);
  settle();
}

bool TcpConnection::is_choked() const {
  return outstanding_ >= server_.limits_.outstanding || write_backlog(*stream_) >= choke_octets;
}

bool TcpConnection::is_finished() const {
  if (broken_) return true;
  return (ended_ || !server_.receiving_) && outstanding_ == 0 && write_backlog(*stream_) == 0;
}

void TcpConnection::restart_idle_limit() {
  const auto on_idle = [](uv_timer_t* timer) {
    TcpConnection& self = of(timer->data);
    if (self.outstanding_ > 0)
      self.restart_idle_limit();  // it is we who are slow, and the upstream has a deadline
    else
      self.broken_ = true;
    self.settle();
  };
  uv_timer_start(idle_.get(), on_idle, server_.limits_.idle_ms, 0);
}

void TcpConnection::settle() {
  if (!consuming_ && is_finished()) server_.remove(id_);
}

}  // namespace schoolgate
