// A plain forwarder's UDP sockets to one server. Each is connected: the kernel drops what comes from elsewhere, ties
// ICMP errors to it, and chose its port at random (RFC 6056). Many are open and any may carry a query, and each is
// replaced after a while, so that a port found out is of little use (RFC 5452 section 9.2); opening one for each query,
// as is usual, costs more than all else that is done for it.
// Bounds: live_sockets and as many that are worn and still wait for replies.
// Traps: libuv reports POLLERR, an ICMP message mostly, as a status < 0 and stops the poll; it is started again, and
// reading the socket tells the error. A poll is closed before its descriptor.
// Thread rules: the loop's thread. No socket is freed but in tidy() and the destructor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <uv.h>

#include "resolver/config.h"
#include "resolver/upstream/random_source.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

class ForwardSocket {
 public:
  /// A reply that is waited for, as the engine knows it.
  struct Wanted {
    std::uint16_t id = 0;
    std::uint16_t query = 0;
    std::uint8_t attempt = 0;
  };
  using Readable = std::function<void(ForwardSocket&)>;

  /// Nothing when the machine has no descriptor left, or no way to the server. The rest outlives the socket.
  static std::unique_ptr<ForwardSocket> open(uv_loop_t& loop, const Endpoint& server, unsigned server_number,
                                             const Readable& readable, std::uint64_t now);
  ~ForwardSocket();
  ForwardSocket(const ForwardSocket&) = delete;
  ForwardSocket& operator=(const ForwardSocket&) = delete;

  /// False when the server cannot be reached this way. A full buffer is a lost datagram, like any other.
  bool send(std::span<const std::uint8_t> packet);
  int descriptor() const { return descriptor_; }
  unsigned server() const { return server_; }

  Wanted* find(std::uint16_t id);
  void want(Wanted wanted) { wanted_.push_back(wanted); }
  /// `answered` false: a reply may come later, and is then nobody's forgery.
  void forget(std::uint16_t id, bool answered);
  const std::vector<Wanted>& wanted() const { return wanted_; }

  /// A reply that nobody asked for: true when it counts as a forgery.
  bool note_stray();
  /// Forgeries so far.
  unsigned forged() const { return forged_; }

  bool worn(std::uint64_t now) const;
  void wear_out() { sent_ = max_queries; }

  /// Each value an attacker finds out serves for this many queries at most; a socket costs as much as one or two.
  static constexpr unsigned max_queries = 256;
  static constexpr std::uint64_t max_age = 30'000'000;  // microseconds; for quiet hours, and when our address changes

 private:
  ForwardSocket(int descriptor, unsigned server, const Readable& readable, std::uint64_t now);
  static void on_poll(uv_poll_t* poll, int status, int events);

  int descriptor_;
  unsigned server_;
  const Readable& readable_;
  std::uint64_t opened_;
  unsigned sent_ = 0, late_ = 0, forged_ = 0;
  UvHandle<uv_poll_t> poll_;
  std::vector<Wanted> wanted_;  // some dozens at the most: looked through faster than hashed
};

class ForwardSockets {
 public:
  static constexpr std::size_t live_sockets = 32;

  ForwardSockets(uv_loop_t& loop, const Endpoint& server, unsigned number, ForwardSocket::Readable readable);
  /// One at random, opened when it has to be; null when none can be had.
  ForwardSocket* pick(RandomSource& random, std::uint64_t now);
  /// Closes worn sockets that wait for nothing. Not inside `readable`.
  void tidy();
  bool has_worn() const { return !worn_.empty(); }
  std::size_t open_sockets() const;

 private:
  uv_loop_t& loop_;
  Endpoint server_;
  unsigned number_;
  ForwardSocket::Readable readable_;
  std::array<std::unique_ptr<ForwardSocket>, live_sockets> live_;
  std::vector<std::unique_ptr<ForwardSocket>> worn_;
};

}  // namespace schoolgate
