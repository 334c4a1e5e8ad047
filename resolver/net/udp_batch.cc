#include "resolver/net/udp_batch.h"

#include <cerrno>
#include <cstring>

namespace schoolgate {

UdpServer::Batch::Batch() {
  for (std::size_t i = 0; i < size; ++i) {
    in[i].vector = {in[i].packet.data(), in[i].packet.size()};
    received[i].msg_hdr.msg_iov = &in[i].vector;
    received[i].msg_hdr.msg_iovlen = 1;
    received[i].msg_hdr.msg_name = &in[i].peer;
    received[i].msg_hdr.msg_control = in[i].control.data();
    out[i].vector.iov_base = out[i].packet.data();
    replies[i].msg_hdr.msg_iovlen = 1;
  }
}

std::size_t UdpServer::Batch::receive(int fd) {
  for (mmsghdr& message : received) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_in6);
    message.msg_hdr.msg_controllen = control_octets;
  }
  int count = -1;
  do {
    count = recvmmsg(fd, received.data(), static_cast<unsigned>(size), MSG_DONTWAIT, nullptr);
  } while (count < 0 && errno == EINTR);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::size_t UdpServer::Batch::send(int fd, std::size_t count) {
  std::size_t sent = 0, lost = 0;
  while (sent < count) {
    const int taken = sendmmsg(fd, replies.data() + sent, static_cast<unsigned>(count - sent), MSG_DONTWAIT);
    if (taken > 0) {
      sent += static_cast<std::size_t>(taken);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
      return lost + count - sent;
    } else if (errno != EINTR) {  // this one has no way: the others may
      ++sent;
      ++lost;
    }
  }
  return lost;
}

void turn_round(msghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      info.ipi_ifindex = 0;  // the routing table knows the way back; ipi_spec_dst is the source already (ip(7))
      std::memcpy(CMSG_DATA(c), &info, sizeof info);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) info.ipi6_ifindex = 0;  // link-local has no meaning without
      std::memcpy(CMSG_DATA(c), &info, sizeof info);
    }
  }
  message.msg_flags = 0;
}

bool send_one(int fd, msghdr& message) {
  while (sendmsg(fd, &message, MSG_DONTWAIT) < 0)
    if (errno != EINTR) return false;
  return true;
}

}  // namespace schoolgate
