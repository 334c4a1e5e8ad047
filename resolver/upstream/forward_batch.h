// The buffers of one recvmmsg. Included by the forward engine's sources only.
#pragma once

#include <array>

#include <sys/socket.h>

#include "resolver/upstream/forward_engine.h"

namespace schoolgate {

class ForwardEngine::Batch {
 public:
  /// Few replies wait on one of many sockets.
  static constexpr std::size_t size = 8;
  /// What we say we take is forward_udp_octets; some servers take no notice.
  static constexpr std::size_t packet_octets = 4096;

  Batch() {
    for (std::size_t i = 0; i < size; ++i) {
      vectors_[i] = {packets_[i].data(), packets_[i].size()};
      messages_[i].msg_hdr.msg_iov = &vectors_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
  }
  /// As recvmmsg(2).
  int receive(int descriptor) { return recvmmsg(descriptor, messages_.data(), size, MSG_DONTWAIT, nullptr); }
  std::span<std::uint8_t> packet(std::size_t i) { return std::span(packets_[i]).first(messages_[i].msg_len); }
  /// True when it was longer than packet_octets.
  bool cut(std::size_t i) const { return (messages_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0; }

 private:
  std::array<std::array<std::uint8_t, packet_octets>, size> packets_;
  std::array<iovec, size> vectors_{};
  std::array<mmsghdr, size> messages_{};
};

}  // namespace schoolgate
