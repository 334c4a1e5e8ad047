#include "deploy/service/probe.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate {
namespace {

// RFC 1035 section 4.1: "localhost", A, IN; the first two octets are the id.
constexpr std::array<std::uint8_t, 27> question = {0,   0,   1,   0,   0,   1,   0,   0,   0, 0, 0, 0, 9, 'l',
                                                   'o', 'c', 'a', 'l', 'h', 'o', 's', 't', 0, 0, 1, 0, 1};

socklen_t to_socket_address(const Endpoint& endpoint, sockaddr_storage& out) {
  if (endpoint.address.is_ipv4()) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(out);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::memcpy(&v4.sin_addr, endpoint.address.octets.data() + 12, 4);
    if (v4.sin_addr.s_addr == htonl(INADDR_ANY)) v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof(v4);
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(endpoint.port);
  std::memcpy(&v6.sin6_addr, endpoint.address.octets.data(), 16);
  if (std::memcmp(&v6.sin6_addr, &in6addr_any, 16) == 0) v6.sin6_addr = in6addr_loopback;
  return sizeof(v6);
}

}  // namespace

bool dns_answers(Endpoint endpoint) {
  sockaddr_storage address{};
  const socklen_t length = to_socket_address(endpoint, address);
  const int fd = ::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  std::array<std::uint8_t, question.size()> packet = question;
  bool answered = false;
  if (::getrandom(packet.data(), 2, 0) == 2 &&
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
      ::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size())) {
    pollfd waiting{fd, POLLIN, 0};
    std::array<std::uint8_t, 512> reply{};
    if (::poll(&waiting, 1, static_cast<int>(probe_timeout.count())) == 1) {
      const ssize_t size = ::recv(fd, reply.data(), reply.size(), 0);
      answered = size >= 12 && std::equal(packet.begin(), packet.begin() + 2, reply.begin()) && (reply[2] & 0x80U) != 0;
    }
  }
  ::close(fd);
  return answered;
}

}  // namespace schoolgate
