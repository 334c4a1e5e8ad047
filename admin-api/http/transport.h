// One connection's octets, plain or over TLS, never blocking.
// Thread rules: one thread.
#pragma once

#include <cstddef>
#include <memory>

namespace schoolgate::http {

enum class Progress : unsigned char { done, want_read, want_write, closed };

struct Moved {
  Progress progress = Progress::closed;
  std::size_t octets = 0;  // when done: at least 1
};

class Transport {
 public:
  virtual ~Transport() = default;  // closes the socket
  virtual int socket() const = 0;
  /// TLS's handshake; done at once on a plain connection.
  virtual Progress handshake() = 0;
  virtual Moved read(char* into, std::size_t size) = 0;
  virtual Moved write(const char* from, std::size_t size) = 0;
  /// Tells the other side that nothing more will be written. Best effort.
  virtual void end_writing() = 0;
};

/// Takes over a non-blocking socket.
std::unique_ptr<Transport> plain_transport(int socket);

}  // namespace schoolgate::http
