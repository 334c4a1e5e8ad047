// A DNS server for tests whose replies are the test's own: one thread, UDP and TCP on one free loopback port. It notes
// all that it was asked.
#pragma once

#include <functional>
#include <mutex>

#include "tests/resolver/upstream/fake_dns.h"

namespace schoolgate::test {

struct Asked {
  Octets packet;
  std::uint16_t port = 0;  // it came from
  bool udp = true;
  int id() const { return packet[0] * 256 + packet[1]; }
  bool edns() const { return packet[11] == 1; }
  std::string first_label() const { return {packet.begin() + 13, packet.begin() + 13 + packet[12]}; }
};

using Replies = std::vector<Octets>;

class ScriptedDns {
 public:
  using Script = std::function<Replies(const Asked&)>;

  explicit ScriptedDns(Script script, bool with_tcp = true) : script_(std::move(script)), stop_(eventfd(0, 0)) {
    if (with_tcp && listen(tcp_, 64) != 0) throw std::runtime_error("listen");
    with_tcp_ = with_tcp;
    thread_ = std::thread([this] { run(); });
  }
  ~ScriptedDns() {
    const std::uint64_t one = 1;
    if (write(stop_, &one, sizeof one) < 0) std::abort();
    thread_.join();
    close(stop_);
  }
  ScriptedDns(const ScriptedDns&) = delete;
  ScriptedDns& operator=(const ScriptedDns&) = delete;

  std::string text() const { return "127.0.0.1:" + std::to_string(sockets_.port); }
  /// For the script.
  void send_to(std::uint16_t port, const Octets& reply) const {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sendto(udp_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  std::vector<Asked> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }
  std::size_t count(bool udp) const {
    std::size_t sum = 0;
    for (const Asked& one : asked()) sum += one.udp == udp;
    return sum;
  }

 private:
  Replies replies_to(Asked asked) {
    const std::scoped_lock lock(mutex_);
    asked_.push_back(asked);
    return script_(asked);
  }
  void run() {
    for (;;) {
      pollfd wanted[] = {{stop_, POLLIN, 0}, {udp_, POLLIN, 0}, {with_tcp_ ? tcp_ : -1, POLLIN, 0}};
      if (poll(wanted, 3, -1) < 0 || wanted[0].revents != 0) return;
      if (wanted[1].revents != 0) on_datagram();
      if (wanted[2].revents != 0) on_connection();
    }
  }
  void on_datagram() {
    std::uint8_t packet[4096];
    sockaddr_in peer{};
    socklen_t peer_size = sizeof peer;
    const auto size = recvfrom(udp_, packet, sizeof packet, 0, reinterpret_cast<sockaddr*>(&peer), &peer_size);
    if (size <= 0) return;
    const std::uint16_t port = ntohs(peer.sin_port);
    for (const Octets& reply : replies_to({{packet, packet + size}, port, true})) send_to(port, reply);
  }
  /// One query; the client's end or its silence for five seconds ends it.
  void on_connection() {
    const int fd = accept(tcp_, nullptr, nullptr);
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::uint8_t head[2];
    if (recv(fd, head, 2, MSG_WAITALL) == 2) {
      Octets query(head[0] * 256U + head[1]);
      if (recv(fd, query.data(), query.size(), MSG_WAITALL) == static_cast<ssize_t>(query.size()))
        for (Octets reply : replies_to({query, 0, false})) {
          const auto size = reply.size();
          reply.insert(reply.begin(), {static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)});
          send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
        }
    }
    close(fd);
  }

  Script script_;
  LoopbackSockets sockets_;
  int udp_ = sockets_.udp, tcp_ = sockets_.tcp, stop_;
  bool with_tcp_ = true;
  mutable std::mutex mutex_;  // guards asked_
  std::vector<Asked> asked_;
  std::thread thread_;
};

inline Octets good(const Asked& asked) { return fake_answer(asked.packet, asked.udp); }
/// An alias of "www" beside the name that was asked, and nothing more.
inline Octets alias_only(const Asked& asked) {
  Octets reply = fake_answer(asked.packet, false);
  reply.resize(asked.packet.size() - (asked.edns() ? 11 : 0));  // the question
  reply[7] = 1;
  reply[9] = 0;
  append(reply, {0xC0, 12, 0, 5, 0, 1, 0, 0, 1, 44, 0, 6, 3, 'w', 'w', 'w', 0xC0, 13 + asked.packet[12]});
  return reply;
}
inline Octets with_rcode(const Asked& asked, int rcode) {
  Octets reply = good(asked);
  reply[3] = static_cast<std::uint8_t>(0x80 | rcode);
  return reply;
}
inline Octets in_lower_case(Octets reply) {
  for (std::size_t at = 12; at < reply.size() && reply[at] != 0; at += reply[at] + 1U)
    for (std::size_t i = 1; i <= reply[at]; ++i)
      if (reply[at + i] >= 'A' && reply[at + i] <= 'Z') reply[at + i] |= 0x20;
  return reply;
}

}  // namespace schoolgate::test
