// A TCP connection to a primary, for a thread that may block: every wait ends at a deadline, or when it is cancelled.
// Thread rules: one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <vector>

#include "blocklists/fault.h"
#include "resolver/config.h"

namespace schoolgate {

class TcpStream {
 public:
  using Clock = std::chrono::steady_clock;
  /// `until`: when the whole exchange must be over.
  static std::expected<TcpStream, Fault> connect(const Endpoint& to, std::chrono::seconds patience,
                                                 Clock::time_point until, std::function<bool()> cancelled);
  ~TcpStream();
  TcpStream(TcpStream&& other) noexcept;
  TcpStream& operator=(TcpStream&&) = delete;

  /// A message with its length before it (RFC 1035 section 4.2.2). Faults: unavailable.
  std::expected<void, Fault> send(std::span<const std::uint8_t> message);
  /// The next one, within `idle`.
  std::expected<std::vector<std::uint8_t>, Fault> receive(std::chrono::seconds idle);

 private:
  TcpStream(int fd, Clock::time_point until, std::function<bool()> cancelled);
  std::expected<void, Fault> wait(short events, Clock::time_point until) const;
  std::expected<void, Fault> read(std::span<std::uint8_t> into, Clock::time_point until);

  int fd_;
  Clock::time_point until_;
  std::function<bool()> cancelled_;
};

}  // namespace schoolgate
