#include "resolver/upstream/socket_address.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

namespace schoolgate {
namespace {

constexpr std::size_t ipv4_at = 12;  // in the IPv4-mapped form: ten zeros, two 0xff, four octets
constexpr std::uint8_t mapped_mark = 0xFF;

}  // namespace

SocketAddress to_socket_address(const Endpoint& endpoint) {
  SocketAddress result;
  const auto& octets = endpoint.address.octets;
  if (endpoint.address.is_ipv4()) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(endpoint.port);
    std::memcpy(&ipv4.sin_addr, octets.data() + ipv4_at, sizeof ipv4.sin_addr);
    std::memcpy(&result.storage, &ipv4, sizeof ipv4);
    result.size = sizeof ipv4;
  } else {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(endpoint.port);
    std::memcpy(&ipv6.sin6_addr, octets.data(), sizeof ipv6.sin6_addr);
    std::memcpy(&result.storage, &ipv6, sizeof ipv6);
    result.size = sizeof ipv6;
  }
  return result;
}

Endpoint to_endpoint(const sockaddr* address) {
  Endpoint result{{}, 0};
  auto& octets = result.address.octets;
  if (address->sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, address, sizeof ipv4);
    octets[ipv4_at - 2] = octets[ipv4_at - 1] = mapped_mark;
    std::memcpy(octets.data() + ipv4_at, &ipv4.sin_addr, sizeof ipv4.sin_addr);
    result.port = ntohs(ipv4.sin_port);
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, address, sizeof ipv6);
    std::memcpy(octets.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
    result.port = ntohs(ipv6.sin6_port);
  }
  return result;
}

}  // namespace schoolgate
