// One client's TCP connection. Thread rules: the worker's thread. Included by tcp.cc only.
// Everything that libuv calls ends with settle(), which may destroy the connection: nothing may follow it.
#pragma once

#include "resolver/net/tcp.h"

namespace schoolgate {

class TcpConnection {
 public:
  TcpConnection(TcpServer& server, TcpServer::Id id, UvHandle<uv_tcp_t> stream, const Address& client);
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;

  const Address& client() const { return client_; }
  void start();
  /// Reads what had to wait, and more.
  void read_on();
  void stop_reading();
  void send_late(std::span<const std::uint8_t> reply);

 private:
  enum class Step : std::uint8_t { next, wait, end };
  static TcpConnection& of(void* handle_data) { return *static_cast<TcpConnection*>(handle_data); }
  void on_octets(std::span<const std::uint8_t> octets);
  void consume();
  Step consume_one();
  void ask(std::span<const std::uint8_t> packet);
  void send(TcpServer::Frame& frame, std::size_t reply_size);
  void set_reading(bool wanted);
  bool is_choked() const;
  bool is_finished() const;
  void restart_idle_limit();
  void settle();

  TcpServer& server_;
  const TcpServer::Id id_;
  UvHandle<uv_tcp_t> stream_;
  UvHandle<uv_timer_t> idle_;
  Address client_;
  std::vector<std::uint8_t> in_;  // from the start of a message
  std::size_t consumed_ = 0;      // octets of in_ that are done with
  std::size_t outstanding_ = 0;
  bool reading_ = false;
  bool ended_ = false;      // the client has sent all it will (half-close)
  bool broken_ = false;     // to be closed whatever is outstanding
  bool consuming_ = false;  // settle() is for the caller then
};

}  // namespace schoolgate
