#include "resolver/net/tcp.h"

#include <algorithm>

#include "resolver/net/bind.h"
#include "tests/resolver/net/server_bench.h"

using namespace schoolgate;
using namespace schoolgate::test;

TEST_CASE("many questions on one connection are answered as they are ready") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  TcpClient client(bench.endpoint());
  // The first has no answer for now; the others do not wait for it.
  client.say(make_query(1, "silent.example.org"));
  for (std::uint16_t id = 2; id < 50; ++id) client.say(make_query(id, "n" + std::to_string(id) + ".example.org"));
  std::vector<int> ids;
  for (int i = 2; i < 50; ++i) {
    const auto reply = client.hear();
    REQUIRE(reply);
    ids.push_back(id_of(*reply));
  }
  std::ranges::sort(ids);
  CHECK(ids.front() == 2);
  CHECK(ids.back() == 49);
  CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

TEST_CASE("a question that comes octet by octet is understood") {
  ServerBench bench;
  TcpClient client(bench.endpoint());
  for (const std::uint8_t octet : TcpClient::frame(make_query(5, "blocked.example.org")))
    REQUIRE(client.say_octets({&octet, 1}));
  const auto reply = client.hear();
  REQUIRE(reply);
  CHECK(id_of(*reply) == 5);
}

TEST_CASE("a client that has said all it will still gets its answers") {
  ServerBench bench;
  TcpClient client(bench.endpoint());
  client.say(make_query(1, "blocked.example.org"));
  client.say(make_query(2, "late.example.org"));
  client.end();
  CHECK(client.hear());
  CHECK(client.hear());
  CHECK(!client.hear());  // and then the connection is closed
}

TEST_CASE("more questions than may be outstanding wait in the client's socket, and all are answered") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  TcpClient client(bench.endpoint());
  Octets all;
  constexpr std::uint16_t count = 500;
  for (std::uint16_t id = 0; id < count; ++id) {
    const Octets one = TcpClient::frame(make_query(id, "n" + std::to_string(id) + ".example.org"));
    all.insert(all.end(), one.begin(), one.end());
  }
  REQUIRE(client.say_octets(all));
  std::vector<bool> seen(count);
  for (int i = 0; i < count; ++i) {
    const auto reply = client.hear();
    REQUIRE(reply);
    seen.at(static_cast<std::size_t>(id_of(*reply))) = true;
  }
  CHECK(seen == std::vector<bool>(count, true));
}

TEST_CASE("a client that does not read is not read from either, and the others do not notice") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  TcpClient slow(bench.endpoint());
  const timeval soon{0, 200'000};
  setsockopt(slow.fd(), SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
  REQUIRE(slow.ask(make_query(1, "big.example.org")));
  const Octets one = TcpClient::frame(make_query(2, "big.example.org"));
  bool taken = true;
  for (int i = 0; i < 1'000'000 && taken; ++i) taken = slow.say_octets(one);
  CHECK(!taken);  // its questions stay where they are: nothing piles up on our side
  UdpClient other(bench.endpoint());
  CHECK(other.ask(make_query(3, "blocked.example.org")));
}

TEST_CASE("one client cannot take all connections") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  std::vector<std::unique_ptr<TcpClient>> greedy;
  std::size_t served = 0;
  for (int i = 0; i < 40; ++i) {
    greedy.push_back(std::make_unique<TcpClient>(bench.endpoint(), "127.0.0.2"));
    if (greedy.back()->ask(make_query(1, "blocked.example.org"))) ++served;
  }
  CHECK(served == 32);
  TcpClient other(bench.endpoint(), "127.0.0.3");
  CHECK(other.ask(make_query(2, "blocked.example.org")));
  greedy.clear();
  UdpClient(bench.endpoint()).ask(make_query(3, "blocked.example.org"));
}

TEST_CASE("a length that no question has ends the connection") {
  ServerBench bench;
  TcpClient client(bench.endpoint());
  const Octets lie{0xFF, 0xFF, 1, 2, 3};
  client.say_octets(lie);
  CHECK(!client.hear());
}

TEST_CASE("a client that hangs up while its answer is fetched leaves nothing behind") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  for (int i = 0; i < 50; ++i) {
    TcpClient client(bench.endpoint());
    client.say(make_query(1, "n" + std::to_string(i) + ".example.org"));
  }
  UdpClient other(bench.endpoint());
  CHECK(other.ask(make_query(2, "blocked.example.org")));
}

TEST_CASE("a connection on which nothing is asked is closed after the idle limit") {
  struct Nobody final : QueryHandler {
    void begin_batch() override {}
    Pipeline::Result handle(const Query&, std::span<std::uint8_t>) override { return {}; }
    void handle(std::span<Pipeline::Job>) override {}
  } nobody;
  uv_loop_t loop;
  uv_loop_init(&loop);
  auto sockets = bind_all({parse_endpoint("127.0.0.1:0").value()}, 1).value();
  const Endpoint endpoint = sockets[0][0].endpoint;
  {
    TcpServer server(loop, nobody, {.idle_ms = 20});
    REQUIRE(server.add(std::move(sockets[0][0].tcp)));
    TcpClient client(endpoint);
    const Octets half{0, 20, 1, 2};
    client.say_octets(half);  // octets alone do not prolong it
    while (server.connections() == 0) uv_run(&loop, UV_RUN_ONCE);
    while (server.connections() == 1) uv_run(&loop, UV_RUN_ONCE);
    uv_run(&loop, UV_RUN_NOWAIT);
    CHECK(!client.hear());
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}
