// Between our Endpoint and the kernel's sockaddr.
// Thread rules: pure functions.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "resolver/config.h"

namespace schoolgate {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// IPv4 as AF_INET, everything else as AF_INET6.
SocketAddress to_socket_address(const Endpoint& endpoint);
/// IPv4-mapped IPv6 becomes IPv4; any other family the unspecified address.
Endpoint to_endpoint(const sockaddr* address);

}  // namespace schoolgate
