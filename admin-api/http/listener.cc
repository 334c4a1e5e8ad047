#include "admin-api/http/listener.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pwd.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace schoolgate::http {
namespace {

constexpr int backlog = 64;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::optional<SocketAddress> parse_address(const std::string& address, std::uint16_t port) {
  SocketAddress result;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    result.size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    result.size = sizeof *v6;
  } else {
    return std::nullopt;
  }
  return result;
}

std::string numeric(const sockaddr_storage& storage) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (storage.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text.data(), text.size());
  } else {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr;
    // A dual-stack socket shows IPv4 clients as mapped addresses: logs and limits want the real one.
    if (IN6_IS_ADDR_V4MAPPED(&v6))
      ::inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
    else
      ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
  }
  return text.data();
}

std::string user_name(uid_t uid) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return fmt::format("uid-{}", uid);
}

std::optional<gid_t> find_group(const std::string& name) {
  std::array<char, 16384> buffer{};
  group entry{};
  group* found = nullptr;
  if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->gr_gid;
  return std::nullopt;
}

bool somebody_answers(const sockaddr_un& address) {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return false;
  const bool answered =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN;
  ::close(probe);
  return answered;
}

}  // namespace

Listener::Listener(Listener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), path_(std::exchange(other.path_, {})), plain_(other.plain_) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(path_, other.path_);
  std::swap(plain_, other.plain_);
  return *this;
}

Listener::~Listener() {
  if (socket_ < 0) return;
  ::close(socket_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

std::expected<Listener, Fault> Listener::tcp(const std::string& address, std::uint16_t port, Plain plain) {
  auto at = parse_address(address, port);
  if (!at) return fault(Fault::Kind::bad_input, fmt::format("\"{}\" is not an IPv4 or IPv6 address", address));
  Listener listener;
  listener.plain_ = plain;
  listener.socket_ = ::socket(at->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listener.socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listener.socket_ < 0 || ::bind(listener.socket_, at->get(), at->size) != 0 ||
      ::listen(listener.socket_, backlog) != 0)
    return fault(Fault::Kind::unavailable,
                 fmt::format("cannot listen on {} port {}: {}", address, port, std::strerror(errno)),
                 "Stop the other program that uses it, or choose another port.");
  return listener;
}

std::expected<Listener, Fault> Listener::unix_socket(const std::string& path, const std::string& group) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fault(Fault::Kind::bad_input,
                 fmt::format("{}: a socket's path may have {} octets", path, sizeof address.sun_path - 1));
  path.copy(address.sun_path, path.size());
  const auto failed = [&](std::string_view what) {
    return fault(Fault::Kind::unavailable, fmt::format("{}: {}: {}", path, what, std::strerror(errno)),
                 "Check that the folder exists and belongs to the service's user.");
  };
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode))
      return fault(Fault::Kind::conflict, fmt::format("{}: this is a file, not a socket", path), "Move it away.");
    if (somebody_answers(address))
      return fault(Fault::Kind::conflict, fmt::format("{}: another schoolgate is running here", path),
                   "Stop it first.");
    ::unlink(path.c_str());
  }
  Listener listener;
  listener.socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // Set before bind(), the mode is the file's from its first moment: nobody slips in before the group is set.
  if (listener.socket_ < 0 || ::fchmod(listener.socket_, 0600) != 0 ||
      ::bind(listener.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return failed("cannot make the socket");
  listener.path_ = path;
  const auto gid = find_group(group);
  if (gid && ::chown(path.c_str(), static_cast<uid_t>(-1), *gid) == 0) {
    if (::chmod(path.c_str(), 0660) != 0) return failed("cannot set the socket's mode");
  } else {
    spdlog::info("admin: the console at {} is for this user alone: there is no group \"{}\" to share it with", path,
                 group);
  }
  if (::listen(listener.socket_, backlog) != 0) return failed("cannot listen");
  return listener;
}

std::uint16_t Listener::port() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return ntohs(storage.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(storage).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(storage).sin6_port);
}

std::optional<Listener::Accepted> Listener::accept() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  Accepted accepted;
  accepted.socket = ::accept4(socket_, reinterpret_cast<sockaddr*>(&storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted.socket < 0) return std::nullopt;
  if (!console()) {
    accepted.peer.address = numeric(storage);
    const int on = 1;
    ::setsockopt(accepted.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return accepted;
  }
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (::getsockopt(accepted.socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
    ::close(accepted.socket);
    return std::nullopt;
  }
  accepted.peer.console_user = user_name(credentials.uid);
  return accepted;
}

}  // namespace schoolgate::http
