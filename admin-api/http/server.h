// The HTTP server of the admin API: plain HTTP on the console's unix socket and HTTPS on the network; one reactor
// thread that reads and writes, four workers that answer. What a client may cost is in limits.h. The block page is
// served behind the same fence, with other manners. Thread rules: all but certificate() on one thread; the handler runs
// on the workers', from the first listener on and not before: an owner that its handler uses is whole by then.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "admin-api/http/limits.h"
#include "admin-api/http/manners.h"
#include "admin-api/http/message.h"
#include "admin-api/http/tls.h"
#include "blocklists/fault.h"

namespace schoolgate::http {

class Server {
 public:
  static std::unique_ptr<Server> start(Patience patience, Manners manners, Handler handler);
  virtual ~Server() = default;
  /// HTTP on a unix socket, for this user and the group if there is one. Faults: bad_input (too long a path),
  /// conflict (another process serves there, a file stands there), unavailable (not permitted).
  virtual std::expected<void, Fault> open_console(const std::string& path, const std::string& group) = 0;
  /// HTTPS on a numeric address; port 0 takes any free one. After a fault it may be tried again: the console serves
  /// all the while. Faults: bad_input, unavailable (in use, not permitted).
  virtual std::expected<void, Fault> listen(const std::string& address, std::uint16_t port,
                                            std::shared_ptr<const TlsIdentity> identity) = 0;
  /// Likewise, HTTP without TLS; the port that was taken.
  virtual std::expected<std::uint16_t, Fault> listen_plain(const std::string& address, std::uint16_t port) = 0;
  /// Of the network's side with TLS; 0 before listen() was done.
  virtual std::uint16_t port() const = 0;
  /// For connections from now on.
  virtual void use_identity(std::shared_ptr<const TlsIdentity> identity) = 0;
  /// The one that is served with; nothing before listen(). Any thread.
  virtual std::optional<Certificate> certificate() const = 0;
  /// Closes the sockets and waits for running handlers.
  virtual void stop() = 0;
};

}  // namespace schoolgate::http
