// A libuv handle with one owner. uv_close() is asynchronous, so the memory lives until the loop has called back: the
// loop must be run until uv_loop_close() succeeds.
// Thread rules: the loop's thread.
#pragma once

#include <memory>

#include <uv.h>

namespace schoolgate {

template <class Handle>
struct UvClose {
  void operator()(Handle* handle) const {
    handle->data = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
  }
};

/// Own one only after its uv_*_init() has succeeded: what was never initialised must not be closed.
template <class Handle>
using UvHandle = std::unique_ptr<Handle, UvClose<Handle>>;

inline UvHandle<uv_timer_t> make_timer(uv_loop_t& loop, void* data) {
  auto raw = std::make_unique<uv_timer_t>();
  uv_timer_init(&loop, raw.get());  // cannot fail
  raw->data = data;
  return UvHandle<uv_timer_t>(raw.release());
}

inline uv_stream_t* as_stream(uv_tcp_t& handle) { return reinterpret_cast<uv_stream_t*>(&handle); }

}  // namespace schoolgate
