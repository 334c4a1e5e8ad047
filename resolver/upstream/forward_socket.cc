#include "resolver/upstream/forward_socket.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

#include "resolver/upstream/socket_address.h"

namespace schoolgate {

std::unique_ptr<ForwardSocket> ForwardSocket::open(uv_loop_t& loop, const Endpoint& server, unsigned server_number,
                                                   const Readable& readable, std::uint64_t now) {
  const SocketAddress address = to_socket_address(server);
  const int descriptor = ::socket(address.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return nullptr;
  std::unique_ptr<ForwardSocket> made(new ForwardSocket(descriptor, server_number, readable, now));
  if (connect(descriptor, address.get(), address.size) != 0) return nullptr;
  auto poll = std::make_unique<uv_poll_t>();
  if (uv_poll_init(&loop, poll.get(), descriptor) != 0) return nullptr;
  made->poll_.reset(poll.release());
  made->poll_->data = made.get();
  if (uv_poll_start(made->poll_.get(), UV_READABLE, on_poll) != 0) return nullptr;
  return made;
}

ForwardSocket::ForwardSocket(int descriptor, unsigned server, const Readable& readable, std::uint64_t now)
    : descriptor_(descriptor), server_(server), readable_(readable), opened_(now) {}

ForwardSocket::~ForwardSocket() {
  poll_.reset();
  close(descriptor_);
}

void ForwardSocket::on_poll(uv_poll_t* poll, int status, int) {
  auto* const self = static_cast<ForwardSocket*>(poll->data);
  if (self == nullptr) return;
  self->readable_(*self);
  if (status < 0) uv_poll_start(poll, UV_READABLE, on_poll);  // the error has been read off: it would spin otherwise
}

bool ForwardSocket::send(std::span<const std::uint8_t> packet) {
  ++sent_;
  // The first failure may be what ICMP said of an earlier datagram; this one has not been sent then (udp(7)).
  for (int tries = 0; tries < 2; ++tries) {
    if (::send(descriptor_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return true;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) return true;
  }
  return false;
}

ForwardSocket::Wanted* ForwardSocket::find(std::uint16_t id) {
  const auto at = std::ranges::find(wanted_, id, &Wanted::id);
  return at == wanted_.end() ? nullptr : &*at;
}

void ForwardSocket::forget(std::uint16_t id, bool answered) {
  Wanted* const found = find(id);
  if (found == nullptr) return;
  *found = wanted_.back();
  wanted_.pop_back();
  if (!answered) ++late_;
}

bool ForwardSocket::note_stray() {
  if (late_ > 0) {
    --late_;
    return false;
  }
  ++forged_;
  return true;
}

bool ForwardSocket::worn(std::uint64_t now) const { return sent_ >= max_queries || now - opened_ >= max_age; }

ForwardSockets::ForwardSockets(uv_loop_t& loop, const Endpoint& server, unsigned number,
                               ForwardSocket::Readable readable)
    : loop_(loop), server_(server), number_(number), readable_(std::move(readable)) {}

ForwardSocket* ForwardSockets::pick(RandomSource& random, std::uint64_t now) {
  auto& place = live_[random.below(live_.size())];
  // With as many worn ones waiting, this one serves on: a silent server must not use up all descriptors.
  if (place && place->worn(now) && worn_.size() < live_sockets) worn_.push_back(std::move(place));
  if (!place) place = ForwardSocket::open(loop_, server_, number_, readable_, now);
  if (place) return place.get();
  const auto other = std::ranges::find_if(live_, [](const auto& socket) { return socket != nullptr; });
  return other == live_.end() ? nullptr : other->get();
}

void ForwardSockets::tidy() {
  std::erase_if(worn_, [](const auto& socket) { return socket->wanted().empty(); });
}

std::size_t ForwardSockets::open_sockets() const {
  return worn_.size() +
         static_cast<std::size_t>(std::ranges::count_if(live_, [](const auto& socket) { return socket != nullptr; }));
}

}  // namespace schoolgate
