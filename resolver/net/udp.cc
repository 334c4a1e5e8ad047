#include "resolver/net/udp.h"

#include <cstring>

#include "resolver/net/udp_batch.h"
#include "resolver/upstream/socket_address.h"

namespace schoolgate {
namespace {

/// Batches before the loop's other work has its turn (TCP, upstream answers): some 128 queries, below a millisecond.
constexpr int rounds_a_wake = 4;
/// As many as the pipeline lets wait (resolver/waiting.h), and some for those that will not have to.
constexpr std::size_t max_returns = 4096 + 64;

}  // namespace

class UdpServer::Socket {
 public:
  Socket(UdpServer& server, OwnedFd bound) : server_(server), fd_(std::move(bound)) {
    auto raw = std::make_unique<uv_poll_t>();
    if (uv_poll_init(&server.loop_, raw.get(), fd_.get()) != 0) return;
    raw->data = this;
    poll_.reset(raw.release());
    start();
  }
  int fd() const { return fd_.get(); }
  bool is_receiving() const { return poll_ != nullptr; }
  void stop() { poll_.reset(); }

 private:
  void start() {
    uv_poll_start(poll_.get(), UV_READABLE, [](uv_poll_t* poll, int status, int) {
      auto& self = *static_cast<Socket*>(poll->data);
      self.on_readable();
      if (status < 0) self.start();  // libuv stops a poll that reports an error; the receive has cleared it
    });
  }
  void on_readable() {
    for (int round = 0; round < rounds_a_wake; ++round) {
      const std::size_t count = server_.batch_->receive(fd());
      if (count == 0) return;
      answer(count);
      if (count < Batch::size) return;
    }
  }
  void answer(std::size_t count) {
    Batch& batch = *server_.batch_;
    server_.handler_.begin_batch();
    std::array<mmsghdr*, Batch::size> from;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (accept(batch.received[i].msg_hdr, batch.received[i].msg_len, batch.jobs[asked], batch.out[asked]))
        from[asked++] = &batch.received[i];
    server_.handler_.handle(std::span(batch.jobs).first(asked));
    std::size_t replies = 0;
    for (std::size_t i = 0; i < asked; ++i) {
      const Pipeline::Job& job = batch.jobs[i];
      if (job.result.outcome == Pipeline::Outcome::pending) continue;
      server_.returns_.drop(job.query.ticket);
      if (job.result.outcome == Pipeline::Outcome::replied)
        address(batch.replies[replies++].msg_hdr, from[i]->msg_hdr, batch.out[i], job.result.size);
    }
    server_.statistics_.count(Count::unsent, batch.send(fd(), replies));
  }
  /// Makes a query of a datagram; false when there is nobody to answer, or no room for one more that waits.
  bool accept(msghdr& message, std::size_t size, Pipeline::Job& job, Batch::Out& out) {
    if ((message.msg_flags & MSG_TRUNC) != 0) return false;
    const Endpoint peer = to_endpoint(static_cast<const sockaddr*>(message.msg_name));
    if (peer.port == 0) return false;  // a reply could not be sent (RFC 6335 section 6)
    const auto ticket = server_.returns_.reserve();
    if (!ticket) return false;
    turn_round(message);
    // Filled before it is known whether it waits: its answer may come while another of the batch is handled.
    server_.returns_.fill(*ticket, return_of(message));
    const std::span packet(static_cast<const std::uint8_t*>(message.msg_iov->iov_base), size);
    job = {{packet, peer.address, Transport::udp, *ticket}, out.packet, {}};
    return true;
  }
  static void address(msghdr& reply, const msghdr& query, Batch::Out& out, std::size_t size) {
    out.vector.iov_len = size;
    reply.msg_iov = &out.vector;
    reply.msg_name = query.msg_name;
    reply.msg_namelen = query.msg_namelen;
    reply.msg_control = query.msg_controllen != 0 ? query.msg_control : nullptr;
    reply.msg_controllen = query.msg_controllen;
  }
  Return return_of(const msghdr& message) const {
    Return result{.socket = this};
    std::memcpy(&result.peer, message.msg_name, message.msg_namelen);
    result.peer_size = message.msg_namelen;
    std::memcpy(result.control.data(), message.msg_control, message.msg_controllen);
    result.control_size = message.msg_controllen;
    return result;
  }

  UdpServer& server_;
  OwnedFd fd_;
  UvHandle<uv_poll_t> poll_;  // after fd_: dropped before it is closed
};

UdpServer::UdpServer(uv_loop_t& loop, QueryHandler& handler, WorkerStatistics& statistics)
    : loop_(loop),
      handler_(handler),
      statistics_(statistics),
      returns_(max_returns),
      batch_(std::make_unique<Batch>()) {}

UdpServer::~UdpServer() = default;

bool UdpServer::add(OwnedFd bound) {
  sockets_.push_back(std::make_unique<Socket>(*this, std::move(bound)));
  return sockets_.back()->is_receiving();
}

void UdpServer::stop_receiving() {
  for (const auto& socket : sockets_) socket->stop();
}

void UdpServer::send_late(std::uint64_t ticket, std::span<const std::uint8_t> reply) {
  auto to = returns_.take(ticket);
  if (!to || to->socket == nullptr || reply.empty()) return;
  iovec vector{const_cast<std::uint8_t*>(reply.data()), reply.size()};  // sendmsg() only reads it
  msghdr message{};
  message.msg_name = &to->peer;
  message.msg_namelen = to->peer_size;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = to->control_size != 0 ? to->control.data() : nullptr;
  message.msg_controllen = to->control_size;
  if (!send_one(to->socket->fd(), message)) statistics_.count(Count::unsent);
}

}  // namespace schoolgate
