#include "admin-api/http/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include "blocklists/prefix.h"

namespace schoolgate::http {
namespace {

constexpr std::size_t chunk_octets = 16 * kib;  // one TLS record

std::string limit_key_of(const Peer& peer) {
  if (peer.at_console()) return "console";
  const auto address = Address::parse(peer.address);
  if (!address || address->is_ipv4()) return peer.address;
  // A host has a whole /64 to choose addresses from.
  return {reinterpret_cast<const char*>(address->octets.data()), 8};
}

}  // namespace

Connection::Connection(std::uint64_t id, std::unique_ptr<Transport> transport, Peer peer, Commons& commons,
                       TimePoint now)
    : id_(id),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      limit_key_(limit_key_of(peer_)),
      commons_(commons) {
  enter(State::handshake, now, commons_.patience.handshake);
  events_ = POLLIN;
}

Connection::~Connection() {
  release_body();
  if (stream_) stream_->detach();
  if (reply_.stream) reply_.stream->detach();
}

bool Connection::has_more() const {
  if (state_ != State::streaming) return has_more_;
  return (events_ & POLLOUT) == 0 && (has_more_ || stream_->has_news());
}

void Connection::enter(State state, TimePoint now, std::chrono::milliseconds patience) {
  state_ = state;
  since_ = now;
  deadline_ = now + patience;
  events_ = 0;
}

void Connection::blocked(Progress progress) {
  if (progress == Progress::closed) state_ = State::finished;
  events_ = progress == Progress::want_write ? POLLOUT : POLLIN;
}

void Connection::advance(TimePoint now) {
  has_more_ = false;
  if (state_ == State::handshake) shake_hands(now);
  if (state_ == State::reading) read(now);
  if (state_ == State::replying) write(now);
  if (state_ == State::streaming) stream(now);
  if (state_ == State::draining) drain();
}

void Connection::shake_hands(TimePoint now) {
  const Progress progress = transport_->handshake();
  if (progress != Progress::done) return blocked(progress);
  enter(State::reading, now, commons_.patience.idle);
}

void Connection::read(TimePoint now) {
  look_at_request(now);  // the last read may have brought more than one request
  std::array<char, chunk_octets> chunk;
  for (std::size_t turn = 0; state_ == State::reading;) {
    if (turn >= octets_a_turn) {
      has_more_ = true;
      return;
    }
    // Never more than what this request may still have.
    const std::size_t room = (head_ ? head_->octets + head_->body_octets : max_head_octets) - in_.size();
    const Moved moved = transport_->read(chunk.data(), std::min(room, chunk.size()));
    if (moved.progress != Progress::done) return blocked(moved.progress);
    if (in_.empty()) enter(State::reading, now, commons_.patience.request);
    in_.append(chunk.data(), moved.octets);
    turn += moved.octets;
    look_at_request(now);
  }
}

void Connection::look_at_request(TimePoint now) {
  if (in_.empty()) return;
  if (!head_) {
    const HeadVerdict verdict = inspect_head(in_, commons_.manners.head);
    if (const auto* problem = std::get_if<Problem>(&verdict)) return refuse(*problem, now);
    if (std::holds_alternative<NeedMore>(verdict)) return;
    const Head& head = std::get<Head>(verdict);
    if (!commons_.bodies.take(limit_key_, head.body_octets))
      return refuse(busy("Too many large requests at the same time.", 1), now);
    promised_ = head.body_octets;
    head_ = head;
    in_.reserve(head.octets + head.body_octets);
  }
  if (in_.size() >= head_->octets + head_->body_octets) enter(State::ready, now, {});
}

Work Connection::take_request() {
  state_ = State::working;
  ++requests_;
  const Head head = head_.value_or(Head{});  // always there when ready
  Work work{id_, in_.substr(0, head.octets), in_.substr(head.octets, head.body_octets), peer_, head.close};
  work.close = work.close || commons_.manners.one_request || requests_ >= max_requests_per_connection;
  in_.erase(0, head.octets + head.body_octets);
  in_.shrink_to_fit();
  head_.reset();
  return work;
}

void Connection::give_reply(Reply reply, TimePoint now) {
  release_body();
  reply_ = std::move(reply);
  written_ = 0;
  file_offset_ = 0;
  reply_deadline_ = now + commons_.patience.reply;
  enter(State::replying, now, commons_.patience.stalled);
  has_more_ = true;  // writing can start without asking poll() first
}

void Connection::refuse(const Problem& problem, TimePoint now) {
  in_ = {};
  head_.reset();
  give_reply(commons_.refusals.refuse(commons_.manners.refusal(problem), !peer_.at_console()), now);
}

void Connection::write(TimePoint now) {
  for (std::size_t turn = 0; written_ < reply_.octets.size() || load_from_file();) {
    if (turn >= octets_a_turn) {
      has_more_ = true;
      return;
    }
    const auto size = std::min(reply_.octets.size() - written_, chunk_octets);
    const Moved moved = transport_->write(reply_.octets.data() + written_, size);
    if (moved.progress != Progress::done) return blocked(moved.progress);
    written_ += moved.octets;
    turn += moved.octets;
    deadline_ = std::min(now + commons_.patience.stalled, reply_deadline_);
  }
  after_reply(now);
}

bool Connection::load_from_file() {
  if (file_offset_ >= reply_.file.size()) return false;
  reply_.octets.resize(chunk_octets);
  const std::size_t got = reply_.file.read(file_offset_, reply_.octets.data(), chunk_octets);
  reply_.octets.resize(got);
  written_ = 0;
  file_offset_ += got;
  // The disk failed: the length promised cannot be kept, and closing is the only honest thing left.
  if (got == 0) reply_.close = true;
  return got > 0;
}

void Connection::after_reply(TimePoint now) {
  const bool close = reply_.close;
  stream_ = std::move(reply_.stream);
  reply_ = {};
  if (stream_) {
    written_ = 0;
    enter(State::streaming, now, commons_.patience.stream);
    stream_ends_ = deadline_;
    events_ = POLLIN;
    has_more_ = true;
    return;
  }
  if (close) {
    transport_->end_writing();
    return enter(State::draining, now, commons_.patience.draining);
  }
  enter(State::reading, now, in_.empty() ? commons_.patience.idle : commons_.patience.request);
  has_more_ = true;  // TLS may hold octets that poll() does not see
}

/// Sends what there is to send, and notices when the client goes. Whatever it still says is not listened to.
void Connection::stream(TimePoint now) {
  if (stream_->too_slow() || !hears_nothing()) {
    state_ = State::finished;
    return;
  }
  for (std::size_t turn = 0; turn < octets_a_turn;) {
    if (written_ == reply_.octets.size()) {
      reply_.octets = stream_->take();
      written_ = 0;
      deadline_ = std::min(now + commons_.patience.stalled, stream_ends_);
    }
    if (reply_.octets.empty()) {
      if (stream_->ended()) {
        transport_->end_writing();
        return enter(State::draining, now, commons_.patience.draining);
      }
      deadline_ = stream_ends_;
      events_ = POLLIN;
      return;
    }
    const auto size = std::min(reply_.octets.size() - written_, chunk_octets);
    const Moved moved = transport_->write(reply_.octets.data() + written_, size);
    if (moved.progress == Progress::closed) return blocked(moved.progress);
    if (moved.progress != Progress::done) {
      events_ = static_cast<short>(POLLIN | POLLOUT);
      return;
    }
    written_ += moved.octets;
    turn += moved.octets;
    deadline_ = std::min(now + commons_.patience.stalled, stream_ends_);
  }
  events_ = POLLIN;
  has_more_ = true;
}

/// False when the client has gone, or says more than a client of a stream has to say.
bool Connection::hears_nothing() {
  std::array<char, 1024> chunk;
  for (;;) {
    const Moved moved = transport_->read(chunk.data(), chunk.size());
    if (moved.progress == Progress::closed) return false;
    if (moved.progress != Progress::done) return true;
    drained_ += moved.octets;
    if (drained_ > max_head_octets) return false;
  }
}

// Closing with octets unread would reset the connection and take the refusal away from the client.
void Connection::drain() {
  std::array<char, chunk_octets> chunk;
  for (;;) {
    const ssize_t got = ::recv(transport_->socket(), chunk.data(), chunk.size(), 0);
    if (got < 0) return blocked(errno == EAGAIN || errno == EWOULDBLOCK ? Progress::want_read : Progress::closed);
    drained_ += static_cast<std::size_t>(got);
    if (got == 0 || drained_ > max_drained_octets) return blocked(Progress::closed);
  }
}

void Connection::release_body() {
  commons_.bodies.give_back(limit_key_, promised_);
  promised_ = 0;
}

}  // namespace schoolgate::http
