// The loop that owns every connection: accepts, reads whole requests, hands them to workers, writes replies. poll(),
// not select(): a socket's number may be above 1023. With at most some 130 sockets, walking them all each time costs
// less than keeping an index of them. Thread rules: run() on the reactor's thread; wake(), stop() and use_identity()
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
  Reactor(std::vector<Listener> listeners, std::shared_ptr<const TlsIdentity> identity, Patience patience);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  void run(const Handler& handler);
  void stop();
  void use_identity(std::shared_ptr<const TlsIdentity> identity);

 private:
  void wake() const;
  void turn(WorkerPool& pool);
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
  std::mutex identity_mutex_;  // guards identity_
  std::shared_ptr<const TlsIdentity> identity_;
  std::vector<std::unique_ptr<Connection>> connections_;  // oldest first
  std::vector<pollfd> polled_;                            // the wake-up, the listeners, then as connections_
  TimePoint now_, accept_after_;
  std::uint64_t next_id_ = 1;
};

}  // namespace schoolgate::http
