// DNS over TCP (RFC 7766, RFC 9210): length-prefixed messages, many on a connection, answered as they are ready.
// What one client can take is bounded: connections, questions at a time, octets it does not read, time it says nothing.
// edns-tcp-keepalive (RFC 7828) is not offered: the idle limit is the same for all.
// Thread rules: the worker's thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include <uv.h>

#include "resolver/net/owned_fd.h"
#include "resolver/net/query_handler.h"
#include "resolver/net/ticket_table.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

struct TcpLimits {
  std::size_t connections = 256;  // a worker's; 20 KiB each at most while they ask
  /// Resolvers behind one address (a domain controller) use a handful (RFC 9210 section 4.2).
  std::size_t connections_of_client = 32;
  /// Being answered at a time on one connection; it is not read meanwhile.
  std::size_t outstanding = 64;
  /// Without a question that is complete: "a few seconds" (RFC 7766 section 6.2.3).
  std::uint64_t idle_ms = 10'000;
};

class TcpServer {
 public:
  TcpServer(uv_loop_t& loop, QueryHandler& handler, TcpLimits limits = {});
  ~TcpServer();
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  /// False when the system refuses to listen there.
  bool add(OwnedFd bound);
  /// No new connections, no new questions; late replies can still be sent.
  void stop_receiving();
  void send_late(std::uint64_t ticket, std::span<const std::uint8_t> reply);
  std::size_t connections() const { return connections_.size(); }

 private:
  friend class TcpConnection;
  using Id = std::uint64_t;
  static constexpr std::size_t length_octets = 2;
  using Frame = std::array<std::uint8_t, length_octets + max_reply_octets>;

  void accept(uv_tcp_t& listener);
  bool has_room(const Address& client) const;
  void remove(Id id);
  void read_on_later(Id id);
  void read_on();

  uv_loop_t& loop_;
  QueryHandler& handler_;
  TcpLimits limits_;
  TicketTable<Id> returns_;
  // Two, because a reply that waited may be sent while another question is being handled.
  std::unique_ptr<Frame> reply_frame_ = std::make_unique<Frame>();
  std::unique_ptr<Frame> late_frame_ = std::make_unique<Frame>();
  bool receiving_ = true;
  Id last_id_ = 0;
  std::map<Address, std::size_t> by_client_;
  std::vector<UvHandle<uv_tcp_t>> listeners_;
  UvHandle<uv_timer_t> read_on_timer_;
  std::vector<Id> to_read_on_;
  std::unordered_map<Id, std::unique_ptr<class TcpConnection>> connections_;
};

}  // namespace schoolgate
