// A request and a response as the rest of the admin API sees them: plain values, no library's types, no sockets.
// Thread rules: plain values.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin-api/http/spool.h"
#include "admin-api/http/stream.h"

namespace schoolgate::http {

/// Who is at the other end. Taken from the socket, never from a header.
struct Peer {
  std::string address;       // numeric, without port; empty on the console
  std::string console_user;  // the operating system's name of the user at the console; empty for the network
  bool at_console() const { return !console_user.empty(); }
};

struct IgnoreCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

struct Request {
  std::string method;  // GET, HEAD, POST, PUT, PATCH, DELETE
  std::string path;    // as sent: still percent-encoded, so that an encoded '/' stays inside its segment
  std::map<std::string, std::string, IgnoreCase> headers;
  std::map<std::string, std::string> query;  // decoded; no key twice
  std::string body;
  Peer peer;

  /// Empty when the header is absent.
  std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  Spool file;                      // sent instead of `body` when it is not empty: for exports
  std::shared_ptr<Stream> stream;  // sent after the head, as it comes, until it ends; then there is no body
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Called on a worker's thread with a whole request. May throw only for bugs: the client gets a bare 500.
using Handler = std::function<Response(const Request&)>;

}  // namespace schoolgate::http
