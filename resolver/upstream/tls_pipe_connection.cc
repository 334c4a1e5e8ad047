#include "resolver/upstream/tls_pipe_connection.h"

#include <array>

#include <fmt/format.h>

#include "resolver/upstream/socket_address.h"
#include "resolver/upstream/uv_stream.h"

namespace schoolgate {
namespace {

/// TCP and TLS together; below the 5 s in which an answer must be there, so that another server can still be tried.
constexpr std::uint64_t connect_limit_ms = 3000;
/// libunbound keeps a quiet connection for 60 s; this is for the case that it forgets one.
constexpr std::uint64_t idle_limit_ms = 90'000;
/// What one side has not taken, before the other side is no longer read: some hundred answers.
constexpr std::size_t backlog_limit = std::size_t{256} << 10;
/// A TLS record's largest content (RFC 8446 section 5.1).
constexpr std::size_t record_octets = std::size_t{16} << 10;

/// A thread's loop does one thing at a time, and nothing stays in it between callbacks.
std::array<std::uint8_t, record_octets>& scratch() {
  thread_local std::array<std::uint8_t, record_octets> octets;
  return octets;
}

void lend_read_buffer(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
  thread_local std::array<char, record_octets> octets;
  *buffer = uv_buf_init(octets.data(), static_cast<unsigned>(octets.size()));
}

std::span<const std::uint8_t> to_octets(const uv_buf_t* buffer, ssize_t size) {
  return {reinterpret_cast<const std::uint8_t*>(buffer->base), static_cast<std::size_t>(size)};
}

void set_reading(uv_tcp_t& stream, bool wanted, bool& reading, uv_read_cb callback) {
  if (wanted == reading) return;
  reading = wanted;
  if (wanted)
    uv_read_start(as_stream(stream), lend_read_buffer, callback);
  else
    uv_read_stop(as_stream(stream));
}

}  // namespace

TlsPipe::Connection::Connection(TlsPipe& pipe, UvHandle<uv_tcp_t> inside)
    : pipe_(pipe),
      inside_(std::move(inside)),
      timer_(make_timer(pipe.loop_, this)),
      session_(*pipe.client_, pipe.server_.tls_name, pipe.ticket_) {
  auto raw = std::make_unique<uv_tcp_t>();
  if (uv_tcp_init(&pipe.loop_, raw.get()) == 0) server_.reset(raw.release());
  inside_->data = this;
  if (server_) server_->data = this;
}

TlsPipe::Connection::~Connection() {
  if (session_.state() != TlsSession::State::open) return;
  session_.shut_down();  // so that the server lets the session be resumed
  static_cast<void>(pass_ciphertext());
}

bool TlsPipe::Connection::start(std::list<std::unique_ptr<Connection>>::iterator place) {
  place_ = place;
  auto request = std::make_unique<uv_connect_t>();
  const SocketAddress address = to_socket_address(pipe_.server_.endpoint);
  const auto on_connect = [](uv_connect_t* raw, int status) {
    const std::unique_ptr<uv_connect_t> owned(raw);
    Connection* const self = of(raw->handle->data);
    if (self == nullptr) return;
    if (status == 0) return self->on_connected();
    self->pipe_.report(fmt::format("it cannot be reached: {}", uv_strerror(status)));
    self->close();
  };
  const int error = !server_ ? UV_ENOMEM : uv_tcp_connect(request.get(), server_.get(), address.get(), on_connect);
  if (error != 0) {
    pipe_.report(fmt::format("it cannot be reached: {}", uv_strerror(error)));
    return false;
  }
  static_cast<void>(request.release());  // on_connect() owns it now
  set_time_limit(connect_limit_ms);
  return true;
}

void TlsPipe::Connection::on_connected() {
  uv_tcp_nodelay(server_.get(), 1);
  uv_tcp_nodelay(inside_.get(), 1);
  if (!pass_ciphertext()) return close();
  throttle();
}

/// Reads from a side as long as the other side keeps up. libunbound's queries wait in its socket until the server has
/// shown its certificate.
void TlsPipe::Connection::throttle() {
  const auto on_server = [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
    if (size > 0) return of(stream->data)->on_from_server(to_octets(buffer, size));
    if (size < 0) of(stream->data)->on_session_ended();
  };
  const auto on_inside = [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
    if (size > 0) return of(stream->data)->on_from_inside(to_octets(buffer, size));
    if (size < 0) of(stream->data)->close();
  };
  const bool open = session_.state() == TlsSession::State::open;
  set_reading(*server_, write_backlog(*inside_) < backlog_limit, reading_server_, on_server);
  set_reading(*inside_, open && write_backlog(*server_) < backlog_limit, reading_inside_, on_inside);
}

void TlsPipe::Connection::on_from_server(std::span<const std::uint8_t> ciphertext) {
  const bool was_open = session_.state() == TlsSession::State::open;
  session_.feed(ciphertext);
  if (!was_open && session_.state() == TlsSession::State::open) pipe_.last_fault_.clear();
  if (!pass_plaintext() || !pass_ciphertext()) return close();
  if (session_.state() == TlsSession::State::closed || session_.state() == TlsSession::State::failed)
    return on_session_ended();
  if (session_.state() == TlsSession::State::open) set_time_limit(idle_limit_ms);
  throttle();
}

void TlsPipe::Connection::on_from_inside(std::span<const std::uint8_t> plaintext) {
  session_.write(plaintext);
  if (!pass_ciphertext()) return close();
  set_time_limit(idle_limit_ms);
  throttle();
}

bool TlsPipe::Connection::pass_plaintext() {
  for (std::size_t size = session_.read(scratch()); size > 0; size = session_.read(scratch()))
    if (!write(*inside_, std::span(scratch()).first(size), [](uv_tcp_t& stream, int status) {
          if (status == 0) of(stream.data)->throttle();
        }))
      return false;
  return true;
}

bool TlsPipe::Connection::pass_ciphertext() {
  for (std::size_t size = session_.take_ciphertext(scratch()); size > 0; size = session_.take_ciphertext(scratch()))
    if (!write(*server_, std::span(scratch()).first(size), [](uv_tcp_t& stream, int status) {
          if (status == 0) of(stream.data)->throttle();
        }))
      return false;
  return true;
}

void TlsPipe::Connection::on_session_ended() {
  if (session_.state() == TlsSession::State::failed)
    pipe_.report(session_.fault());
  else if (session_.state() == TlsSession::State::handshaking)
    pipe_.report("it closed the connection before TLS was set up");
  close();
}

void TlsPipe::Connection::set_time_limit(std::uint64_t milliseconds) {
  const auto on_limit = [](uv_timer_t* timer) {
    Connection& self = *of(timer->data);
    if (self.session_.state() == TlsSession::State::handshaking)
      self.pipe_.report(fmt::format("no TLS connection within {} s", connect_limit_ms / 1000));
    self.close();
  };
  uv_timer_start(timer_.get(), on_limit, milliseconds, 0);
}

void TlsPipe::Connection::close() { pipe_.connections_.erase(place_); }

}  // namespace schoolgate
