// A DNS over TLS server for tests, and the certificate authority it is trusted through: both made on the spot.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "resolver/upstream/tls_session.h"
#include "tests/resolver/upstream/fake_dns.h"

namespace schoolgate::test {

using Key = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, OpenSslFree<X509_free>>;

inline void add_extension(X509* to, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

/// `issuer` null: an authority that signs itself.
inline Certificate make_certificate(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate made(X509_new());
  constexpr long an_hour = 3600;
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -an_hour);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), an_hour);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer == nullptr ? made.get() : issuer));
  if (issuer == nullptr)
    add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE");
  else
    add_extension(made.get(), issuer, NID_subject_alt_name, "DNS:" + name);
  X509_sign(made.get(), issuer_key, EVP_sha256());
  return made;
}

class FakeDot {
 public:
  explicit FakeDot(const std::string& name)
      : authority_key_(EVP_EC_gen("P-256")), key_(EVP_EC_gen("P-256")), context_(SSL_CTX_new(TLS_server_method())) {
    const auto authority =
        make_certificate("the school's test authority", authority_key_.get(), nullptr, authority_key_.get());
    const auto certificate = make_certificate(name, key_.get(), authority.get(), authority_key_.get());
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    std::string folder = (std::filesystem::temp_directory_path() / "schoolgate-dot-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = folder;
    std::FILE* file = std::fopen(ca_file().c_str(), "w");
    PEM_write_X509(file, authority.get());
    std::fclose(file);
    start();
  }
  ~FakeDot() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::scoped_lock lock(mutex_);
      for (const int fd : open_) shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    close(listener_);
    std::filesystem::remove_all(folder_);
  }
  FakeDot(const FakeDot&) = delete;
  FakeDot& operator=(const FakeDot&) = delete;

  std::uint16_t port() const { return port_; }
  std::string ca_file() const { return folder_ / "authority.pem"; }
  void hang_up() {
    const std::scoped_lock lock(mutex_);
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  std::atomic<int> connections{0}, queries{0}, resumed{0};

 private:
  void start() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || listen(listener_, 64) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error("the fake DNS over TLS server cannot be bound");
    port_ = ntohs(at.sin_port);
    acceptor_ = std::thread([this] {
      for (int fd = accept(listener_, nullptr, nullptr); fd >= 0; fd = accept(listener_, nullptr, nullptr)) {
        const std::scoped_lock lock(mutex_);
        open_.insert(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
      }
    });
  }
  void serve(int fd) {
    const std::unique_ptr<SSL, OpenSslFree<SSL_free>> ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) == 1) {
      ++connections;
      if (SSL_session_reused(ssl.get()) == 1) ++resumed;
      while (answer_one(*ssl)) ++queries;
    }
    const std::scoped_lock lock(mutex_);
    open_.erase(fd);
    close(fd);
  }
  static bool read_all(SSL& ssl, std::span<std::uint8_t> into) {
    for (std::size_t have = 0; have < into.size();) {
      const int size = SSL_read(&ssl, into.data() + have, static_cast<int>(into.size() - have));
      if (size <= 0) return false;
      have += static_cast<std::size_t>(size);
    }
    return true;
  }
  static bool answer_one(SSL& ssl) {
    std::uint8_t length[2];
    if (!read_all(ssl, length)) return false;
    Octets query(length[0] * 256U + length[1]);
    if (!read_all(ssl, query)) return false;
    Octets reply = fake_answer(query, false);
    if (reply.empty()) return true;
    const auto size = reply.size();
    reply.insert(reply.begin(), {static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)});
    return SSL_write(&ssl, reply.data(), static_cast<int>(reply.size())) > 0;
  }

  Key authority_key_, key_;
  std::unique_ptr<SSL_CTX, OpenSslFree<SSL_CTX_free>> context_;
  std::filesystem::path folder_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;  // guards open_ and threads_
  std::set<int> open_;
  std::vector<std::thread> threads_;
};

}  // namespace schoolgate::test
