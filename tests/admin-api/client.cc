#include "tests/admin-api/client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace schoolgate::test {
namespace {

// Not a test's assertion: clients run on several threads, and those are for one.
void need(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

int connected(int family, const sockaddr* address, socklen_t size) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  need(fd >= 0, "no socket");
  const timeval minute{60, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &minute, sizeof minute);
  need(::connect(fd, address, size) == 0, "cannot connect");
  return fd;
}

}  // namespace

Client Client::silent(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Client client;
  client.fd_ = connected(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return client;
}

Client Client::to_port(std::uint16_t port, const std::string& address) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  need(::inet_pton(AF_INET, address.c_str(), &to.sin_addr) == 1, "no address");
  Client client;
  client.fd_ = connected(AF_INET, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  client.context_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(client.context_, SSL_VERIFY_NONE, nullptr);
  client.ssl_ = SSL_new(client.context_);
  SSL_set_fd(client.ssl_, client.fd_);
  need(SSL_connect(client.ssl_) == 1, "no TLS");
  return client;
}

Client Client::to_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  Client client;
  client.fd_ = connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return client;
}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      ssl_(std::exchange(other.ssl_, nullptr)),
      context_(std::exchange(other.context_, nullptr)),
      left_(std::move(other.left_)) {}

Client::~Client() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  if (fd_ >= 0) ::close(fd_);
}

bool Client::send(std::string_view octets) {
  while (!octets.empty()) {
    const long sent = ssl_ != nullptr ? SSL_write(ssl_, octets.data(),
                                                  static_cast<int>(std::min<std::size_t>(octets.size(), 1 << 20)))
                                      : ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

long Client::receive(char* into, std::size_t size) {
  return ssl_ != nullptr ? SSL_read(ssl_, into, static_cast<int>(size)) : ::recv(fd_, into, size, 0);
}

Client::Answer Client::read() {
  std::array<char, 16384> chunk{};
  const auto more = [&] {
    const long got = receive(chunk.data(), chunk.size());
    if (got > 0) left_.append(chunk.data(), static_cast<std::size_t>(got));
    return got > 0;
  };
  while (!left_.contains("\r\n\r\n"))
    if (!more()) return {};
  const auto end = left_.find("\r\n\r\n");
  Answer answer;
  answer.status = std::stoi(left_.substr(9, 3));
  for (std::size_t at = left_.find("\r\n") + 2; at < end + 2;) {
    const auto line_end = left_.find("\r\n", at);
    const auto colon = left_.find(": ", at);
    std::string name = left_.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[name] = left_.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  left_.erase(0, end + 4);
  const std::size_t length =
      answer.headers.contains("content-length") ? std::stoul(answer.headers["content-length"]) : 0;
  while (left_.size() < length)
    if (!more()) return {};
  answer.body = left_.substr(0, length);
  left_.erase(0, length);
  return answer;
}

std::string Client::read_some(std::size_t count) {
  std::array<char, 16384> chunk{};
  while (left_.size() < count) {
    const long got = receive(chunk.data(), chunk.size());
    if (got <= 0) break;
    left_.append(chunk.data(), static_cast<std::size_t>(got));
  }
  std::string text = left_.substr(0, count);
  left_.erase(0, text.size());
  return text;
}

bool Client::closed_by_server() {
  char octet = 0;
  return left_.empty() && receive(&octet, 1) <= 0;
}

std::string Client::certificate_names() const {
  X509* certificate = SSL_get1_peer_certificate(ssl_);
  need(certificate != nullptr, "no certificate");
  BIO* text = BIO_new(BIO_s_mem());
  const int place = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (place >= 0) X509V3_EXT_print(text, X509_get_ext(certificate, place), 0, 0);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text, &data);
  std::string names(data, static_cast<std::size_t>(size));
  BIO_free(text);
  X509_free(certificate);
  return names;
}

std::string Client::tls_version() const { return SSL_get_version(ssl_); }

}  // namespace schoolgate::test
