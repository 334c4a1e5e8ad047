// What comes in from the servers, and what becomes of the query it belongs to.
#include <algorithm>
#include <cerrno>

#include <spdlog/spdlog.h>

#include "resolver/upstream/forward_batch.h"
#include "resolver/upstream/forward_engine.h"
#include "resolver/upstream/server_text.h"

namespace schoolgate {
namespace {

using Kind = ReplyReading::Kind;

/// Receives on one socket before the others have their turn.
constexpr int max_receives = 8;

}  // namespace

void ForwardEngine::on_readable(ForwardSocket& socket) {
  for (int turn = 0; turn < max_receives; ++turn) {
    const int count = batch_->receive(socket.descriptor());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count < 0) {
      on_socket_error(socket);
      continue;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      on_datagram(socket, batch_->packet(i), batch_->cut(i));
    if (static_cast<std::size_t>(count) < Batch::size) return;
  }
}

void ForwardEngine::on_datagram(ForwardSocket& socket, std::span<std::uint8_t> packet, bool cut) {
  if (packet.size() < wire::header_octets) return on_stray(socket);
  const auto* const wanted = socket.find(wire::get16(packet.data()));
  if (wanted == nullptr) return on_stray(socket);
  const auto [id, index, number] = *wanted;
  Query& query = queries_[index];
  const Attempt& attempt = query.attempt[number];
  ReplyReading reading = read_reply(packet, question_of(query, attempt));
  if (reading.kind == Kind::wrong) return on_stray(socket);
  if (cut && reading.kind == Kind::answer) reading.kind = Kind::truncated;
  on_reply(index, number, packet, reading);
}

void ForwardEngine::on_reply(Index index, std::uint8_t number, std::span<std::uint8_t> packet, ReplyReading reading) {
  Query& query = queries_[index];
  Attempt& attempt = query.attempt[number];
  const unsigned server = attempt.server;
  ServerHealth& health = servers_[server].health;
  const std::uint64_t now = this->now();
  if (attempt.random_case && !reading.same_case) {  // forged or not: TCP tells
    ++counts_.case_lost;
    lost_case(server, false);
    if (!ask_over_tcp(index, server)) give_up_server(index, server);
    return;
  }
  health.answered(now, now - attempt.sent_at);
  if (attempt.random_case) health.case_echoed();
  attempt.socket->forget(attempt.id, true);
  attempt.socket = nullptr;
  switch (reading.kind) {
    case Kind::answer:
      if (!attempt.edns && (query.no_edns & (1U << server)) != 0) {
        if (health.knows_edns(now))
          spdlog::info("upstream {} does not know EDNS: it is asked without for a while",
                       to_text(servers_[server].endpoint));
        health.lacks_edns(now);
      }
      return deliver(index, packet);
    case Kind::truncated:
      ++counts_.truncated;
      if (!ask_over_tcp(index, server)) give_up_server(index, server);
      return;
    case Kind::no_edns:
      query.no_edns |= 1U << server;
      if (!send(index, server)) give_up_server(index, server);
      return;
    case Kind::failure:
    case Kind::wrong:
      return give_up_server(index, server);
  }
}

/// A reply with no query, or with another question than its query's.
void ForwardEngine::on_stray(ForwardSocket& socket) {
  if (!socket.note_stray()) {
    ++counts_.late;
    return;
  }
  ++counts_.forged;
  for (;;) {
    const auto is_flooded = [&](const ForwardSocket::Wanted& wanted) {
      return socket.forged() - queries_[wanted.query].attempt[wanted.attempt].forged_before >= max_forged;
    };
    const auto at = std::ranges::find_if(socket.wanted(), is_flooded);
    if (at == socket.wanted().end()) return;
    const Index index = at->query;
    Query& query = queries_[index];
    const unsigned server = query.attempt[at->attempt].server;
    socket.wear_out();
    ++counts_.suspected;
    query.tcp_only = true;
    if (!ask_over_tcp(index, server)) give_up_server(index, server);
  }
}

/// What ICMP said of a datagram of this socket, so of its server: everything that waits on it goes elsewhere.
void ForwardEngine::on_socket_error(ForwardSocket& socket) {
  servers_[socket.server()].health.refused(now());
  const std::vector<ForwardSocket::Wanted> lost = socket.wanted();
  for (const auto [id, index, number] : lost) {
    // A query that fails may end and another take its place meanwhile.
    Attempt& attempt = queries_[index].attempt[number];
    if (attempt.socket != &socket || attempt.id != id) continue;
    socket.forget(id, true);
    attempt.socket = nullptr;
    give_up_server(index, socket.server());
  }
}

void ForwardEngine::on_tcp_reply(Index index, unsigned server, std::span<std::uint8_t> reply) {
  Query& query = queries_[index];
  const auto connection = std::move(query.tcp);  // holds the reply
  --tcp_open_;
  const Attempt& attempt = query.attempt[query.attempts - 1U];
  const ReplyReading reading = read_reply(reply, question_of(query, attempt));
  if (reading.kind == Kind::no_edns) {
    query.no_edns |= 1U << server;
    if (ask_over_tcp(index, server)) return;
  }
  if (reading.kind != Kind::answer) return give_up_server(index, server);
  if (!reading.same_case) lost_case(server, true);
  deliver(index, reply);
}

void ForwardEngine::deliver(Index index, std::span<std::uint8_t> packet) {
  const auto is_own = [this](NameView target) { return is_in_zone(target); };
  if (!zones_.empty() && has_alias(packet, is_own)) {
    if (!follow(index)) give_up(index);  // never what the world says of the school's own names
    return;
  }
  if (ends_in_alias(packet, queries_[index].type) && follow(index)) return;
  normalise_answer(packet, queries_[index].folded.size);
  finish(index, UpstreamAnswer{UpstreamAnswer::Status::answered, packet, false, {}});
}

void ForwardEngine::lost_case(unsigned server, bool certain) {
  if (servers_[server].health.case_lost(now(), certain))
    spdlog::warn(
        "upstream {} does not return a name's letters as they were sent: this check against forged answers is "
        "off for it for an hour",
        to_text(servers_[server].endpoint));
}

}  // namespace schoolgate
