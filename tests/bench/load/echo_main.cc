// The socket's limit: receives a batch, sets QR and NXDOMAIN, sends the batch back. Nothing that answers DNS over UDP
// with these two system calls can cost less. usage: load_echo PORT
#include <array>
#include <cstdlib>

#include <sys/socket.h>

#include "tests/bench/load/sockets.h"

using namespace schoolgate::bench;

namespace {

struct Datagram {
  std::array<std::uint8_t, max_datagram> octets;
  sockaddr_in peer;
  iovec vector;
};

}  // namespace

int main(int count, char** words) {
  if (count != 2) give_up("usage: load_echo PORT");
  const int fd = udp_socket();
  bind_loopback(fd, static_cast<std::uint16_t>(std::atoi(words[1])));
  static std::array<Datagram, batch> datagrams;
  std::array<mmsghdr, batch> headers{};
  for (;;) {
    for (unsigned i = 0; i < batch; ++i) {
      datagrams[i].vector = {datagrams[i].octets.data(), max_datagram};
      msghdr& header = headers[i].msg_hdr;
      header = {};
      header.msg_name = &datagrams[i].peer;
      header.msg_namelen = sizeof(sockaddr_in);
      header.msg_iov = &datagrams[i].vector;
      header.msg_iovlen = 1;
    }
    const int received = recvmmsg(fd, headers.data(), batch, MSG_WAITFORONE, nullptr);
    if (received <= 0) continue;
    for (unsigned i = 0; i < static_cast<unsigned>(received); ++i) {
      datagrams[i].octets[2] |= 0x80U;  // QR
      datagrams[i].octets[3] = 0x83;    // RA, NXDOMAIN
      datagrams[i].vector.iov_len = headers[i].msg_len;
    }
    sendmmsg(fd, headers.data(), static_cast<unsigned>(received), 0);
  }
}
