// One query's attempts: which server, and how it is asked.
#include <algorithm>
#include <tuple>

#include "resolver/upstream/forward_batch.h"
#include "resolver/upstream/forward_engine.h"

namespace schoolgate {
namespace {

/// One query in so many tries a server that is not the fastest: it may have become so.
constexpr std::size_t explore_one_in = 32;

}  // namespace

/// In this order: one that is not held for silence, one that has not been asked this, the fastest.
unsigned ForwardEngine::choose(const Query& query, std::uint64_t now) {
  const bool explore = query.attempts == 0 && servers_.size() > 1 && random_.below(explore_one_in) == 0;
  const std::size_t favoured = explore ? random_.below(servers_.size()) : no_server;
  unsigned best = no_server;
  std::tuple<bool, bool, std::uint64_t> best_rank;
  for (unsigned i = 0; i < servers_.size(); ++i) {
    const ServerSet bit = 1U << i;
    if ((query.failed & bit) != 0) continue;
    const ServerHealth& health = servers_[i].health;
    const std::tuple rank{health.held(now), (query.tried & bit) != 0, i == favoured ? 0 : health.round_trip()};
    if (best != no_server && rank >= best_rank) continue;
    best = i;
    best_rank = rank;
  }
  return best;
}

ForwardQuestion ForwardEngine::question_of(const Query& query, const Attempt& attempt) const {
  const wire::WireName& name = attempt.random_case ? query.mixed : query.folded;
  return {attempt.id, name.wire(), query.type, query.checking_disabled, attempt.edns};
}

bool ForwardEngine::send(Index index, unsigned number) {
  Query& query = queries_[index];
  Server& server = servers_[number];
  const std::uint64_t now = this->now();
  ForwardSocket* const socket = server.sockets.pick(random_, now);
  if (socket == nullptr || query.attempts == max_attempts) return false;
  std::uint16_t id = random_.u16();
  while (socket->find(id) != nullptr) id = random_.u16();
  const bool edns = (query.no_edns & (1U << number)) == 0 && server.health.knows_edns(now);
  Attempt& attempt = query.attempt[query.attempts];
  attempt = {socket, now, socket->forged(), id, static_cast<std::uint8_t>(number), server.health.echoes_case(now),
             edns};
  std::array<std::uint8_t, max_forward_query> packet;
  ++counts_.udp_queries;
  if (!socket->send(std::span(packet).first(write_query(question_of(query, attempt), packet)))) {
    attempt.socket = nullptr;
    socket->wear_out();  // this machine's own address may have changed
    server.health.refused(now);
    return false;
  }
  socket->want({id, index, query.attempts});
  // Twice the time for each time that it was asked this before (RFC 6298 section 5.5).
  const auto asked_before = std::count_if(query.attempt.begin(), query.attempt.begin() + query.attempts,
                                          [&](const Attempt& earlier) { return earlier.server == number; });
  const std::uint64_t timeout = std::min(server.health.timeout() << asked_before, ServerHealth::max_timeout);
  ++query.attempts;
  query.tried |= 1U << number;
  due_[index] = std::min(now + timeout, query.deadline);
  return true;
}

/// What was sent over UDP is no longer waited for.
bool ForwardEngine::ask_over_tcp(Index index, unsigned number) {
  Query& query = queries_[index];
  release_attempts(query);
  if (tcp_open_ >= max_tcp || query.attempts == max_attempts) return false;
  const std::uint64_t now = this->now();
  const bool edns = (query.no_edns & (1U << number)) == 0 && servers_[number].health.knows_edns(now);
  Attempt& attempt = query.attempt[query.attempts];
  // The case is mixed whatever is known: this is where it can be seen whether the server echoes it.
  attempt = {nullptr, now, 0, random_.u16(), static_cast<std::uint8_t>(number), true, edns};
  std::array<std::uint8_t, max_forward_query> packet;
  const std::size_t size = write_query(question_of(query, attempt), packet);
  query.tcp =
      ForwardTcp::start(loop_, servers_[number].endpoint, std::span(packet).first(size),
                        [this, index, number](std::span<std::uint8_t> reply) { on_tcp_reply(index, number, reply); });
  if (!query.tcp) return false;
  ++tcp_open_;
  ++counts_.tcp_queries;
  ++query.attempts;
  query.tried |= 1U << number;
  due_[index] = std::min(now + tcp_limit, query.deadline);
  return true;
}

void ForwardEngine::release_attempts(Query& query) {
  for (Attempt& attempt : std::span(query.attempt).first(query.attempts)) {
    if (attempt.socket != nullptr) attempt.socket->forget(attempt.id, false);
    attempt.socket = nullptr;
  }
  if (query.tcp) --tcp_open_;
  query.tcp.reset();
}

}  // namespace schoolgate
