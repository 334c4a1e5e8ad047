#include "resolver/identify/lease_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace schoolgate {
namespace {

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

/// In the order in which they are to be read.
std::vector<std::string> parts_of(const LeaseFile& file) {
  if (file.format != LeaseFormat::kea) return {file.path};
  std::vector<std::string> parts;
  if (const std::string cleaned = file.path + ".completed"; exists(cleaned)) {
    parts.push_back(cleaned);
  } else {
    for (const char* older : {".2", ".1"})
      if (const std::string path = file.path + older; exists(path)) parts.push_back(path);
  }
  parts.push_back(file.path);
  return parts;
}

std::unexpected<Fault> unreadable(const std::string& path, int error) {
  return fault(Fault::Kind::unavailable,
               fmt::format("the lease file {} cannot be read: {}", path, std::strerror(error)),
               error == EACCES ? "let the service's user read it" : "");
}

/// Appends to `text`.
std::expected<void, Fault> read_part(const std::string& path, std::string& text) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not hold us up
  if (fd < 0) return unreadable(path, errno);
  constexpr std::size_t piece = std::size_t{1} << 16;
  std::expected<void, Fault> result;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    const ssize_t got = read(fd, text.data() + before, piece);
    const int error = errno;
    text.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && error == EINTR) continue;
    if (got < 0) result = unreadable(path, error);
    if (text.size() > max_lease_octets)
      result = fault(Fault::Kind::limit,
                     fmt::format("the lease file {} is larger than {} MiB", path, max_lease_octets >> 20U));
    if (got <= 0 || !result) break;
  }
  close(fd);
  return result;
}

}  // namespace

LeaseStamp lease_stamp(const LeaseFile& file) {
  LeaseStamp stamp;
  for (const std::string& path : parts_of(file)) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) {
      stamp.parts.push_back(0);
      continue;
    }
    // The time of the last change, not that of the last write: it tells as well that we may read the file now.
    for (const auto part :
         {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_ctim.tv_sec), static_cast<std::uint64_t>(status.st_ctim.tv_nsec)})
      stamp.parts.push_back(part);
    stamp.written = std::max(stamp.written, UtcSeconds(std::chrono::seconds(status.st_mtim.tv_sec)));
  }
  return stamp;
}

std::expected<std::string, Fault> read_lease_file(const LeaseFile& file) {
  std::string text;
  for (const std::string& path : parts_of(file)) {
    if (auto read = read_part(path, text); !read) return std::unexpected(std::move(read.error()));
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  return text;
}

}  // namespace schoolgate
