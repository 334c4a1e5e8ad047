// A client that sends exactly the octets it is told to, over TLS or the unix socket. Blocking; a lost server fails the
// test after a minute instead of hanging it. Throws when it cannot connect. One thread each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace schoolgate::test {

class Client {
 public:
  static Client to_port(std::uint16_t port, const std::string& address = "127.0.0.1");
  /// Connected, and nothing said yet, not even TLS's hello.
  static Client silent(std::uint16_t port);
  static Client to_socket(const std::string& path);
  /// Without TLS.
  static Client to_plain_port(std::uint16_t port) { return silent(port); }
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;
  ~Client();

  /// False when the server has closed.
  bool send(std::string_view octets);
  struct Answer {
    int status = 0;                              // 0: closed without an answer
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  Answer read();
  Answer ask(std::string_view request) { return send(request) ? read() : Answer{}; }
  /// So many octets of a reply that has no length; fewer when the server closes.
  std::string read_some(std::size_t count);
  /// True when the server closes without another octet.
  bool closed_by_server();
  /// The certificate's subject alternative names, as OpenSSL prints them.
  std::string certificate_names() const;
  std::string tls_version() const;

 private:
  Client() = default;
  long receive(char* into, std::size_t size);
  int fd_ = -1;
  ssl_st* ssl_ = nullptr;
  ssl_ctx_st* context_ = nullptr;
  std::string left_;
};

}  // namespace schoolgate::test
