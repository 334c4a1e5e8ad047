#include "resolver/upstream/uv_events.h"

#include <cassert>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "resolver/upstream/uv_handle.h"

namespace schoolgate {
namespace {

constexpr short io_bits = UB_EV_READ | UB_EV_WRITE;

/// Rounded up: a timer that fires early would make libunbound arm it again with 0, and spin.
std::uint64_t to_milliseconds(const timeval& interval) {
  constexpr std::uint64_t per_second = 1000, micros = 1000;
  return static_cast<std::uint64_t>(interval.tv_sec) * per_second +
         (static_cast<std::uint64_t>(interval.tv_usec) + micros - 1) / micros;
}

}  // namespace

class UvEvents::Event : public ub_event {
 public:
  using Callback = void (*)(int, short, void*);
  Event(UvEvents& owner, int fd, short bits, Callback callback, void* argument)
      : ub_event{UB_EVENT_MAGIC, &event_functions},
        owner_(owner),
        fd_(fd),
        bits_(bits),
        callback_(callback),
        argument_(argument),
        place_(owner.events_.insert(owner.events_.end(), this)) {}
  ~Event() {
    if (alive_ != nullptr) *alive_ = false;
    owner_.events_.erase(place_);
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  static Event& of(ub_event* event) { return *static_cast<Event*>(event); }
  int fd() const { return fd_; }
  void add_bits(short bits) { bits_ = static_cast<short>(bits_ | bits); }
  void remove_bits(short bits) { bits_ = static_cast<short>(bits_ & ~bits); }
  void set_fd(int fd) {
    deactivate();
    fd_ = fd;
  }
  void set_callback(Callback callback, void* argument) {
    callback_ = callback;
    argument_ = argument;
  }
  int activate(const timeval* timeout) {
    deactivate();
    if ((bits_ & io_bits) != 0 && fd_ >= 0 && !start_poll()) return -1;
    if (timeout != nullptr && (bits_ & UB_EV_TIMEOUT) != 0) {
      interval_ = to_milliseconds(*timeout);
      start_timer();
    }
    return 0;
  }
  void deactivate() {
    poll_.reset();
    if (timer_) uv_timer_stop(timer_.get());
    interval_ = 0;
  }

 private:
  bool start_poll() {
    auto raw = std::make_unique<uv_poll_t>();
    if (uv_poll_init(&owner_.loop_, raw.get(), fd_) != 0) return false;
    raw->data = this;
    poll_.reset(raw.release());
    const int wanted = ((bits_ & UB_EV_READ) != 0 ? UV_READABLE : 0) | ((bits_ & UB_EV_WRITE) != 0 ? UV_WRITABLE : 0);
    return uv_poll_start(poll_.get(), wanted, on_poll) == 0;
  }
  void start_timer() {
    if (!timer_) timer_ = make_timer(owner_.loop_, this);
    uv_timer_start(
        timer_.get(), [](uv_timer_t* timer) { static_cast<Event*>(timer->data)->fire(UB_EV_TIMEOUT); }, interval_, 0);
  }
  static void on_poll(uv_poll_t* poll, int status, int events) {
    Event& event = *static_cast<Event*>(poll->data);
    short what = 0;
    if (status < 0)
      what = static_cast<short>(event.bits_ & io_bits);
    else
      what = static_cast<short>(((events & UV_READABLE) != 0 ? UB_EV_READ : 0) |
                                ((events & UV_WRITABLE) != 0 ? UB_EV_WRITE : 0));
    event.fire(what);
  }
  void fire(short what) {
    bool alive = true;
    bool* const outer = alive_;
    alive_ = &alive;
    if ((bits_ & UB_EV_PERSIST) == 0)
      deactivate();
    else if (interval_ != 0)
      start_timer();  // a persistent event's timeout counts from its last activity, as libevent defines it
    callback_(fd_, what, argument_);
    if (alive)
      alive_ = outer;
    else if (outer != nullptr)
      *outer = false;
  }

  UvEvents& owner_;
  int fd_;
  short bits_;
  Callback callback_;
  void* argument_;
  std::list<Event*>::iterator place_;
  UvHandle<uv_poll_t> poll_;
  UvHandle<uv_timer_t> timer_;
  std::uint64_t interval_ = 0;  // ms; 0: no timeout is running
  bool* alive_ = nullptr;       // tells the fire() under way that its event was freed
};

ub_event_vmt UvEvents::event_functions = {
    .add_bits = [](ub_event* e, short bits) { Event::of(e).add_bits(bits); },
    .del_bits = [](ub_event* e, short bits) { Event::of(e).remove_bits(bits); },
    .set_fd = [](ub_event* e, int fd) { Event::of(e).set_fd(fd); },
    .free = [](ub_event* e) { delete &Event::of(e); },
    .add = [](ub_event* e, timeval* timeout) { return Event::of(e).activate(timeout); },
    .del =
        [](ub_event* e) {
          Event::of(e).deactivate();
          return 0;
        },
    .add_timer =
        [](ub_event* e, ub_event_base*, void (*callback)(int, short, void*), void* argument, timeval* timeout) {
          Event::of(e).set_callback(callback, argument);
          Event::of(e).add_bits(UB_EV_TIMEOUT);
          return Event::of(e).activate(timeout);
        },
    .del_timer =
        [](ub_event* e) {
          Event::of(e).deactivate();
          return 0;
        },
    // Signals belong to the program, and the last two are for Windows.
    .add_signal = [](ub_event*, timeval*) { return -1; },
    .del_signal = [](ub_event*) { return -1; },
    .winsock_unregister_wsaevent = [](ub_event*) {},
    .winsock_tcp_wouldblock = [](ub_event*, int) {},
};

// The loop is the worker's: libunbound may neither run nor end it.
ub_event_base_vmt UvEvents::base_functions = {
    .free = [](ub_event_base*) {},
    .dispatch = [](ub_event_base*) { return -1; },
    .loopexit = [](ub_event_base*, timeval*) { return 0; },
    .new_event = [](ub_event_base* base, int fd, short bits, void (*callback)(int, short, void*), void* argument)
        -> ub_event* { return new Event(*static_cast<Base*>(base)->owner, fd, bits, callback, argument); },
    .new_signal = [](ub_event_base*, int, void (*)(int, short, void*), void*) -> ub_event* { return nullptr; },
    .winsock_register_wsaevent = [](ub_event_base*, void*, void (*)(int, short, void*), void*) -> ub_event* {
      return nullptr;
    },
};

UvEvents::UvEvents(uv_loop_t& loop) : loop_(loop), base_{{UB_EVENT_MAGIC, &base_functions}, this} {}

UvEvents::~UvEvents() { assert(events_.empty()); }

bool UvEvents::has_socket_from(std::uint16_t loopback_port) const {
  for (const Event* event : events_) {
    sockaddr_in local{};
    socklen_t size = sizeof local;
    if (event->fd() < 0 || getsockname(event->fd(), reinterpret_cast<sockaddr*>(&local), &size) != 0) continue;
    if (local.sin_family == AF_INET && ntohl(local.sin_addr.s_addr) == INADDR_LOOPBACK &&
        ntohs(local.sin_port) == loopback_port)
      return true;
  }
  return false;
}

}  // namespace schoolgate
