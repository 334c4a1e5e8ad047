// A reply that never ends by itself: what is pushed goes to the client as soon as it takes it (server-sent events).
// What the client has not taken yet is bounded: whoever reads too slowly is dropped, and nobody ever waits for a
// reader. Thread rules: any thread; the reactor is woken when there is something to send.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace schoolgate::http {

class Stream {
 public:
  /// False when it is over: the client has gone, was too slow, or end() was called.
  bool push(std::string_view octets);
  /// What was pushed is still sent.
  void end();
  bool over() const;

  // The connection's side.
  void attach(std::function<void()> wake);
  /// The client is not there any more.
  void detach();
  bool has_news() const;
  std::string take();
  /// Nothing more will come, or what came was too much.
  bool ended() const;
  bool too_slow() const;

 private:
  mutable std::mutex mutex_;
  std::function<void()> wake_;  // called with the lock held: it writes one number to an eventfd
  std::string waiting_;
  bool ended_ = false, too_slow_ = false, gone_ = false;
};

}  // namespace schoolgate::http
