// One connection through a TlsPipe: libunbound's side, the server's side, and the session between.
// Thread rules: the loop's thread. Included by tls_pipe.cc only.
#pragma once

#include <functional>

#include "resolver/upstream/tls_pipe.h"

namespace schoolgate {

class TlsPipe::Connection {
 public:
  /// `inside` is connected already.
  Connection(TlsPipe& pipe, UvHandle<uv_tcp_t> inside);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  /// False when it came to nothing at once; the reason is with the pipe then.
  bool start(std::list<std::unique_ptr<Connection>>::iterator place);

 private:
  static Connection* of(const void* handle_data) { return static_cast<Connection*>(const_cast<void*>(handle_data)); }
  void on_connected();
  void on_from_server(std::span<const std::uint8_t> ciphertext);
  void on_from_inside(std::span<const std::uint8_t> plaintext);
  bool pass_plaintext();
  bool pass_ciphertext();
  void on_session_ended();
  void throttle();
  void set_time_limit(std::uint64_t milliseconds);
  void close();  // destroys this

  TlsPipe& pipe_;
  UvHandle<uv_tcp_t> inside_, server_;
  UvHandle<uv_timer_t> timer_;
  TlsSession session_;
  std::list<std::unique_ptr<Connection>>::iterator place_;
  bool reading_inside_ = false, reading_server_ = false;
};

}  // namespace schoolgate
