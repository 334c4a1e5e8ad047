// The server on real sockets: what it answers, what it refuses, and how it starts and ends.
#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/admin-api/client.h"
#include "tests/admin-api/served.h"

using namespace schoolgate;
using test::Client;
using test::get;
using test::post;
using test::Served;

TEST_CASE("requests are answered over TLS and on the console, one after the other on one connection") {
  Served served;
  auto client = Client::to_port(served.server->port());
  CHECK(client.tls_version() == "TLSv1.3");
  for (int n = 0; n < 3; ++n) {
    const auto answer = client.ask(post("{\"n\":1}"));
    CHECK(answer.status == 200);
    CHECK(answer.body == "POST /echo 127.0.0.1 {\"n\":1}");
    CHECK(answer.headers.at("content-type") == "application/json");
  }
  // Two at once: the second waits its turn.
  REQUIRE(client.send(std::string(get) + post("{}")));
  CHECK(client.read().body.starts_with("GET /hello"));
  CHECK(client.read().body.starts_with("POST /echo"));

  auto console = Client::to_socket(served.socket());
  const auto answer = console.ask(get);
  CHECK(answer.status == 200);
  CHECK(answer.body.size() > std::string("GET /hello ").size() + 1);  // the user's name
}

TEST_CASE("every reply carries the security headers, a refusal too, and HSTS only over TLS") {
  Served served;
  for (const char* request : {get, "BAD\r\n\r\n"}) {
    auto client = Client::to_port(served.server->port());
    const auto answer = client.ask(request);
    CHECK(answer.headers.at("content-security-policy").starts_with("default-src 'none'; frame-ancestors 'none'"));
    CHECK(answer.headers.at("x-content-type-options") == "nosniff");
    CHECK(answer.headers.at("cache-control") == "no-store");
    CHECK(answer.headers.contains("strict-transport-security"));
    auto console = Client::to_socket(served.socket());
    CHECK_FALSE(console.ask(request).headers.contains("strict-transport-security"));
  }
}

TEST_CASE("a refused request is answered with a problem, and the connection is closed") {
  Served served;
  for (const auto& [request, status] :
       {std::pair{std::string(
                      "POST /echo HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
                  501},
        {"GET / HTTP/1.1\r\nHost: box\r\nRange: bytes=0-\r\n\r\n", 400},
        {"GET /" + std::string(600, 'a') + " HTTP/1.1\r\nHost: box\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nX: " + std::string(20000, 'a'), 431}}) {
    for (const bool console : {false, true}) {
      auto client = console ? Client::to_socket(served.socket()) : Client::to_port(served.server->port());
      REQUIRE(client.send(request));
      const auto answer = client.read();
      CHECK(answer.status == status);
      CHECK(answer.headers.at("content-type") == "application/problem+json");
      CHECK(answer.headers.at("connection") == "close");
      CHECK(answer.body.contains("\"type\":\"/problems/bad-request\""));
      CHECK(client.closed_by_server());
    }
  }
}

TEST_CASE("Connection: close and HTTP/1.0 are obeyed") {
  Served served;
  for (const char* request : {"GET / HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    auto client = Client::to_port(served.server->port());
    CHECK(client.ask(request).status == 200);
    CHECK(client.closed_by_server());
  }
}

TEST_CASE("HEAD is answered without a body, and a query key that stands twice is refused") {
  Served served;
  auto client = Client::to_socket(served.socket());
  REQUIRE(client.send("HEAD /hello HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n"));
  const auto answer = client.read();
  CHECK(answer.status == 0);  // the length is told, and no body comes
  auto other = Client::to_socket(served.socket());
  CHECK(other.ask("GET /?a=1&a=2 HTTP/1.1\r\nHost: box\r\n\r\n").status == 400);
}

TEST_CASE("an exception in a handler is a bare 500, and the server lives on") {
  Served served([](const http::Request& request) -> http::Response {
    if (request.path == "/bug") throw std::runtime_error("secret detail");
    return Served::echo(request);
  });
  auto client = Client::to_port(served.server->port());
  const auto answer = client.ask("GET /bug HTTP/1.1\r\nHost: box\r\n\r\n");
  CHECK(answer.status == 500);
  CHECK_FALSE(answer.body.contains("secret"));
  for (const auto& [name, value] : answer.headers) CHECK_FALSE(value.contains("secret"));
  CHECK(client.ask(get).status == 200);
}

TEST_CASE("a socket whose number is above 1023 is served as any other") {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit before = limit;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  std::vector<int> filler;
  while (filler.empty() || (filler.back() >= 0 && filler.back() < 1100))
    filler.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (filler.back() >= 1024) {
    Served served;
    auto client = Client::to_port(served.server->port());
    CHECK(client.ask(get).status == 200);
    CHECK(client.ask(post("{}")).status == 200);
  }
  for (const int fd : filler)
    if (fd >= 0) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST_CASE("a long reply from a file arrives whole") {
  test::TemporaryDirectory directory;
  constexpr std::size_t megabytes = 8;
  Served served([&](const http::Request&) {
    http::Response response;
    auto spool = http::Spool::open(directory.path());
    const std::string piece(1 << 20, 'x');
    for (std::size_t n = 0; n < megabytes; ++n) spool->append(piece);
    response.file = std::move(*spool);
    return response;
  });
  for (const bool console : {false, true}) {
    auto client = console ? Client::to_socket(served.socket()) : Client::to_port(served.server->port());
    const auto answer = client.ask(get);
    CHECK(answer.body.size() == megabytes << 20);
    CHECK(answer.body.find_first_not_of('x') == std::string::npos);
  }
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE(
    "the console's socket is for its owner when the group is not there; a stale one is replaced, a live one kept") {
  const auto path = [] {
    Served served;
    struct stat status{};
    REQUIRE(::stat(served.socket().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    const auto second = http::Server::start({}, {}, Served::echo);
    const auto console = second->open_console(served.socket(), "");
    REQUIRE_FALSE(console);
    CHECK(console.error().what.contains("another schoolgate"));
    auto client = Client::to_socket(served.socket());
    CHECK(client.ask(get).status == 200);
    return served.socket();
  }();
  CHECK_FALSE(std::filesystem::exists(path));

  test::TemporaryDirectory directory;
  const auto stale = directory.file("stale");
  {
    // A server that was killed leaves its file behind.
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_storage address{};
    address.ss_family = AF_UNIX;
    stale.copy(reinterpret_cast<char*>(&address) + sizeof(sa_family_t), stale.size());
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address),
                   static_cast<socklen_t>(sizeof(sa_family_t) + stale.size() + 1)) == 0);
    ::close(fd);
  }
  const auto again = http::Server::start({}, {}, Served::echo);
  REQUIRE(again->open_console(stale, ""));
  auto client = Client::to_socket(stale);
  CHECK(client.ask(get).status == 200);
}

TEST_CASE("stopping closes connections and waits for nobody but running handlers") {
  Served served;
  auto idle = Client::to_port(served.server->port());
  auto half = Client::to_socket(served.socket());
  REQUIRE(half.send("GET / HT"));
  served.server->stop();
  CHECK(idle.closed_by_server());
  CHECK(half.closed_by_server());
}
