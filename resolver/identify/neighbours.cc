#include "resolver/identify/neighbours.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace schoolgate {
namespace {

// Entries whose hardware address holds or held: a stale one is right until somebody else answers for the address.
constexpr std::uint16_t useful_states = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;
constexpr std::size_t alignment = 4;               // of netlink messages and attributes (NLMSG_ALIGNTO, RTA_ALIGNTO)
constexpr std::size_t datagram_octets = 1U << 15;  // the kernel's largest dump datagram
constexpr timeval answer_limit{1, 0};              // the kernel answers at once; a second is for a stopped machine

constexpr std::size_t aligned(std::size_t size) { return (size + alignment - 1) & ~(alignment - 1); }

/// Copied out, since a datagram's octets need not be aligned; nothing when too few are left.
template <class T>
std::optional<T> head_of(std::span<const std::uint8_t> octets) {
  if (octets.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, octets.data(), sizeof value);
  return value;
}

std::optional<Address> address_of(int family, std::span<const std::uint8_t> octets) {
  Address address;
  if (family == AF_INET && octets.size() == 4) {
    address.octets[10] = address.octets[11] = 0xff;  // RFC 4291 section 2.5.5.2
    std::ranges::copy(octets, address.octets.begin() + 12);
    return address;
  }
  if (family != AF_INET6 || octets.size() != address.octets.size()) return std::nullopt;
  std::ranges::copy(octets, address.octets.begin());
  return address;
}

void take_neighbour(std::span<const std::uint8_t> body, std::vector<DeviceRow>& rows) {
  const auto head = head_of<ndmsg>(body);
  if (!head || (head->ndm_state & useful_states) == 0 || rows.size() >= DeviceDirectory::max_addresses) return;
  std::optional<Address> address;
  std::optional<MacAddress> mac;
  for (auto rest = body.subspan(aligned(sizeof(ndmsg)));;) {
    const auto attribute = head_of<rtattr>(rest);
    if (!attribute || attribute->rta_len < sizeof(rtattr) || attribute->rta_len > rest.size()) break;
    const auto value = rest.first(attribute->rta_len).subspan(sizeof(rtattr));
    if (attribute->rta_type == NDA_DST) address = address_of(head->ndm_family, value);
    if (attribute->rta_type == NDA_LLADDR && value.size() == mac.emplace().octets.size())
      std::ranges::copy(value, mac->octets.begin());
    rest = rest.subspan(std::min(aligned(attribute->rta_len), rest.size()));
  }
  if (address && mac && mac->is_of_a_device()) rows.push_back({*address, mac, {}, {}});
}

class Socket {
 public:
  explicit Socket(unsigned groups) : fd_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    own.nl_groups = groups;
    if (fd_ >= 0 && bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) release_and_close();
  }
  ~Socket() { release_and_close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  void release_and_close() {
    if (fd_ >= 0) close(release());
  }
  int fd_;
};

bool ask_for_dump(int fd) {
  struct {
    nlmsghdr header;
    ndmsg body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = RTM_GETNEIGH;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &answer_limit, sizeof answer_limit) == 0 &&
         send(fd, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request);
}

std::unexpected<Fault> refused(int error) {
  return fault(Fault::Kind::unavailable,
               fmt::format("the kernel does not tell its neighbour table: {}", std::strerror(error)),
               "let the service use AF_NETLINK sockets, or set clients.neighbours to false");
}

}  // namespace

Dump parse_neighbours(std::span<const std::uint8_t> datagram, std::vector<DeviceRow>& rows) {
  while (!datagram.empty()) {
    const auto header = head_of<nlmsghdr>(datagram);
    if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size()) return Dump::failed;
    if (header->nlmsg_type == NLMSG_DONE) return Dump::done;
    if (header->nlmsg_type == NLMSG_ERROR) return Dump::failed;
    if (header->nlmsg_type == RTM_NEWNEIGH)
      take_neighbour(datagram.first(header->nlmsg_len).subspan(aligned(sizeof(nlmsghdr))), rows);
    datagram = datagram.subspan(std::min(aligned(header->nlmsg_len), datagram.size()));
  }
  return Dump::goes_on;
}

std::expected<std::vector<DeviceRow>, Fault> read_neighbours() {
  const Socket socket(0);
  if (socket.fd() < 0 || !ask_for_dump(socket.fd())) return refused(errno);
  std::vector<DeviceRow> rows;
  std::vector<std::uint8_t> buffer(datagram_octets);
  while (true) {
    const ssize_t got = recv(socket.fd(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return refused(got < 0 ? errno : ECONNRESET);
    switch (parse_neighbours(std::span(buffer).first(static_cast<std::size_t>(got)), rows)) {
      case Dump::goes_on:
        continue;
      case Dump::done:
        return rows;
      case Dump::failed:
        return refused(EPROTO);
    }
  }
}

NeighbourWatch::NeighbourWatch() {
  Socket socket(RTMGRP_NEIGH);
  fd_ = socket.release();
}

NeighbourWatch::~NeighbourWatch() {
  if (fd_ >= 0) close(fd_);
}

void NeighbourWatch::drain() {
  std::array<std::uint8_t, 4096> scrap{};
  // ENOBUFS, when more came than the socket holds, is taken off as well: the whole table is read in any case.
  for (int i = 0; i < 1024; ++i)
    if (recv(fd_, scrap.data(), scrap.size(), MSG_DONTWAIT) < 0 && errno != ENOBUFS && errno != EINTR) return;
}

}  // namespace schoolgate
