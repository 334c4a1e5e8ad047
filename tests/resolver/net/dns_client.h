// A DNS client for tests: plain blocking sockets on the loopback address.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "resolver/config.h"
#include "resolver/upstream/socket_address.h"

namespace schoolgate::test {

using Octets = std::vector<std::uint8_t>;

inline Octets make_query(std::uint16_t id, std::string_view name, std::uint16_t type = 1) {
  Octets query{static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  while (!name.empty()) {
    const auto label = name.substr(0, name.find('.'));
    query.push_back(static_cast<std::uint8_t>(label.size()));
    query.insert(query.end(), label.begin(), label.end());
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  query.insert(query.end(), {0, static_cast<std::uint8_t>(type >> 8U), static_cast<std::uint8_t>(type), 0, 1});
  return query;
}

inline int id_of(const Octets& message) { return message.at(0) * 256 + message.at(1); }
inline int rcode_of(const Octets& message) { return message.at(3) & 0x0F; }
inline int answers_of(const Octets& message) { return message.at(6) * 256 + message.at(7); }

/// Fails a test that would hang; no test waits for it in order to pass.
inline constexpr timeval patience{10, 0};

class ClientSocket {
 public:
  ClientSocket(const Endpoint& to, int type, const char* from = nullptr) {
    SocketAddress address = to_socket_address(to);
    fd_ = socket(address.get()->sa_family, type | SOCK_CLOEXEC, 0);
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (from != nullptr) {
      SocketAddress local = to_socket_address({Address::parse(from).value(), 0});
      if (bind(fd_, local.get(), local.size) != 0) connected_ = false;
    }
    connected_ = connect(fd_, address.get(), address.size) == 0;
  }
  ~ClientSocket() { close(fd_); }
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  bool connected() const { return connected_; }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
  bool connected_ = false;
};

class UdpClient : public ClientSocket {
 public:
  explicit UdpClient(const Endpoint& to) : ClientSocket(to, SOCK_DGRAM) {}
  void say(const Octets& query) { send(fd(), query.data(), query.size(), 0); }
  std::optional<Octets> hear() {
    Octets reply(65535);
    const auto size = recv(fd(), reply.data(), reply.size(), 0);
    if (size < 0) return std::nullopt;
    reply.resize(static_cast<std::size_t>(size));
    return reply;
  }
  std::optional<Octets> ask(const Octets& query) {
    say(query);
    return hear();
  }
};

class TcpClient : public ClientSocket {
 public:
  explicit TcpClient(const Endpoint& to, const char* from = nullptr) : ClientSocket(to, SOCK_STREAM, from) {}
  static Octets frame(const Octets& query) {
    Octets framed{static_cast<std::uint8_t>(query.size() >> 8U), static_cast<std::uint8_t>(query.size())};
    framed.insert(framed.end(), query.begin(), query.end());
    return framed;
  }
  bool say_octets(std::span<const std::uint8_t> octets) {
    return send(fd(), octets.data(), octets.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(octets.size());
  }
  bool say(const Octets& query) { return say_octets(frame(query)); }
  void end() { shutdown(fd(), SHUT_WR); }
  /// Nothing when the server has hung up.
  std::optional<Octets> hear() {
    Octets length(2);
    if (!read_all(length)) return std::nullopt;
    Octets reply(length[0] * 256U + length[1]);
    if (!read_all(reply)) return std::nullopt;
    return reply;
  }
  std::optional<Octets> ask(const Octets& query) {
    if (!say(query)) return std::nullopt;
    return hear();
  }

 private:
  bool read_all(Octets& into) {
    return into.empty() || recv(fd(), into.data(), into.size(), MSG_WAITALL) == static_cast<ssize_t>(into.size());
  }
};

}  // namespace schoolgate::test
