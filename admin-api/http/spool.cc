#include "admin-api/http/spool.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

namespace schoolgate::http {

Spool::Spool(Spool&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(std::exchange(other.size_, 0)) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
}

std::expected<Spool, Fault> Spool::open(const std::string& directory) {
  // Not O_TMPFILE: some file systems (overlays among them) do not have it.
  std::string path = directory + "/reply-XXXXXX";
  Spool spool;
  spool.fd_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (spool.fd_ < 0)
    return fault(Fault::Kind::storage,
                 fmt::format("{}: cannot make a file for the reply: {}", directory, std::strerror(errno)),
                 "Check that the disk is not full.");
  ::unlink(path.c_str());
  return spool;
}

bool Spool::append(std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(fd_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    size_ += static_cast<std::uint64_t>(written);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::size_t Spool::read(std::uint64_t offset, char* buffer, std::size_t count) const {
  for (;;) {
    const ssize_t got = ::pread(fd_, buffer, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
}

}  // namespace schoolgate::http
