#include "tests/bench/load/sockets.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include <arpa/inet.h>
#include <sys/socket.h>

namespace schoolgate::bench {
namespace {

constexpr int buffer_octets = 4 << 20;  // some thousand datagrams with the kernel's own overhead
constexpr std::uint64_t second_ns = 1'000'000'000;

std::uint64_t read_clock(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::uint64_t>(time.tv_sec) * second_ns + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

void give_up(std::string_view what) {
  std::fprintf(stderr, "%.*s%s%s\n", static_cast<int>(what.size()), what.data(), errno != 0 ? ": " : "",
               errno != 0 ? std::strerror(errno) : "");
  std::exit(2);
}

int udp_socket() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("cannot open a socket");
  for (const int option : {SO_RCVBUF, SO_SNDBUF})
    setsockopt(fd, SOL_SOCKET, option, &buffer_octets, sizeof buffer_octets);
  return fd;
}

void bind_loopback(int fd, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up("cannot listen on port " + std::to_string(port));
}

sockaddr_in address_of(std::string_view text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  const auto colon = text.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string_view::npos) std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  const std::string host(text.substr(0, colon));
  // Load is for a server on this machine, never for anybody else's.
  if (port == 0 || inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1 ||
      (ntohl(address.sin_addr.s_addr) >> 24U) != IN_LOOPBACKNET) {
    errno = 0;
    give_up("not a loopback address and port: " + std::string(text));
  }
  address.sin_port = htons(port);
  return address;
}

std::uint64_t now_ns() { return read_clock(CLOCK_MONOTONIC); }

std::uint64_t cpu_ns(pid_t process) {
  clockid_t clock{};
  return clock_getcpuclockid(process, &clock) == 0 ? read_clock(clock) : 0;
}

}  // namespace schoolgate::bench
