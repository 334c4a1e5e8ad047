// One query over one TCP connection (RFC 7766, RFC 1035 section 4.2.2), for what was truncated or looked forged.
// A connection a query: both are rare, and a connection that is kept would be one more thing that can be stale.
// Bounds: one message in each direction. Time is the owner's to limit: destroying it ends it.
// Thread rules: the loop's thread. The callback may destroy it, and comes at most once, never inside start().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <uv.h>

#include "resolver/config.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

class ForwardTcp {
 public:
  /// The reply, writable; empty when there is none to be had from this server. Valid while the object lives.
  using Done = std::function<void(std::span<std::uint8_t> reply)>;

  /// Null when it came to nothing at once.
  static std::unique_ptr<ForwardTcp> start(uv_loop_t& loop, const Endpoint& server, std::span<const std::uint8_t> query,
                                           Done done);
  ForwardTcp(const ForwardTcp&) = delete;
  ForwardTcp& operator=(const ForwardTcp&) = delete;

 private:
  explicit ForwardTcp(Done done) : done_(std::move(done)) {}
  bool connect(uv_loop_t& loop, const Endpoint& server);
  void on_connected();
  void on_read(std::size_t octets);
  void finish(bool answered);

  Done done_;
  UvHandle<uv_tcp_t> stream_;
  std::vector<std::uint8_t> out_;  // with its length in front
  std::vector<std::uint8_t> in_;   // two octets of length, then room for just that much
  std::size_t have_ = 0;
};

}  // namespace schoolgate
