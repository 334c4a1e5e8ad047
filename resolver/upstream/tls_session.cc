#include "resolver/upstream/tls_session.h"

#include <algorithm>
#include <limits>
#include <new>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace schoolgate {
namespace {

int to_int(std::size_t size) {
  return static_cast<int>(std::min(size, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}
std::size_t to_size(int result) { return result > 0 ? static_cast<std::size_t>(result) : 0; }

std::string last_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "the connection was cut";
}

}  // namespace

std::expected<std::shared_ptr<TlsClient>, Fault> TlsClient::create(const std::string& ca_file) {
  std::shared_ptr<TlsClient> client(new TlsClient(SSL_CTX_new(TLS_client_method())));
  SSL_CTX* const context = client->context();
  if (context == nullptr)
    return schoolgate::fault(Fault::Kind::unavailable, "TLS cannot be started: " + last_openssl_error());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, TlsSession::on_new_ticket);
  const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context)
                                     : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  if (loaded != 1)
    return schoolgate::fault(
        Fault::Kind::unavailable,
        fmt::format("the certificate authorities in {} cannot be read: {}",
                    ca_file.empty() ? "the system's store" : ca_file, last_openssl_error()),
        ca_file.empty() ? "install the package ca-certificates" : "name a file of PEM certificates");
  return client;
}

TlsSession::TlsSession(TlsClient& client, const std::string& server_name, TlsTicket& ticket)
    : ticket_(ticket), ssl_(SSL_new(client.context())) {
  from_network_ = BIO_new(BIO_s_mem());
  to_network_ = BIO_new(BIO_s_mem());
  if (!ssl_ || from_network_ == nullptr || to_network_ == nullptr) throw std::bad_alloc();
  SSL_set_bio(ssl_.get(), from_network_, to_network_);
  SSL_set_connect_state(ssl_.get());
  SSL_set_app_data(ssl_.get(), this);
  // Without its name the check would accept anybody's certificate: never go on without.
  SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (server_name.empty() || SSL_set1_host(ssl_.get(), server_name.c_str()) != 1 ||
      SSL_set_tlsext_host_name(ssl_.get(), server_name.c_str()) != 1) {
    state_ = State::failed;
    fault_ = "its name cannot be checked";
    return;
  }
  if (ticket_) SSL_set_session(ssl_.get(), ticket_.get());
  shake_hands();
}

int TlsSession::on_new_ticket(SSL* ssl, SSL_SESSION* session) {
  static_cast<TlsSession*>(SSL_get_app_data(ssl))->ticket_.reset(session);
  return 1;  // it is ours now
}

void TlsSession::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1)
    state_ = State::open;
  else if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ)
    fail();
}

void TlsSession::fail() {
  state_ = State::failed;
  ticket_.reset();  // it may be what the server did not like
  const long verdict = SSL_get_verify_result(ssl_.get());
  fault_ = verdict != X509_V_OK
               ? fmt::format("its certificate is not valid: {}", X509_verify_cert_error_string(verdict))
               : fmt::format("TLS with it failed: {}", last_openssl_error());
  ERR_clear_error();
}

void TlsSession::feed(std::span<const std::uint8_t> ciphertext) {
  if (BIO_write(from_network_, ciphertext.data(), to_int(ciphertext.size())) != to_int(ciphertext.size()))
    throw std::bad_alloc();  // a memory BIO takes all there is memory for
  if (state_ == State::handshaking) shake_hands();
}

void TlsSession::write(std::span<const std::uint8_t> plaintext) {
  if (state_ != State::open || plaintext.empty()) return;
  ERR_clear_error();
  // All or nothing: the BIO never fills, partial writes are off, and so is renegotiation.
  if (SSL_write(ssl_.get(), plaintext.data(), to_int(plaintext.size())) <= 0) fail();
}

void TlsSession::shut_down() {
  if (state_ != State::open) return;
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
  state_ = State::closed;
}

std::size_t TlsSession::read(std::span<std::uint8_t> out) {
  if (state_ != State::open) return 0;
  ERR_clear_error();
  const int result = SSL_read(ssl_.get(), out.data(), to_int(out.size()));
  if (result > 0) return to_size(result);
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_ZERO_RETURN)
    state_ = State::closed;
  else if (error != SSL_ERROR_WANT_READ)
    fail();
  return 0;
}

std::size_t TlsSession::take_ciphertext(std::span<std::uint8_t> out) {
  return to_size(BIO_read(to_network_, out.data(), to_int(out.size())));
}

}  // namespace schoolgate
