// The Upstream for plain UDP servers when nothing is validated here: a forwarder that sends, matches and gives back,
// and keeps nothing but how its servers behave. The pipeline in front caches and joins equal questions.
//
// Against forged answers (RFC 5452): random ids, one of many random ports each of which serves for a while only, and
// random case of the name's letters (draft-vixie-dnsext-dns0x20) must all be met by a reply. After max_forged wrong
// ones the question is asked over TCP only. A server that loses the case is asked over TCP, which shows whether it does
// so itself; only then is its case not checked for a while (forward_health.h), and the log says so. When replies are
// missing: sent again, to another server if there is one, with timeouts from measured round trips; an earlier attempt's
// reply is still taken. SERVFAIL, REFUSED and ICMP errors go to the next server at once. Not on silence: EDNS is given
// up only on FORMERR or NOTIMP without OPT (DNS flag day 2019). A full resolver follows a chain of aliases to its end;
// where a server did not, an authoritative one for instance, libunbound asks it step by step, made for the first such
// answer. It also asks all that lies in a zone of the school's own, and aliases that lead into one: such a zone has its
// own servers, and the world's must not be asked. Bounds: ForwardLimits, and those of forward_socket.h; nothing is
// allocated for a query once the tables have grown. Thread rules: the loop's thread. Not to be destroyed inside a
// callback of its own. Sources: RFC 5452, RFC 6891, RFC 7766, RFC 9715, RFC 9267 (on trusting lengths and pointers).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "resolver/upstream/forward_health.h"
#include "resolver/upstream/forward_message.h"
#include "resolver/upstream/forward_socket.h"
#include "resolver/upstream/forward_tcp.h"
#include "resolver/upstream/upstream_engine.h"

namespace schoolgate {

struct ForwardLimits {
  /// When people have given up: stub resolvers try again after 5 s (resolv.conf(5)).
  std::chrono::milliseconds deadline{5000};
  /// 4,000 misses a second at a second each; below 1 KiB each.
  std::size_t waiting = 4096;
};

struct ForwardCounts {
  std::uint64_t udp_queries = 0, tcp_queries = 0, retransmits = 0, truncated = 0;
  std::uint64_t late = 0;       // nobody waited any more
  std::uint64_t forged = 0;     // wrong id, or wrong question
  std::uint64_t case_lost = 0;  // right but for the letters' case
  std::uint64_t suspected = 0;  // queries that went to TCP for max_forged wrong replies
  std::uint64_t followed = 0;   // answers that ended in an alias
};

class ForwardEngine final : public UpstreamEngine {
 public:
  /// Wrong replies while a query waits: chance gives one or two, a guessing attacker thousands.
  static constexpr unsigned max_forged = 8;
  /// For one query, over UDP and TCP together; with doubled timeouts this outlasts the deadline.
  static constexpr unsigned max_attempts = 8;
  /// At the same time. Beyond it a truncated answer is as good as none: the next server may have more room.
  static constexpr std::size_t max_tcp = 64;
  static constexpr std::uint64_t tcp_limit = 2'000'000;  // microseconds for connecting and the answer
  /// What a query's set of servers holds; lists are of two or three.
  static constexpr std::size_t max_servers = 32;

  /// Plain UDP only, and not too many. Whether to validate is asked elsewhere.
  static bool can_serve(const UpstreamConfig& config);
  static std::expected<std::unique_ptr<ForwardEngine>, Fault> create(uv_loop_t& loop, const UpstreamConfig& config,
                                                                     ForwardLimits limits = {});
  ~ForwardEngine() override;
  ForwardEngine(const ForwardEngine&) = delete;
  ForwardEngine& operator=(const ForwardEngine&) = delete;

  void resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) override;
  std::size_t waiting() const override { return waiting_ + (follower_ ? follower_->waiting() : 0); }
  const ForwardCounts& counts() const { return counts_; }
  std::size_t open_sockets() const;

 private:
  using Index = std::uint16_t;      // of a query
  using ServerSet = std::uint32_t;  // a bit each
  static constexpr std::uint64_t idle = UINT64_MAX;
  static constexpr unsigned no_server = max_servers;
  static std::uint64_t now() { return uv_hrtime() / 1000; }  // microseconds

  struct Server {
    Endpoint endpoint;
    ServerHealth health;
    ForwardSockets sockets;
  };
  struct Attempt {
    ForwardSocket* socket = nullptr;  // null: no longer waited for
    std::uint64_t sent_at = 0;
    unsigned forged_before = 0;
    std::uint16_t id = 0;
    std::uint8_t server = 0;
    bool random_case = false, edns = false;
  };
  struct Query {
    Done done;
    wire::WireName folded, mixed;
    std::uint64_t deadline = 0;
    std::uint16_t type = 0;
    bool checking_disabled = false;
    bool tcp_only = false;            // forgery is suspected
    std::uint8_t attempts = 0;        // so far; the last one is at attempts - 1
    ServerSet tried = 0, failed = 0;  // failed: said no, or was not there
    ServerSet no_edns = 0;            // to be asked without
    std::array<Attempt, max_attempts> attempt;
    std::unique_ptr<ForwardTcp> tcp;
  };
  class Batch;

  ForwardEngine(uv_loop_t& loop, UpstreamConfig config, ForwardLimits limits);
  // forward_engine.cc: the life of a query
  Index take_slot();
  void next_attempt(Index index);
  void give_up_server(Index index, unsigned server);
  void give_up(Index index);
  void finish(Index index, const UpstreamAnswer& answer);
  Done take_done(Index index);
  bool follow(Index index);
  std::expected<void, Fault> make_follower();
  bool is_in_zone(NameView name) const;
  void tick();
  void on_silence(Index index, std::uint64_t now);
  // forward_attempts.cc
  unsigned choose(const Query& query, std::uint64_t now);
  ForwardQuestion question_of(const Query& query, const Attempt& attempt) const;
  bool send(Index index, unsigned server);
  bool ask_over_tcp(Index index, unsigned server);
  void release_attempts(Query& query);
  // forward_replies.cc: what comes in
  void on_readable(ForwardSocket& socket);
  void on_datagram(ForwardSocket& socket, std::span<std::uint8_t> packet, bool cut);
  void on_reply(Index index, std::uint8_t attempt, std::span<std::uint8_t> packet, ReplyReading reading);
  void on_stray(ForwardSocket& socket);
  void on_socket_error(ForwardSocket& socket);
  void on_tcp_reply(Index index, unsigned server, std::span<std::uint8_t> reply);
  void deliver(Index index, std::span<std::uint8_t> packet);
  void lost_case(unsigned server, bool certain);

  uv_loop_t& loop_;
  UpstreamConfig config_;
  ForwardLimits limits_;
  bool stopping_ = false;
  RandomSource random_;
  std::vector<Name> zones_;         // the school's own
  std::deque<Server> servers_;      // sockets refer to their server's
  std::deque<Query> queries_;       // places that are used again; they never move
  std::vector<std::uint64_t> due_;  // of each query, in microseconds: looked through at each tick
  std::vector<Index> free_;
  std::size_t waiting_ = 0, tcp_open_ = 0;
  UvHandle<uv_timer_t> ticker_;
  std::unique_ptr<Batch> batch_;
  std::unique_ptr<UpstreamEngine> follower_;  // of aliases; null until one has to be followed
  ForwardCounts counts_;
};

}  // namespace schoolgate
