// One client, as a small state machine: handshake, a whole request in memory, a worker's time, the reply, the next one.
// Everything that a client can be slow at happens here, on the reactor's thread and without blocking; a worker sees
// only complete requests and is never asked to wait for a client. Thread rules: the reactor's thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "admin-api/http/body_budget.h"
#include "admin-api/http/bridge.h"
#include "admin-api/http/head.h"
#include "admin-api/http/limits.h"
#include "admin-api/http/transport.h"

namespace schoolgate::http {

using TimePoint = std::chrono::steady_clock::time_point;

/// A whole request, for a worker.
struct Work {
  std::uint64_t connection = 0;
  std::string head, body;
  Peer peer;
  bool close = false;
};

/// What all connections share on the reactor's thread.
struct Commons {
  Commons(Patience how_long, Manners how) : patience(how_long), manners(std::move(how)) {}
  Patience patience;
  Manners manners;
  Bridge refusals{nullptr, manners};  // writes the replies to refused requests; its handler is never called
  BodyBudget bodies;
};

class Connection {
 public:
  enum class State : unsigned char { handshake, reading, ready, working, replying, streaming, draining, finished };

  Connection(std::uint64_t id, std::unique_ptr<Transport> transport, Peer peer, Commons& commons, TimePoint now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Goes on as far as it can without blocking, for one turn.
  void advance(TimePoint now);
  /// For a `ready` connection, which is `working` then.
  Work take_request();
  /// Ends `ready` or `working`.
  void give_reply(Reply reply, TimePoint now);
  void refuse(const Problem& problem, TimePoint now);

  std::uint64_t id() const { return id_; }
  State state() const { return state_; }
  const Peer& peer() const { return peer_; }
  /// Clients that count as one for the limits: an IPv4 address, an IPv6 /64, the console.
  const std::string& limit_key() const { return limit_key_; }
  int socket() const { return transport_->socket(); }
  short events() const { return events_; }  // for poll(); 0: none
  /// Its turn ended before its work did, or a stream has something new for a client that takes it.
  bool has_more() const;
  bool waits_for_client() const {
    return state_ != State::ready && state_ != State::working && state_ != State::finished;
  }
  TimePoint deadline() const { return deadline_; }
  TimePoint since() const { return since_; }  // in this state

 private:
  void enter(State state, TimePoint now, std::chrono::milliseconds patience);
  void blocked(Progress progress);
  void shake_hands(TimePoint now);
  void read(TimePoint now);
  void look_at_request(TimePoint now);
  void write(TimePoint now);
  bool load_from_file();
  void after_reply(TimePoint now);
  void stream(TimePoint now);
  bool hears_nothing();
  void drain();
  void release_body();

  const std::uint64_t id_;
  std::unique_ptr<Transport> transport_;
  const Peer peer_;
  const std::string limit_key_;
  Commons& commons_;
  State state_ = State::handshake;
  TimePoint since_, deadline_, reply_deadline_;
  short events_ = 0;
  bool has_more_ = false;
  std::string in_;
  std::optional<Head> head_;
  std::size_t promised_ = 0;  // of commons_.bodies
  std::size_t requests_ = 0;
  Reply reply_;
  std::size_t written_ = 0;        // of reply_.octets
  std::uint64_t file_offset_ = 0;  // of reply_.file
  std::size_t drained_ = 0;
  std::shared_ptr<Stream> stream_;
  TimePoint stream_ends_;
};

}  // namespace schoolgate::http
