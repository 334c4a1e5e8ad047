#include "resolver/server.h"

#include <chrono>
#include <thread>

#include "tests/resolver/net/server_bench.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

bool is_null_address(const Octets& reply) {
  return answers_of(reply) == 1 && std::equal(reply.end() - 4, reply.end(), Octets{0, 0, 0, 0}.begin());
}

}  // namespace

TEST_CASE("queries are answered over UDP and TCP, IPv4 and IPv6, on a port that was asked for by 0") {
  ServerBench bench({"127.0.0.1:0", "[::1]:0"});
  for (const std::size_t i : {0U, 1U}) {
    CHECK(bench.endpoint(i).port != 0);
    UdpClient udp(bench.endpoint(i));
    const auto reply = udp.ask(make_query(7, "www.example.org"));
    REQUIRE(reply);
    CHECK(id_of(*reply) == 7);
    CHECK(answers_of(*reply) == 1);
    TcpClient tcp(bench.endpoint(i));
    const auto same = tcp.ask(make_query(8, "www.example.org"));
    REQUIRE(same);
    CHECK(answers_of(*same) == 1);
    CHECK(is_null_address(tcp.ask(make_query(9, "blocked.example.org")).value()));
  }
}

TEST_CASE("on a wildcard the reply leaves from the address that was asked") {
  ServerBench bench({"0.0.0.0:0"});
  Endpoint other = bench.endpoint();
  other.address = Address::parse("127.0.0.9").value();
  // A connected socket takes datagrams from the address it asked only.
  UdpClient client(other);
  CHECK(client.ask(make_query(1, "blocked.example.org")));
  CHECK(client.ask(make_query(2, "late.example.org")));
}

TEST_CASE("on the IPv6 wildcard too, and it leaves IPv4 alone") {
  ServerBench bench({"[::]:0"});
  UdpClient client(bench.endpoint());
  CHECK(client.ask(make_query(1, "blocked.example.org")));
  CHECK(client.ask(make_query(2, "late.example.org")));
  const Endpoint v4{Address::parse("127.0.0.1").value(), bench.endpoint().port};
  CHECK(!TcpClient(v4).connected());
}

TEST_CASE("a policy is obeyed by the very next query after publish() returns") {
  ServerBench bench({"127.0.0.1:0"}, 2);
  // Several clients, so that every worker is asked.
  std::vector<std::unique_ptr<UdpClient>> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(std::make_unique<UdpClient>(bench.endpoint()));
  TcpClient tcp(bench.endpoint());
  for (int round = 0; round < 100; ++round) {
    const bool block = round % 2 == 0;
    bench.server->publish(blocking(block ? std::vector<std::string>{"www.example.org"} : std::vector<std::string>{}));
    for (const auto& client : clients)
      CHECK(is_null_address(client->ask(make_query(1, "www.example.org")).value()) == block);
    CHECK(is_null_address(tcp.ask(make_query(1, "www.example.org")).value()) == block);
  }
}

TEST_CASE("a burst of datagrams is answered, each with its own reply") {
  ServerBench bench;
  UdpClient client(bench.endpoint());
  constexpr std::uint16_t burst = 200;
  for (std::uint16_t id = 0; id < burst; ++id) client.say(make_query(id, "blocked.example.org"));
  std::vector<bool> seen(burst);
  for (int i = 0; i < burst; ++i) {
    const auto reply = client.hear();
    REQUIRE(reply);
    seen.at(static_cast<std::size_t>(id_of(*reply))) = true;
  }
  CHECK(seen == std::vector<bool>(burst, true));
}

TEST_CASE("a datagram that is longer than any question is not answered, and harms nobody") {
  ServerBench bench;
  UdpClient client(bench.endpoint());
  Octets query = make_query(1, "blocked.example.org");
  query.resize(4000);
  client.say(query);
  client.say({});
  client.say({1});
  const auto reply = client.ask(make_query(2, "blocked.example.org"));
  REQUIRE(reply);
  CHECK(id_of(*reply) == 2);
}

TEST_CASE("an address that is taken is a fault that names it and says what to do") {
  ServerBench bench;
  auto config = bench.config;
  config.listen = bench.server->endpoints();
  const auto second = Server::start(config, system_clock_now, blocking({}));
  REQUIRE(!second);
  CHECK(second.error().kind == Fault::Kind::unavailable);
  CHECK(second.error().what.find(to_text(config.listen.front())) != std::string::npos);
  CHECK(!second.error().hint.empty());
}

TEST_CASE("an upstream list that cannot be used keeps the server from starting, and frees its port") {
  ServerBench bench;
  auto config = bench.config;
  config.upstream.servers = {parse_upstream("tls://127.0.0.1#dot.school.test").value()};
  config.upstream.ca_file = "/nonexistent/authority.pem";
  CHECK(!Server::start(config, system_clock_now, blocking({})));
}

TEST_CASE("a new upstream list is used for what is asked next") {
  ServerBench bench({"127.0.0.1:0"}, 1);
  UdpClient client(bench.endpoint());
  REQUIRE(client.ask(make_query(1, "a.example.org")));
  FakeDns other;
  UpstreamConfig fresh = bench.config.upstream;
  fresh.servers = {ServerBench::upstream_server(other)};
  client.say(make_query(2, "silent.example.org"));  // stays on the old list
  bench.server->set_upstream(fresh);
  for (int i = 0; other.udp_queries == 0; ++i)
    REQUIRE(client.ask(make_query(3, "n" + std::to_string(i) + ".example.org")));
  const int before = bench.upstream.udp_queries;
  REQUIRE(client.ask(make_query(4, "b.example.org")));
  CHECK(bench.upstream.udp_queries - before <= 1);  // the silent one may be tried again there
}

TEST_CASE("a stop under load takes less than a second and answers what waits") {
  ServerBench bench;
  UdpClient client(bench.endpoint());
  TcpClient tcp(bench.endpoint());
  client.say(make_query(1, "silent.example.org"));
  tcp.say(make_query(2, "silent.example.org"));
  // Both are taken in, perhaps by two workers: what still lies in a socket when a stop begins is answered by nobody.
  const auto taken_in = [&](Count transport) { return bench.server->statistics()[transport] == 1; };
  while (!taken_in(Count::queries_udp) || !taken_in(Count::queries_tcp)) std::this_thread::yield();
  std::atomic<bool> enough = false;
  std::thread load([&] {
    UdpClient other(bench.endpoint());
    for (int i = 0; !enough; ++i) other.say(make_query(3, "h" + std::to_string(i) + ".example.org"));
  });
  const auto before = std::chrono::steady_clock::now();
  bench.server->stop();
  const auto took = std::chrono::steady_clock::now() - before;
  enough = true;
  load.join();
  CHECK(took < std::chrono::seconds(5));  // 1 s on a machine that has nothing else to do
  const auto udp_reply = client.hear();
  REQUIRE(udp_reply);
  CHECK(rcode_of(*udp_reply) == 2);
  const auto tcp_reply = tcp.hear();
  if (tcp_reply) CHECK(rcode_of(*tcp_reply) == 2);
  bench.server->stop();  // again does nothing
  bench.server->publish(blocking({}));
}

TEST_CASE("workers that turn are not stuck, and what they count adds up") {
  ServerBench bench;
  CHECK(bench.server->stuck_workers().empty());
  UdpClient client(bench.endpoint());
  for (std::uint16_t i = 0; i < 10; ++i) REQUIRE(client.ask(make_query(i, "blocked.example.org")));
  CHECK(bench.server->statistics()[Count::queries_udp] == 10);
  CHECK(bench.server->statistics()[Count::blocked] == 10);
}
