#include "admin-api/routes/router.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "admin-api/routes/based_on.h"
#include "admin-api/routes/gate.h"
#include "admin-api/routes/identify.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the '/'
    const auto end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// RFC 3986 section 2.1. Nothing when an escape is cut off or stands for a zero octet.
std::optional<std::string> decode(std::string_view text) {
  std::string result;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] != '%') {
      result += text[n];
      continue;
    }
    if (n + 2 >= text.size() || hex(text[n + 1]) < 0 || hex(text[n + 2]) < 0) return std::nullopt;
    const char octet = static_cast<char>(hex(text[n + 1]) * 16 + hex(text[n + 2]));
    if (octet == '\0') return std::nullopt;
    result += octet;
    n += 2;
  }
  return result;
}

/// Fills `ids` when it fits.
bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
          std::vector<std::string>& ids) {
  if (pattern.size() != path.size()) return false;
  ids.clear();
  for (std::size_t n = 0; n < pattern.size(); ++n) {
    if (!pattern[n].starts_with('{')) {
      if (pattern[n] != path[n]) return false;
      continue;
    }
    auto id = decode(path[n]);
    if (!id || id->empty()) return false;
    ids.push_back(std::move(*id));
  }
  return true;
}

template <class Semaphore>
class Place {
 public:
  explicit Place(Semaphore& semaphore) : semaphore_(semaphore), taken_(semaphore.try_acquire()) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (taken_) semaphore_.release();
  }
  explicit operator bool() const { return taken_; }

 private:
  Semaphore& semaphore_;
  bool taken_;
};

}  // namespace

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
  const Access* access = find_access(method, pattern);
  if (access == nullptr) throw std::logic_error(fmt::format("{} {} is not in the access table", method, pattern));
  routes_.push_back({access, split(pattern), std::move(handler)});
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
  std::vector<std::pair<std::string, std::string>> result;
  result.reserve(routes_.size());
  for (const Route& route : routes_) result.emplace_back(route.access->method, route.access->pattern);
  return result;
}

std::expected<const Router::Route*, http::Problem> Router::find(const http::Request& request,
                                                                std::vector<std::string>& ids) const {
  const auto path = split(request.path);
  std::string allowed;
  for (const Route& route : routes_) {
    if (!fits(route.segments, path, ids)) continue;
    // HEAD where a monitor would send it; elsewhere a GET may have a row in the log as its effect.
    const bool head = request.method == "HEAD" && route.access->method == "GET" && route.access->roles == anyone;
    if (head || request.method == route.access->method) return &route;
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.access->method);
  }
  if (allowed.empty()) return std::unexpected(http::no_such_page("There is nothing at this address."));
  return std::unexpected(http::method_not_allowed(std::move(allowed)));
}

std::expected<void, http::Problem> Router::admit(const Access& access, Call& call) const {
  if (auto known = check_origin(call.request); !known) return known;
  const auto state = context_.changes.state();
  if (auto may_come = check_network(*state, access, call.request); !may_come) return may_come;
  if (auto set_up = check_set_up(*state, access, call.request); !set_up) return set_up;
  if (access.roles == anyone) return {};
  if (auto known = identify(context_, call); !known) return known;
  if (may(access, call.actor)) return check_limits(*state, access, call, context_.clock());
  if (access.roles == console)
    return std::unexpected(http::forbidden("This is done at the appliance's own console.",
                                           "Use the schoolgate command on the appliance."));
  return std::unexpected(http::forbidden(fmt::format("Your role ({}) may not do this.", to_text(call.actor.role)),
                                         "Ask a network manager."));
}

Answer Router::run(const Route& route, const Call& call) {
  if (route.access->lane == Lane::quick) return route.handler(call);
  const Place place(route.access->lane == Lane::password ? passwords_ : jobs_);
  if (!place) return std::unexpected(http::busy("Others are doing the same just now.", 2));
  return route.handler(call);
}

Answer Router::run_if_unchanged(const Route& route, const Call& call) {
  if (call.request.header(based_on_header).empty() || asks_for_preview(call.request)) return run(route, call);
  const std::scoped_lock lock(compared_);
  if (auto same = unless_changed(context_, route.access->pattern, call); !same) return std::unexpected(same.error());
  return run(route, call);
}

http::Response Router::handle(const http::Request& request) {
  Call call{request, {}, {}, {}, {}};
  const auto route = find(request, call.ids);
  if (!route) return http::to_response(route.error());
  if (const auto admitted = admit(*(*route)->access, call); !admitted) return http::to_response(admitted.error());
  if (asks_for_preview(request) && !(*route)->access->previews)
    return http::to_response(http::bad_request("What this would do cannot be previewed; nothing was done."));
  const auto serial = context_.changes.state()->serial;  // before it is read: a change in between is then noticed
  auto answer = run_if_unchanged(**route, call);
  if (!answer) return http::to_response(answer.error());
  if (request.method == "GET" && (*route)->access->roles != anyone)
    answer->headers.emplace_back(serial_header, std::to_string(serial));
  return std::move(*answer);
}

}  // namespace schoolgate::routes
