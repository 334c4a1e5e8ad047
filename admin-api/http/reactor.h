// The loop that owns every connection: accepts, reads whole requests, hands them to workers, writes replies. poll(),
// not select(): a socket's number may be above 1023. With at most some 130 sockets, walking them all each time costs
// less than keeping an index of them. Thread rules: run() on the reactor's thread; add(), stop() and use_identity()
// from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <poll.h>

#include "admin-api/http/connection.h"
#include "admin-api/http/listener.h"
#include "admin-api/http/tls.h"
#include "admin-api/http/worker_pool.h"

namespace schoolgate::http {

class Reactor {
 public:
  Reactor(Patience patience, Manners manners);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  void run(const Handler& handler);
  void stop();
  /// From now on connections are taken from this one too. One that is neither plain nor the console's needs
  /// use_identity() first.
  void add(Listener listener);
  void use_identity(std::shared_ptr<const TlsIdentity> identity);

 private:
  void wake() const;
  void turn(WorkerPool& pool);
  void take_added();
  void wait();
  void take_replies(WorkerPool& pool);
  void accept_from(const Listener& listener);
  void make_room();
  std::size_t open_for(const std::string& limit_key) const;
  std::size_t working_for(const std::string& limit_key) const;
  void advance_all();
  void hand_out(WorkerPool& pool);

  std::vector<Listener> listeners_;
  Commons commons_;
  int wake_fd_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards the next two
  std::shared_ptr<const TlsIdentity> identity_;
  std::vector<Listener> added_;                           // taken over at the next turn
  std::vector<std::unique_ptr<Connection>> connections_;  // oldest first
  std::vector<pollfd> polled_;                            // the wake-up, the listeners, then as connections_
  TimePoint now_, accept_after_;
  std::uint64_t next_id_ = 1;
};

}  // namespace schoolgate::http
