// DNS over UDP (RFC 1035 section 4.2.1), in batches: one recvmmsg, the pipeline for each datagram, one sendmmsg.
// A reply that cannot be sent at once is dropped and counted: the client asks again, and a queue would only answer
// later. Thread rules: the worker's thread. Allocates at construction only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <span>

#include <netinet/in.h>
#include <sys/socket.h>
#include <uv.h>

#include "resolver/net/owned_fd.h"
#include "resolver/net/query_handler.h"
#include "resolver/net/ticket_table.h"
#include "resolver/statistics.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

class UdpServer {
 public:
  UdpServer(uv_loop_t& loop, QueryHandler& handler, WorkerStatistics& statistics);
  ~UdpServer();
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  /// False when the loop cannot watch it.
  bool add(OwnedFd bound);
  /// Late replies can still be sent afterwards.
  void stop_receiving();
  void send_late(std::uint64_t ticket, std::span<const std::uint8_t> reply);

 private:
  class Socket;
  struct Batch;
  /// The control message with the address that was asked, as the kernel wrote it (IP_PKTINFO, IPV6_PKTINFO).
  static constexpr std::size_t control_octets = CMSG_SPACE(sizeof(in6_pktinfo));
  struct Return {
    const Socket* socket = nullptr;
    sockaddr_in6 peer{};  // large enough for IPv4 as well
    socklen_t peer_size = 0;
    alignas(cmsghdr) std::array<std::uint8_t, control_octets> control{};
    std::size_t control_size = 0;
  };

  uv_loop_t& loop_;
  QueryHandler& handler_;
  WorkerStatistics& statistics_;
  TicketTable<Return> returns_;
  std::unique_ptr<Batch> batch_;  // one for all sockets: they take turns
  std::list<std::unique_ptr<Socket>> sockets_;
};

}  // namespace schoolgate
