#include "admin-api/http/bridge.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <optional>
#include <utility>

#include <httplib.h>
#include <spdlog/spdlog.h>
#include <sys/types.h>

#include "admin-api/http/limits.h"
#include "admin-api/http/problem.h"

namespace schoolgate::http {
namespace {

/// A request's head in, a reply's head out; memory only.
class HeadStream final : public httplib::Stream {
 public:
  HeadStream(std::string_view in, std::string peer) : in_(in), peer_(std::move(peer)) {}
  using Stream::write;
  bool is_readable() const override { return !in_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, std::size_t size) override {
    const auto count = std::min(size, in_.size());
    std::memcpy(into, in_.data(), count);
    in_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    out_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = peer_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  // Any number below FD_SETSIZE: the library compares it and does nothing else with it.
  socket_t socket() const override { return 0; }
  std::string take() { return std::move(out_); }

 private:
  std::string_view in_;
  std::string peer_;
  std::string out_;
};

/// What every reply carries, unless the reply has its own: a page needs another policy than JSON does.
void add_security_headers(httplib::Response& out, const Response& response, bool secure) {
  const auto set = [&](const char* name, const char* value) {
    const bool own = std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
    if (!own) out.set_header(name, value);
  };
  set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  set("Referrer-Policy", "no-referrer");
  set("Cache-Control", "no-store");
  set("Accept-Ranges", "none");
  if (secure) set("Strict-Transport-Security", "max-age=31536000");
}

/// Nothing when a query key stands twice and that matters: which one counts would be a guess.
std::optional<Request> to_request(const httplib::Request& in, std::string body, const Peer& peer, bool strict) {
  Request request;
  request.method = in.method;
  request.path = in.target.substr(0, in.target.find('?'));
  for (const auto& [name, value] : in.headers) request.headers.emplace(name, value);
  for (const auto& [key, value] : in.params)
    if (!request.query.emplace(key, value).second && strict) return std::nullopt;
  request.body = std::move(body);
  request.peer = peer;
  return request;
}

/// A stream has no length, and the library would say that it is 0. Its end is the connection's (RFC 9112 section 6.3).
void remove_length(std::string& head) {
  constexpr std::string_view line = "Content-Length: 0\r\n";
  if (const auto at = head.find(line); at != std::string::npos) head.erase(at, line.size());
}

// A request that says nothing, for replies to requests that were refused unread.
constexpr std::string_view blank_request = "GET / HTTP/1.0\r\n\r\n";

}  // namespace

class Bridge::Fenced final : private httplib::Server {
 public:
  Fenced(http::Handler handler, Manners manners) : handler_(std::move(handler)), manners_(std::move(manners)) {
    // Handled here for every request: the library's own routing and body reading are never reached.
    set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) {
      respond(in, out);
      return HandlerResponse::Handled;
    });
    set_keep_alive_max_count(max_requests_per_connection);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(Patience{}.idle).count());
  }

  Reply run(std::string_view head, std::string body, const Peer& peer, bool close, bool secure,
            std::optional<Response> ready) {
    body_ = std::move(body);
    peer_ = &peer;
    secure_ = secure;
    ready_ = std::move(ready);
    reply_ = {};
    reply_.close = close;
    HeadStream stream(head, peer.address);
    process(stream, peer.address, close);
    Reply reply = std::exchange(reply_, {});
    const bool headless = std::exchange(headless_, false);
    std::string content = headless ? std::string() : std::exchange(content_, {});
    if (headless) reply.file = {};
    reply.octets = stream.take();
    if (reply.stream) {
      remove_length(reply.octets);
      reply.close = true;
    }
    if (reply.octets.empty()) reply.close = true;
    reply.octets += content;
    return reply;
  }

 private:
  // A template, so that the branch for the other version of the library is never looked up.
  template <class Stream>
  void process(Stream& stream, const std::string& address, bool close) {
    bool closed = false;
    if constexpr (requires { this->process_request(stream, address, 0, address, 0, close, closed, nullptr); })
      this->process_request(stream, address, 0, address, 0, close, closed, nullptr);
    else
      this->process_request(stream, close, closed, nullptr);
  }

  Response made_by_handler(const httplib::Request& in) {
    try {
      auto request = to_request(in, std::move(body_), *peer_, manners_.strict_query);
      if (!request) return manners_.refusal(bad_request("A key stands twice in the address's query."));
      return handler_(*request);
    } catch (const std::exception& bug) {
      spdlog::error("admin: {} {}: {}", in.method, in.path, bug.what());
    } catch (...) {
      spdlog::error("admin: {} {}: unknown exception", in.method, in.path);
    }
    return manners_.refusal(internal_error());
  }

  void respond(const httplib::Request& in, httplib::Response& out) {
    Response response = ready_ ? std::move(*ready_) : made_by_handler(in);
    out.status = response.status;
    add_security_headers(out, response, secure_ && manners_.strict_transport);
    for (const auto& [name, value] : response.headers) out.set_header(name, value);
    const auto size = response.file.empty() ? response.body.size() : response.file.size();
    if (response.stream) out.set_header("Connection", "close");
    if (size > 0 || response.stream) out.set_header("Content-Type", response.type);
    // The body stays out of the library's hands, which would compress it; RFC 9110 sections 15.3.5 and 15.4.5.
    if (response.status != 204 && response.status != 304 && !response.stream)
      out.set_header("Content-Length", std::to_string(size));
    headless_ = in.method == "HEAD";
    content_ = response.file.empty() ? std::move(response.body) : std::string();
    reply_.file = std::move(response.file);
    reply_.stream = std::move(response.stream);
  }

  http::Handler handler_;
  const Manners manners_;
  std::string body_;
  const Peer* peer_ = nullptr;
  bool secure_ = false;
  std::optional<Response> ready_;
  bool headless_ = false;
  std::string content_;
  Reply reply_;
};

Bridge::Bridge(Handler handler, Manners manners)
    : fenced_(std::make_unique<Fenced>(std::move(handler), std::move(manners))) {}
Bridge::~Bridge() = default;

Reply Bridge::answer(std::string_view head, std::string body, const Peer& peer, bool close) {
  return fenced_->run(head, std::move(body), peer, close, !peer.at_console(), std::nullopt);
}

Reply Bridge::refuse(Response response, bool secure) {
  return fenced_->run(blank_request, {}, Peer{}, true, secure, std::move(response));
}

}  // namespace schoolgate::http
