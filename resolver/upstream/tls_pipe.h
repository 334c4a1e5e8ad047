// An encrypted upstream for libunbound, whose own TLS cannot be relied on (Debian builds it without): a TCP listener on
// the loopback address, and behind it DNS over TLS (RFC 7858) to one server. Octets pass through unchanged, for DNS
// over TCP and over TLS have the same framing; libunbound's own connection reuse becomes ours.
//
// Who may use it: only libunbound in this process. Anybody on the machine could connect to a loopback port and so ask
// around the filter; a connection that does not come from one of libunbound's own sockets is closed at once.
// Bounds: connections, octets buffered each way, time to connect, time idle.
// Thread rules: the loop's thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include <uv.h>

#include "blocklists/fault.h"
#include "resolver/config.h"
#include "resolver/upstream/tls_session.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

class TlsPipe {
 public:
  /// Says whether the connection from this loopback port is our own.
  using IsOurs = std::function<bool(std::uint16_t port)>;

  static std::expected<std::unique_ptr<TlsPipe>, Fault> create(uv_loop_t& loop, std::shared_ptr<TlsClient> client,
                                                               UpstreamServer server, IsOurs is_ours);
  ~TlsPipe();
  TlsPipe(const TlsPipe&) = delete;
  TlsPipe& operator=(const TlsPipe&) = delete;

  /// Where libunbound is to connect.
  const Endpoint& entrance() const { return entrance_; }
  /// Why the server could not be used, in words; empty since a connection has succeeded.
  const std::string& last_fault() const { return last_fault_; }

 private:
  class Connection;
  TlsPipe(uv_loop_t& loop, std::shared_ptr<TlsClient> client, UpstreamServer server, IsOurs is_ours);
  std::expected<void, Fault> listen();
  void accept();
  void report(const std::string& why);

  uv_loop_t& loop_;
  std::shared_ptr<TlsClient> client_;
  UpstreamServer server_;
  IsOurs is_ours_;
  TlsTicket ticket_;
  UvHandle<uv_tcp_t> listener_;
  Endpoint entrance_;
  std::string last_fault_;
  std::list<std::unique_ptr<Connection>> connections_;
};

}  // namespace schoolgate
