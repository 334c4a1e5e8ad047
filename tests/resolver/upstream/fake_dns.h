// A DNS server for tests: one thread, UDP and TCP on one free loopback port. What it answers is told by the first label
// of the name that is asked:
//   nx*      NXDOMAIN with SOA          nodata*  NOERROR with SOA only
//   refused* REFUSED                    big*     truncated over UDP, 100 addresses over TCP
//   silent*  nothing                    others   192.0.2.7
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate::test {

using Octets = std::vector<std::uint8_t>;

inline void append(Octets& to, std::initializer_list<int> octets) {
  for (const int octet : octets) to.push_back(static_cast<std::uint8_t>(octet));
}

/// An empty reply means silence.
inline Octets fake_answer(std::span<const std::uint8_t> query, bool udp) {
  std::size_t end = 12;
  while (end < query.size() && query[end] != 0) end += query[end] + 1U;
  end += 5;  // the root, type and class
  if (end > query.size()) return {};
  std::string name(reinterpret_cast<const char*>(query.data()) + 13, query[12]);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;  // names have no case
  const bool is_a = query[end - 3] == 1;
  if (name.starts_with("silent")) return {};
  Octets reply(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(end));
  reply[2] = static_cast<std::uint8_t>(0x80U | (query[2] & 1U));
  reply[3] = 0x80;
  std::memset(reply.data() + 6, 0, 6);
  const auto address = [&](int last) { append(reply, {0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, last}); };
  if (name.starts_with("refused")) {
    reply[3] = 0x85;
  } else if (name.starts_with("nx") || name.starts_with("nodata") || !is_a) {
    reply[3] = name.starts_with("nx") ? 0x83 : 0x80;
    reply[9] = 1;
    append(reply, {3, 'o', 'r', 'g', 0, 0, 6, 0, 1, 0, 0, 1, 44, 0, 26, 1, 'a', 0, 1, 'b', 0});
    append(reply, {0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 3, 132, 0, 9, 58, 128, 0, 0, 0, 60});
  } else if (name.starts_with("big") && udp) {
    reply[2] |= 2U;
  } else if (name.starts_with("big")) {
    reply[7] = 100;
    for (int i = 0; i < 100; ++i) address(i);
  } else {
    reply[7] = 1;
    address(7);
  }
  // The SOA above has 26 octets of data: two short names and five numbers.
  return reply;
}

/// UDP and TCP on one port of 127.0.0.1; port 0 finds a free one. A port that is free for UDP may be taken for TCP by
/// somebody else's connection: then another one is tried.
struct LoopbackSockets {
  explicit LoopbackSockets(std::uint16_t wanted = 0) {
    do {
      udp = open(SOCK_DGRAM, wanted);
      tcp = udp < 0 ? -1 : open(SOCK_STREAM, port);
      if (tcp < 0 && udp >= 0) close(udp);
    } while (tcp < 0 && wanted == 0);
    if (tcp < 0) throw std::runtime_error("the fake upstream cannot be bound");
  }
  ~LoopbackSockets() {
    close(udp);
    close(tcp);
  }
  LoopbackSockets(const LoopbackSockets&) = delete;
  LoopbackSockets& operator=(const LoopbackSockets&) = delete;

  int udp = -1, tcp = -1;
  std::uint16_t port = 0;

 private:
  int open(int type, std::uint16_t wanted) {
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (fd < 0) throw std::runtime_error("no socket for the fake upstream");
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(wanted);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
      close(fd);
      return -1;
    }
    port = ntohs(at.sin_port);
    return fd;
  }
};

class FakeDns {
 public:
  explicit FakeDns(std::uint16_t port = 0) : sockets_(port), stop_(eventfd(0, 0)) {
    if (listen(tcp_, 64) != 0) throw std::runtime_error("listen");
    thread_ = std::thread([this] { run(); });
  }
  ~FakeDns() {
    const std::uint64_t one = 1;
    if (write(stop_, &one, sizeof one) < 0) std::abort();
    thread_.join();
    close(stop_);
    for (const auto& [fd, in] : connections_) close(fd);
  }
  FakeDns(const FakeDns&) = delete;
  FakeDns& operator=(const FakeDns&) = delete;

  std::uint16_t port() const { return sockets_.port; }
  std::atomic<int> udp_queries{0}, tcp_queries{0}, tcp_connections{0};

 private:
  void run() {
    for (;;) {
      std::vector<pollfd> wanted{{stop_, POLLIN, 0}, {udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
      for (const auto& [fd, in] : connections_) wanted.push_back({fd, POLLIN, 0});
      if (poll(wanted.data(), wanted.size(), -1) < 0) return;
      if (wanted[0].revents != 0) return;
      if (wanted[1].revents != 0) on_datagram();
      if (wanted[2].revents != 0) {
        connections_[accept(tcp_, nullptr, nullptr)];
        ++tcp_connections;
      }
      for (std::size_t i = 3; i < wanted.size(); ++i)
        if (wanted[i].revents != 0) on_stream(wanted[i].fd);
    }
  }
  void on_datagram() {
    std::uint8_t packet[4096];
    sockaddr_in peer{};
    socklen_t peer_size = sizeof peer;
    const auto size = recvfrom(udp_, packet, sizeof packet, 0, reinterpret_cast<sockaddr*>(&peer), &peer_size);
    if (size <= 0) return;
    ++udp_queries;
    const Octets reply = fake_answer({packet, static_cast<std::size_t>(size)}, true);
    if (!reply.empty()) sendto(udp_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer), peer_size);
  }
  void on_stream(int fd) {
    std::uint8_t octets[16384];
    const auto size = recv(fd, octets, sizeof octets, 0);
    if (size <= 0) {
      close(fd);
      connections_.erase(fd);
      return;
    }
    Octets& in = connections_[fd];
    in.insert(in.end(), octets, octets + size);
    while (in.size() >= 2 && in.size() >= 2U + (in[0] * 256U + in[1])) {
      const std::size_t length = in[0] * 256U + in[1];
      ++tcp_queries;
      Octets reply = fake_answer({in.data() + 2, length}, false);
      in.erase(in.begin(), in.begin() + 2 + static_cast<std::ptrdiff_t>(length));
      if (reply.empty()) continue;
      const auto reply_size = reply.size();
      reply.insert(reply.begin(), {static_cast<std::uint8_t>(reply_size >> 8U), static_cast<std::uint8_t>(reply_size)});
      send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
    }
  }

  LoopbackSockets sockets_;
  int udp_ = sockets_.udp, tcp_ = sockets_.tcp, stop_;
  std::map<int, Octets> connections_;
  std::thread thread_;
};

}  // namespace schoolgate::test
