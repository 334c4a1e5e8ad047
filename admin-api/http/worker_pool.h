// The threads that answer requests: a fixed number, a bounded queue, and no waiting beyond it.
// Thread rules: submit(), take_done() and stop() on the reactor's thread; `wake` is called on the workers'.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "admin-api/http/connection.h"

namespace schoolgate::http {

class WorkerPool {
 public:
  struct Done {
    std::uint64_t connection = 0;
    Reply reply;
  };
  /// `wake` is called after each reply that is there to take.
  WorkerPool(const Handler& handler, const Manners& manners, std::function<void()> wake);
  ~WorkerPool();

  bool full() const;
  /// Not when full().
  void submit(Work work);
  std::vector<Done> take_done();
  /// Lets running handlers end, drops the waiting ones.
  void stop();

 private:
  void run(const Handler& handler, const Manners& manners);
  std::function<void()> wake_;
  mutable std::mutex mutex_;  // guards waiting_, done_, stopping_
  std::condition_variable something_;
  std::deque<Work> waiting_;
  std::vector<Done> done_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace schoolgate::http
