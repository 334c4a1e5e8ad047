// libunbound's pluggable events (unbound-event.h) on a libuv loop: every event is a poll on a descriptor, a timer, or
// both. What was learnt the hard way, and is obeyed here:
//  - libuv reports POLLERR as a status < 0 and stops the poll. It is passed on as readable and writable, so that
//    libunbound reads the error from the socket itself; dropping it stalls the query until its timeout.
//  - A poll is dropped as soon as its event is deactivated. libunbound closes descriptors only after that, and the
//    number may be another socket's by the time the event is used again: a poll kept until then would take the other
//    socket out of epoll.
//  - A callback may free the event it was called for.
// Thread rules: the loop's thread. Must outlive every context created with base().
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>

#include <unbound-event.h>
#include <unbound.h>
#include <uv.h>

namespace schoolgate {

class UvEvents {
 public:
  explicit UvEvents(uv_loop_t& loop);
  ~UvEvents();
  UvEvents(const UvEvents&) = delete;
  UvEvents& operator=(const UvEvents&) = delete;

  ub_event_base* base() { return &base_; }
  /// True when libunbound has a socket open that is bound to this port of the IPv4 loopback address: who connects to us
  /// from there is libunbound, and no other process.
  bool has_socket_from(std::uint16_t loopback_port) const;
  std::size_t size() const { return events_.size(); }

 private:
  class Event;
  struct Base : ub_event_base {
    UvEvents* owner = nullptr;
  };
  static ub_event_base_vmt base_functions;
  static ub_event_vmt event_functions;

  uv_loop_t& loop_;
  Base base_;
  std::list<Event*> events_;  // owned by libunbound, which frees each through the vtable
};

}  // namespace schoolgate
