// An HTTP server behind the fence, on a free port and a console socket in a fresh directory.
#pragma once

#include <memory>
#include <string>

#include "admin-api/http/self_signed.h"
#include "admin-api/http/server.h"
#include "blocklists/time.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

namespace schoolgate::test {

inline constexpr const char* get = "GET /hello HTTP/1.1\r\nHost: box\r\n\r\n";

inline std::string post(const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Served {
  TemporaryDirectory directory;
  std::unique_ptr<http::Server> server;

  explicit Served(http::Handler handler = echo, http::Patience patience = {}) {
    const auto files = http::self_signed(directory.path(), "127.0.0.1", system_clock_now());
    REQUIRE(files);
    auto identity = http::TlsIdentity::open(files->certificate, files->key);
    REQUIRE(identity);
    server = http::Server::start(patience, {}, std::move(handler));
    const auto console = server->open_console(socket(), "no-such-group-here");
    INFO((console ? "" : console.error().what));
    REQUIRE(console);
    REQUIRE(server->listen("127.0.0.1", 0, *identity));
  }
  std::string socket() const { return directory.file("console"); }
  static http::Response echo(const http::Request& request) {
    http::Response response;
    response.body = request.method + " " + request.path + " " + request.peer.address + request.peer.console_user + " " +
                    request.body;
    return response;
  }
};

}  // namespace schoolgate::test
