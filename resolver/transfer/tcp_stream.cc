#include "resolver/transfer/tcp_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate {
namespace {

constexpr std::chrono::milliseconds look{200};  // how soon a cancellation is noticed

std::unexpected<Fault> unavailable(std::string_view what) { return fault(Fault::Kind::unavailable, std::string(what)); }
std::unexpected<Fault> failed(std::string_view what) {
  return unavailable(fmt::format("{}: {}", what, std::strerror(errno)));
}

}  // namespace

TcpStream::TcpStream(int fd, Clock::time_point until, std::function<bool()> cancelled)
    : fd_(fd), until_(until), cancelled_(std::move(cancelled)) {}
TcpStream::TcpStream(TcpStream&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), until_(other.until_), cancelled_(std::move(other.cancelled_)) {}
TcpStream::~TcpStream() {
  if (fd_ >= 0) ::close(fd_);
}

std::expected<TcpStream, Fault> TcpStream::connect(const Endpoint& to, std::chrono::seconds patience,
                                                   Clock::time_point until, std::function<bool()> cancelled) {
  const bool ipv4 = to.address.is_ipv4();
  const int fd = ::socket(ipv4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed("no socket for a zone transfer");
  TcpStream stream(fd, until, std::move(cancelled));
  sockaddr_in6 six{};
  sockaddr_in four{};
  if (ipv4) {
    four.sin_family = AF_INET;
    four.sin_port = htons(to.port);
    std::memcpy(&four.sin_addr, to.address.octets.data() + 12, 4);
  } else {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(to.port);
    std::memcpy(&six.sin6_addr, to.address.octets.data(), 16);
  }
  const auto* address = ipv4 ? reinterpret_cast<const sockaddr*>(&four) : reinterpret_cast<const sockaddr*>(&six);
  if (::connect(fd, address, ipv4 ? sizeof four : sizeof six) != 0 && errno != EINPROGRESS)
    return failed("the primary cannot be reached");
  if (auto ready = stream.wait(POLLOUT, Clock::now() + patience); !ready) return std::unexpected(ready.error());
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  errno = error;
  if (error != 0) return failed("the primary cannot be reached");
  return stream;
}

std::expected<void, Fault> TcpStream::wait(short events, Clock::time_point until) const {
  const auto end = std::min(until, until_);
  for (;;) {
    if (cancelled_ && cancelled_()) return unavailable("the zone transfer was stopped");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return unavailable("the primary does not answer in time");
    pollfd waited{fd_, events, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min(left, look).count()) + 1);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return failed("a zone transfer failed");
  }
}

std::expected<void, Fault> TcpStream::send(std::span<const std::uint8_t> message) {
  std::vector<std::uint8_t> framed{static_cast<std::uint8_t>(message.size() >> 8U),
                                   static_cast<std::uint8_t>(message.size())};
  framed.insert(framed.end(), message.begin(), message.end());
  for (std::span<const std::uint8_t> rest = framed; !rest.empty();) {
    const auto sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      rest = rest.subspan(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return failed("the primary closed the connection");
    } else if (auto ready = wait(POLLOUT, until_); !ready) {
      return ready;
    }
  }
  return {};
}

std::expected<void, Fault> TcpStream::read(std::span<std::uint8_t> into, Clock::time_point until) {
  while (!into.empty()) {
    const auto got = ::recv(fd_, into.data(), into.size(), 0);
    if (got > 0) {
      into = into.subspan(static_cast<std::size_t>(got));
    } else if (got == 0) {
      return unavailable("the primary closed the connection before the transfer was complete");
    } else if (errno != EAGAIN && errno != EINTR) {
      return failed("the primary closed the connection");
    } else if (auto ready = wait(POLLIN, until); !ready) {
      return ready;
    }
  }
  return {};
}

std::expected<std::vector<std::uint8_t>, Fault> TcpStream::receive(std::chrono::seconds idle) {
  const auto until = Clock::now() + idle;
  if (cancelled_ && cancelled_()) return unavailable("the zone transfer was stopped");
  if (Clock::now() >= until_) return unavailable("the transfer took too long");
  std::uint8_t length[2];
  if (auto read_length = read(length, until); !read_length) return std::unexpected(read_length.error());
  std::vector<std::uint8_t> message(std::size_t{length[0]} << 8U | length[1]);
  if (auto read_message = read(message, until); !read_message) return std::unexpected(read_message.error());
  return message;
}

}  // namespace schoolgate
