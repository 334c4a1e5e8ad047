#include "resolver/upstream/uv_stream.h"

#include <memory>
#include <vector>

#include "resolver/upstream/uv_handle.h"

namespace schoolgate {
namespace {

struct Request {
  uv_write_t request{};
  std::vector<std::uint8_t> octets;
  Written written;
};

uv_buf_t to_buffer(std::span<const std::uint8_t> octets) {
  // libuv's buffers serve reading and writing; a write does not touch them.
  return uv_buf_init(reinterpret_cast<char*>(const_cast<std::uint8_t*>(octets.data())),
                     static_cast<unsigned>(octets.size()));
}

void on_written(uv_write_t* raw, int status) {
  const std::unique_ptr<Request> request(static_cast<Request*>(raw->data));
  auto& stream = *reinterpret_cast<uv_tcp_t*>(raw->handle);
  if (stream.data != nullptr && request->written != nullptr) request->written(stream, status);
}

}  // namespace

bool write(uv_tcp_t& stream, std::span<const std::uint8_t> octets, Written written) {
  if (octets.empty()) return true;
  const uv_buf_t all = to_buffer(octets);
  const int taken = uv_try_write(as_stream(stream), &all, 1);  // UV_EAGAIN as well when earlier octets still wait
  if (taken < 0 && taken != UV_EAGAIN) return false;
  const auto rest = octets.subspan(taken < 0 ? 0 : static_cast<std::size_t>(taken));
  if (rest.empty()) return true;
  auto request = std::make_unique<Request>();
  request->octets.assign(rest.begin(), rest.end());
  request->written = written;
  request->request.data = request.get();
  const uv_buf_t copy = to_buffer(request->octets);
  if (uv_write(&request->request, as_stream(stream), &copy, 1, on_written) != 0) return false;
  static_cast<void>(request.release());  // on_written() owns it now
  return true;
}

std::size_t write_backlog(const uv_tcp_t& stream) { return stream.write_queue_size; }

}  // namespace schoolgate
