#include "resolver/net/bind.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include "resolver/upstream/server_text.h"
#include "resolver/upstream/socket_address.h"

namespace schoolgate {
namespace {

/// A second's worth of queries, so that a batch that takes long loses nothing. The kernel may grant less.
constexpr int receive_buffer_octets = 4 << 20;
/// A free UDP port may be taken for TCP: how many times another one is tried.
constexpr int free_port_tries = 16;

struct SystemError {
  int number;
};
template <class T>
using Result = std::expected<T, SystemError>;

void enable(int fd, int level, int option) {
  const int on = 1;
  setsockopt(fd, level, option, &on, sizeof on);
}

/// `shared`: other sockets of ours will be bound to the same endpoint.
Result<OwnedFd> open_bound(const Endpoint& endpoint, int type, bool shared) {
  const SocketAddress address = to_socket_address(endpoint);
  OwnedFd fd(socket(address.get()->sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(SystemError{errno});
  if (shared) enable(fd.get(), SOL_SOCKET, SO_REUSEPORT);
  if (type == SOCK_STREAM) enable(fd.get(), SOL_SOCKET, SO_REUSEADDR);  // connections of the last run may linger
  if (address.get()->sa_family == AF_INET6) enable(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY);
  if (bind(fd.get(), address.get(), address.size) != 0) return std::unexpected(SystemError{errno});
  return fd;
}

bool is_wildcard(const Address& address) { return address == Address{} || address == Address::parse("0.0.0.0"); }

/// Where a wildcard is bound, a reply must leave from the address that was asked: the kernel tells which it was.
void prepare_udp(int fd, const Endpoint& endpoint) {
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_octets, sizeof receive_buffer_octets);
  if (!is_wildcard(endpoint.address)) return;
  if (endpoint.address.is_ipv4())
    enable(fd, IPPROTO_IP, IP_PKTINFO);
  else
    enable(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
}

Result<Endpoint> name_of(int fd) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (getsockname(fd, address.get(), &address.size) != 0) return std::unexpected(SystemError{errno});
  return to_endpoint(address.get());
}

/// Binds alone first: SO_REUSEPORT would quietly share the port with another program of the same user.
Result<Endpoint> claim(const Endpoint& endpoint) {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    auto alone = open_bound(endpoint, type, false);
    if (!alone) return std::unexpected(alone.error());
    if (type == SOCK_STREAM && listen(alone->get(), 1) != 0) return std::unexpected(SystemError{errno});
  }
  return endpoint;
}

Result<Endpoint> find_free_port(const Endpoint& endpoint) {
  for (int i = 0; i < free_port_tries; ++i) {
    const auto udp = open_bound(endpoint, SOCK_DGRAM, true);
    if (!udp) return std::unexpected(udp.error());
    const auto candidate = name_of(udp->get());
    if (!candidate || open_bound(*candidate, SOCK_STREAM, false)) return candidate;
  }
  return std::unexpected(SystemError{EADDRINUSE});
}

Result<BoundSockets> open_sockets(const Endpoint& endpoint) {
  auto udp = open_bound(endpoint, SOCK_DGRAM, true);
  if (!udp) return std::unexpected(udp.error());
  auto tcp = open_bound(endpoint, SOCK_STREAM, true);
  if (!tcp) return std::unexpected(tcp.error());
  prepare_udp(udp->get(), endpoint);
  return BoundSockets{endpoint, std::move(*udp), std::move(*tcp)};
}

Fault to_fault(const Endpoint& endpoint, SystemError error) {
  std::string hint;
  if (error.number == EACCES || error.number == EPERM)
    hint = "ports below 1024 need a right: start it as a systemd service, or choose a port above 1023";
  else if (error.number == EADDRINUSE)
    hint = fmt::format(
        "another program listens there; \"ss -lntup sport = :{}\" names it. On port 53 it often is systemd-resolved: "
        "set DNSStubListener=no in /etc/systemd/resolved.conf",
        endpoint.port);
  else if (error.number == EADDRNOTAVAIL)
    hint = "this machine does not have that address; \"ip address\" lists those it has";
  return {Fault::Kind::unavailable,
          fmt::format("DNS cannot listen on {}: {}", to_text(endpoint), std::strerror(error.number)), std::move(hint)};
}

bool is_missing_ipv6(const Endpoint& endpoint, SystemError error) {
  return endpoint.address == Address{} && (error.number == EAFNOSUPPORT || error.number == EADDRNOTAVAIL);
}

}  // namespace

std::expected<std::vector<std::vector<BoundSockets>>, Fault> bind_all(const std::vector<Endpoint>& endpoints,
                                                                      unsigned workers) {
  std::vector<std::vector<BoundSockets>> all(workers);
  for (const Endpoint& wanted : endpoints) {
    const auto free = wanted.port == 0 ? find_free_port(wanted) : claim(wanted);
    if (!free && is_missing_ipv6(wanted, free.error())) {
      spdlog::warn("this machine has no IPv6: not listening on {}", to_text(wanted));
      continue;
    }
    if (!free) return std::unexpected(to_fault(wanted, free.error()));
    for (auto& sockets : all) {
      auto opened = open_sockets(*free);
      if (!opened) return std::unexpected(to_fault(wanted, opened.error()));
      sockets.push_back(std::move(*opened));
    }
  }
  if (!all.empty() && all.front().empty())
    return fault(Fault::Kind::unavailable, "DNS has no address to listen on", "name one under dns.listen");
  return all;
}

}  // namespace schoolgate
