#include "admin-api/http/tls.h"

#include <algorithm>
#include <climits>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate::http {
namespace {

std::string last_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "unknown reason";
}

class Tls final : public Transport {
 public:
  Tls(SSL* ssl, int socket) : ssl_(ssl), socket_(socket) {}
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;
  ~Tls() override {
    SSL_free(ssl_);
    ::close(socket_);
  }

  int socket() const override { return socket_; }
  Progress handshake() override {
    ERR_clear_error();
    const int result = SSL_accept(ssl_);
    return result == 1 ? Progress::done : why(result);
  }
  Moved read(char* into, std::size_t size) override {
    ERR_clear_error();
    const int result = SSL_read(ssl_, into, as_int(size));
    return result > 0 ? Moved{Progress::done, static_cast<std::size_t>(result)} : Moved{why(result), 0};
  }
  Moved write(const char* from, std::size_t size) override {
    ERR_clear_error();
    const int result = SSL_write(ssl_, from, as_int(size));
    return result > 0 ? Moved{Progress::done, static_cast<std::size_t>(result)} : Moved{why(result), 0};
  }
  void end_writing() override {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_) != 0) SSL_shutdown(ssl_);
    ::shutdown(socket_, SHUT_WR);
  }

 private:
  static int as_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }
  Progress why(int result) {
    switch (SSL_get_error(ssl_, result)) {
      case SSL_ERROR_WANT_READ:
        return Progress::want_read;
      case SSL_ERROR_WANT_WRITE:
        return Progress::want_write;
      default:
        return Progress::closed;
    }
  }
  SSL* ssl_;
  int socket_;
};

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Buffers are given back while a connection is idle: 34 KiB each otherwise. Partial writes suit a poll loop.
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has its own, good list.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
}

}  // namespace

std::expected<std::shared_ptr<const TlsIdentity>, Fault> TlsIdentity::open(const std::string& certificate,
                                                                           const std::string& key) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  if (context == nullptr) return fault(Fault::Kind::unavailable, "TLS cannot start: " + last_error());
  std::shared_ptr<const TlsIdentity> identity(new TlsIdentity(context));
  harden(context);
  const auto bad = [](const std::string& file, std::string_view what) {
    return fault(Fault::Kind::bad_input, fmt::format("{}: {}: {}", file, what, last_error()),
                 "Give a PEM certificate chain and its unencrypted private key, readable by the service's user.");
  };
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return bad(certificate, "not a usable certificate");
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
    return bad(key, "not a usable private key");
  if (SSL_CTX_check_private_key(context) != 1) return bad(key, "this key does not belong to the certificate");
  return identity;
}

TlsIdentity::~TlsIdentity() { SSL_CTX_free(static_cast<SSL_CTX*>(context_)); }

std::unique_ptr<Transport> TlsIdentity::accept(int socket) const {
  SSL* ssl = SSL_new(static_cast<SSL_CTX*>(context_));
  if (ssl == nullptr || SSL_set_fd(ssl, socket) != 1) {
    SSL_free(ssl);
    ::close(socket);
    return nullptr;
  }
  return std::make_unique<Tls>(ssl, socket);
}

}  // namespace schoolgate::http
