#include "admin-api/http/worker_pool.h"

#include <utility>

namespace schoolgate::http {

WorkerPool::WorkerPool(const Handler& handler, const Manners& manners, std::function<void()> wake)
    : wake_(std::move(wake)) {
  for (std::size_t n = 0; n < manners.workers; ++n)
    threads_.emplace_back([this, handler, manners] { run(handler, manners); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::full() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() >= max_waiting_requests;
}

void WorkerPool::submit(Work work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  something_.notify_one();
}

std::vector<WorkerPool::Done> WorkerPool::take_done() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, {});
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  something_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::run(const Handler& handler, const Manners& manners) {
  Bridge bridge(handler, manners);
  for (;;) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      something_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    Done done{work.connection, bridge.answer(work.head, std::move(work.body), work.peer, work.close)};
    done.reply.close = done.reply.close || work.close;
    {
      const std::lock_guard lock(mutex_);
      done_.push_back(std::move(done));
    }
    wake_();
  }
}

}  // namespace schoolgate::http
