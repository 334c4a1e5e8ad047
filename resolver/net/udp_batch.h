// The buffers of one recvmmsg and one sendmmsg. Included by udp.cc only.
#pragma once

#include "resolver/net/udp.h"

namespace schoolgate {

struct UdpServer::Batch {
  /// Enough that the system calls' cost is shared out, few enough to stay in a small processor's second-level cache.
  static constexpr std::size_t size = max_batch;
  /// No question needs more: a name, a type, and an OPT with cookie and padding. What is longer is dropped.
  static constexpr std::size_t query_octets = 1500;

  struct In {
    std::array<std::uint8_t, query_octets> packet;
    sockaddr_in6 peer;
    alignas(cmsghdr) std::array<std::uint8_t, control_octets> control;
    iovec vector;
  };
  struct Out {
    std::array<std::uint8_t, max_udp_reply_octets> packet;
    iovec vector;
  };
  std::array<In, size> in;
  std::array<Out, size> out;
  std::array<mmsghdr, size> received{};
  std::array<mmsghdr, size> replies{};
  std::array<Pipeline::Job, size> jobs;  // out[i] is for jobs[i]

  Batch();
  /// The number received; 0 when there is nothing.
  std::size_t receive(int fd);
  /// The first `count` of `replies`. The number that the kernel did not take.
  std::size_t send(int fd, std::size_t count);
};

/// Makes the kernel's note of where a datagram was sent to into the source of its reply.
void turn_round(msghdr& message);
/// False when the kernel did not take it.
bool send_one(int fd, msghdr& message);

}  // namespace schoolgate
