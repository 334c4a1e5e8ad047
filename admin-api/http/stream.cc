#include "admin-api/http/stream.h"

#include <utility>

#include "admin-api/http/limits.h"

namespace schoolgate::http {

bool Stream::push(std::string_view octets) {
  const std::lock_guard lock(mutex_);
  if (ended_ || gone_ || too_slow_) return false;
  if (waiting_.size() + octets.size() > max_stream_backlog_octets) {
    too_slow_ = true;
    waiting_ = {};
  } else {
    waiting_ += octets;
  }
  if (wake_) wake_();
  return !too_slow_;
}

void Stream::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  if (wake_) wake_();
}

bool Stream::over() const {
  const std::lock_guard lock(mutex_);
  return ended_ || gone_ || too_slow_;
}

void Stream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Stream::detach() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  gone_ = true;
  waiting_ = {};
}

bool Stream::has_news() const {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty() || ended_ || too_slow_;
}

std::string Stream::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

bool Stream::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_ && waiting_.empty();
}

bool Stream::too_slow() const {
  const std::lock_guard lock(mutex_);
  return too_slow_;
}

}  // namespace schoolgate::http
