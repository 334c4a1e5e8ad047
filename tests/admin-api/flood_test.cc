// What a client may cost, and that the others do not notice.
#include <atomic>
#include <cstdio>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include <unistd.h>

#include "tests/admin-api/client.h"
#include "tests/admin-api/served.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Client;
using test::get;
using test::post;
using test::Served;

namespace {

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

/// Sends `start` and then up to 196 MiB; how many octets the server took before it closed.
std::size_t flood(std::uint16_t port, std::string_view start) try {
  auto client = Client::to_port(port);
  if (!client.send(start)) return 0;
  const std::string junk(1 << 16, 'A');  // small: the client's memory is this process's too
  std::size_t sent = 0;
  while (sent < 196 << 20 && client.send(junk)) sent += junk.size();
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
  CHECK(taken < 8 << 20);  // the most of it lay in the kernel's buffers
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

TEST_CASE("a client that promises large bodies and does not send them keeps nobody else from sending theirs") {
  Served served;
  const auto port = served.server->port();
  const std::string promise = "POST /echo HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\nContent-Length: " +
                              std::to_string(http::max_body_octets) + "\r\n\r\n";
  std::vector<Client> idle;
  for (std::size_t n = 0; n < http::max_bodies_octets_per_address / http::max_body_octets; ++n) {
    idle.push_back(Client::to_port(port));
    REQUIRE(idle.back().send(promise));
  }
  int refused = 0;
  for (int n = 0; n < 3; ++n) {
    idle.push_back(Client::to_port(port));
    if (n < 2) REQUIRE(idle.back().send(promise));
  }
  CHECK(idle.back().ask(post(std::string(http::small_body_octets, ' '))).status == 200);
  for (const auto n : {2U, 3U}) refused += idle[n].read().status == 503 ? 1 : 0;
  CHECK(refused == 2);
  auto console = Client::to_socket(served.socket());
  CHECK(console.ask(post(std::string(http::max_body_octets, ' '))).status == 200);
}
