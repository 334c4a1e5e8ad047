// TLS as a client, without sockets: octets in, octets out (OpenSSL over memory BIOs). For DNS over TLS in its strict
// profile (RFC 7858, RFC 8310 section 5): TLS 1.2 or later, the certificate's chain and name checked, no way around it.
// Thread rules: one thread for a TlsClient and all its sessions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>

#include <openssl/ssl.h>

#include "blocklists/fault.h"

namespace schoolgate {

template <auto free_function>
struct OpenSslFree {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

/// What all connections of one upstream list share.
class TlsClient {
 public:
  /// `ca_file`: PEM; empty: the system's. Faults: unavailable, when the file cannot be used.
  static std::expected<std::shared_ptr<TlsClient>, Fault> create(const std::string& ca_file);
  SSL_CTX* context() const { return context_.get(); }

 private:
  explicit TlsClient(SSL_CTX* context) : context_(context) {}
  std::unique_ptr<SSL_CTX, OpenSslFree<SSL_CTX_free>> context_;
};

/// The last session of one server, to resume: saves a round trip and the server's signature.
using TlsTicket = std::unique_ptr<SSL_SESSION, OpenSslFree<SSL_SESSION_free>>;

class TlsSession {
 public:
  enum class State : std::uint8_t { handshaking, open, closed, failed };

  /// Both outlive the session. Begins the handshake.
  TlsSession(TlsClient& client, const std::string& server_name, TlsTicket& ticket);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  State state() const { return state_; }
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  /// In words, when failed: "its certificate is not valid: hostname mismatch".
  const std::string& fault() const { return fault_; }

  /// Octets from the network; what they decrypt to is then taken with read().
  void feed(std::span<const std::uint8_t> ciphertext);
  /// Only when open.
  void write(std::span<const std::uint8_t> plaintext);
  void shut_down();
  /// How much was put in `out`; 0: nothing more for now.
  std::size_t read(std::span<std::uint8_t> out);
  /// The same for octets that are due to the network.
  std::size_t take_ciphertext(std::span<std::uint8_t> out);

 private:
  static int on_new_ticket(SSL* ssl, SSL_SESSION* session);
  friend class TlsClient;
  void shake_hands();
  void fail();

  TlsTicket& ticket_;
  std::unique_ptr<SSL, OpenSslFree<SSL_free>> ssl_;
  BIO* from_network_ = nullptr;  // both owned by ssl_
  BIO* to_network_ = nullptr;
  State state_ = State::handshaking;
  std::string fault_;
};

}  // namespace schoolgate
