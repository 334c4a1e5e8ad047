#include "admin-api/http/transport.h"

#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate::http {
namespace {

class Plain final : public Transport {
 public:
  explicit Plain(int socket) : socket_(socket) {}
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;
  ~Plain() override { ::close(socket_); }

  int socket() const override { return socket_; }
  Progress handshake() override { return Progress::done; }
  Moved read(char* into, std::size_t size) override {
    return moved(::recv(socket_, into, size, 0), Progress::want_read);
  }
  Moved write(const char* from, std::size_t size) override {
    return moved(::send(socket_, from, size, MSG_NOSIGNAL), Progress::want_write);
  }
  void end_writing() override { ::shutdown(socket_, SHUT_WR); }

 private:
  static Moved moved(ssize_t count, Progress when_blocked) {
    if (count > 0) return {Progress::done, static_cast<std::size_t>(count)};
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {when_blocked, 0};
    return {Progress::closed, 0};
  }
  int socket_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(int socket) { return std::make_unique<Plain>(socket); }

}  // namespace schoolgate::http
