// What the tools share about UDP on loopback and the clock. Faults end the program with a line on stderr.
#pragma once

#include <cstdint>
#include <string_view>

#include <netinet/in.h>
#include <sys/types.h>

namespace schoolgate::bench {

constexpr unsigned batch = 32;  // datagrams a system call, as the servers that batch have it
constexpr std::size_t max_datagram = 1500;

/// Buffers wide enough that loss is the server's, not the socket's.
int udp_socket();
void bind_loopback(int fd, std::uint16_t port);
sockaddr_in address_of(std::string_view text);  // "127.0.0.1:5300"; loopback only
std::uint64_t now_ns();                         // monotonic
/// The processor time of another process, all its threads, those that have ended too. 0 when there is none.
std::uint64_t cpu_ns(pid_t process);
[[noreturn]] void give_up(std::string_view what);

}  // namespace schoolgate::bench
