// The fence on real sockets: what a client may cost, and that the others do not notice.
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin-api/http/self_signed.h"
#include "admin-api/http/server.h"
#include "blocklists/time.h"
#include "tests/admin-api/client.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Client;

namespace {

constexpr const char* get = "GET /hello HTTP/1.1\r\nHost: box\r\n\r\n";

std::string post(const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Served {
  test::TemporaryDirectory directory;
  std::unique_ptr<http::Server> server;

  explicit Served(http::Handler handler = echo, http::Patience patience = {}) {
    const auto files = http::self_signed(directory.path(), "127.0.0.1", system_clock_now());
    REQUIRE(files);
    auto identity = http::TlsIdentity::open(files->certificate, files->key);
    REQUIRE(identity);
    auto started =
        http::Server::start({"127.0.0.1", 0, *identity, socket(), "no-such-group-here", patience}, std::move(handler));
    INFO((started ? "" : started.error().what));
    REQUIRE(started);
    server = std::move(*started);
  }
  std::string socket() const { return directory.file("console"); }
  static http::Response echo(const http::Request& request) {
    http::Response response;
    response.body = request.method + " " + request.path + " " + request.peer.address + request.peer.console_user + " " +
                    request.body;
    return response;
  }
};

long resident_kib() {
  long total = 0, resident = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  if (file != nullptr) std::fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

constexpr bool sanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    true;
#else
    false;
#endif
#else
    false;
#endif

/// Sends `start` and then up to 196 MiB; how many MiB the server took before it closed.
std::size_t flood(std::uint16_t port, std::string_view start) try {
  auto client = Client::to_port(port);
  if (!client.send(start)) return 0;
  const std::string junk(1 << 20, 'A');
  std::size_t sent = 0;
  while (sent < 196 && client.send(junk)) ++sent;
  return sent;
} catch (const std::runtime_error&) {
  return 0;  // refused before it began
}

bool is_served(std::uint16_t port) try {
  return Client::to_port(port).ask(get).status == 200;
} catch (const std::runtime_error&) {
  return false;
}

}  // namespace

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

TEST_CASE("196 MiB of header or chunked body grow the memory by less than 8 MiB, and others are served meanwhile") {
  Served served;
  const auto port = served.server->port();
  flood(port, get);  // what the first use of each part takes is not the flood's doing
  const long before = resident_kib();
  std::atomic<bool> over = false;
  std::atomic<int> served_meanwhile = 0;
  std::thread other([&] {
    while (!over)
      if (is_served(port)) ++served_meanwhile;
  });
  constexpr int rounds = 12;
  std::size_t taken = 0;
  {
    std::vector<std::thread> flooders;
    for (int n = 0; n < 4; ++n)
      flooders.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          flood(port, "GET / HTTP/1.1\r\nX: ");
          flood(port, "POST /echo HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n20000000\r\n");
          flood(port,
                "POST /echo HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\nContent-Length: "
                "200000000\r\n\r\n");
        }
      });
    for (auto& flooder : flooders) flooder.join();
  }
  taken = flood(port, "GET / HTTP/1.1\r\nX: ");
  over = true;
  other.join();
  CHECK(taken < 8);  // MiB, and the most of it lay in the kernel's buffers
  CHECK(served_meanwhile > 0);
  if (!sanitized) CHECK(resident_kib() - before < 8 * 1024);
}

TEST_CASE("a client that holds all the connections it may have does not keep another one out") {
  Served served;
  const auto port = served.server->port();
  std::vector<Client> slow;
  for (std::size_t n = 0; n < http::max_connections_per_address; ++n) {
    slow.push_back(n % 2 == 0 ? Client::silent(port) : Client::to_port(port));
    if (n % 2 == 1)
      REQUIRE(slow.back().send(
          "POST /echo HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
  }
  CHECK(Client::silent(port).closed_by_server());  // one too many
  auto console = Client::to_socket(served.socket());
  CHECK(console.ask(get).status == 200);
}

TEST_CASE("one address keeps at most three workers busy; the fourth is for the others") {
  std::latch busy(http::max_working_per_address), release(1);
  Served served([&](const http::Request& request) {
    if (request.path == "/slow") {
      busy.count_down();
      release.wait();
    }
    return Served::echo(request);
  });
  std::vector<Client> slow;
  for (std::size_t n = 0; n < http::worker_threads + 2; ++n) {
    slow.push_back(Client::to_port(served.server->port()));
    // Only three of these reach a handler before the release: the latch would otherwise go below zero.
    REQUIRE(slow.back().send(n < http::max_working_per_address ? "GET /slow HTTP/1.1\r\nHost: box\r\n\r\n" : get));
  }
  busy.wait();
  auto console = Client::to_socket(served.socket());
  CHECK(console.ask(get).status == 200);
  release.count_down();
  for (auto& client : slow) CHECK(client.read().status == 200);
}

TEST_CASE("who is slow with the handshake, the request or between requests is let go") {
  http::Patience patience;
  patience.handshake = patience.request = patience.idle = 50ms;
  Served served(Served::echo, patience);
  const auto port = served.server->port();
  CHECK(Client::silent(port).closed_by_server());
  auto idle = Client::to_port(port);
  CHECK(idle.closed_by_server());
  auto console = Client::to_socket(served.socket());
  REQUIRE(console.send("GET / HT"));
  CHECK(console.closed_by_server());
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
    const auto second = http::Server::start({"127.0.0.1", 0, nullptr, served.socket(), "", {}}, Served::echo);
    REQUIRE_FALSE(second);
    CHECK(second.error().what.contains("another schoolgate"));
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
  const auto again = http::Server::start({"127.0.0.1", 0, nullptr, stale, "", {}}, Served::echo);
  REQUIRE(again);
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
