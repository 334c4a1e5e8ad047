// The sockets that the admin API listens on, and who is at the other end of an accepted one.
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "admin-api/http/message.h"
#include "blocklists/fault.h"

namespace schoolgate::http {

/// A listening, non-blocking socket; closed, and a unix socket's file removed, at the end.
class Listener {
 public:
  Listener() = default;
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  enum class Plain : bool { no, yes };  // without TLS
  /// Numeric address; port 0 takes any free one. Faults: bad_input, unavailable (in use, not permitted).
  static std::expected<Listener, Fault> tcp(const std::string& address, std::uint16_t port, Plain plain = Plain::no);
  /// Mode 0660 for `group` when it exists and the service's user may give the file to it; otherwise 0600: the user's
  /// own group may be everybody's. A stale socket file is replaced; one that answers is refused. Faults: as tcp().
  static std::expected<Listener, Fault> unix_socket(const std::string& path, const std::string& group);

  int socket() const { return socket_; }
  bool console() const { return !path_.empty(); }
  bool plain() const { return plain_ == Plain::yes; }
  std::uint16_t port() const;

  struct Accepted {
    int socket = -1;  // non-blocking; the caller closes it
    Peer peer;
  };
  /// Nothing when nobody waits.
  std::optional<Accepted> accept() const;

 private:
  int socket_ = -1;
  std::string path_;
  Plain plain_ = Plain::no;
};

}  // namespace schoolgate::http
