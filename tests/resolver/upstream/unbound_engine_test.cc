#include "resolver/upstream/unbound_engine.h"

#include <filesystem>
#include <fstream>

#include "tests/resolver/upstream/engine_bench.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Status = UpstreamAnswer::Status;

namespace {

std::string at(const FakeDns& upstream) { return "127.0.0.1:" + std::to_string(upstream.port()); }

}  // namespace

TEST_CASE("an answer comes through whole") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  const Got got = bench.ask_and_wait("www.example.org");
  CHECK(got.status == Status::answered);
  CHECK(!got.secure);
  CHECK(got.rcode() == 0);
  CHECK(got.answers() == 1);
}

TEST_CASE("NXDOMAIN and NODATA come with their SOA, so that they can be kept") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  const Got nxdomain = bench.ask_and_wait("nx.example.org");
  CHECK(nxdomain.status == Status::answered);
  CHECK(nxdomain.rcode() == 3);
  CHECK(nxdomain.authorities() == 1);
  const Got nodata = bench.ask_and_wait("nodata.example.org");
  CHECK(nodata.status == Status::answered);
  CHECK(nodata.rcode() == 0);
  CHECK(nodata.answers() == 0);
  CHECK(nodata.authorities() == 1);
}

TEST_CASE("a truncated answer is fetched over TCP, and every record arrives") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  const Got got = bench.ask_and_wait("big.example.org");
  CHECK(got.status == Status::answered);
  CHECK(got.answers() == 100);
  CHECK(upstream.tcp_queries > 0);
}

TEST_CASE("tcp:// servers are never asked over UDP, and share connections") {
  FakeDns upstream;
  EngineBench bench(config_of({"tcp://" + at(upstream)}));
  for (int i = 0; i < 50; ++i)
    CHECK(bench.ask_and_wait("n" + std::to_string(i) + ".example.org").status == Status::answered);
  CHECK(upstream.udp_queries == 0);
  CHECK(upstream.tcp_connections < 10);
}

TEST_CASE("names of a zone are asked of the zone's own servers and of nobody else") {
  FakeDns upstream, controller;
  UpstreamConfig config = config_of({at(upstream)});
  // Special-use zones that are built into the library are among those that schools run.
  for (const char* zone : {"school.local", "10.in-addr.arpa", "corp.home.arpa", "test", "deep.example.org"})
    config.zones.push_back({zone, {parse_endpoint(at(controller)).value()}});
  EngineBench bench(config);
  int asked = 0;
  for (const char* name : {"dc1.school.local", "_ldap._tcp.dc._msdcs.school.local", "5.0.0.10.in-addr.arpa",
                           "pc.corp.home.arpa", "pc.test", "www.deep.example.org"}) {
    INFO(name);
    CHECK(bench.ask_and_wait(name).status == Status::answered);
    ++asked;
    CHECK(controller.udp_queries == asked);
    CHECK(upstream.udp_queries == 0);
  }
  CHECK(bench.ask_and_wait("www.example.org").answers() == 1);
  CHECK(upstream.udp_queries == 1);
  CHECK(controller.udp_queries == asked);
}

TEST_CASE("a zone whose servers are down is not asked of the world outside") {
  BlackHole controller;
  FakeDns upstream;
  UpstreamConfig config = config_of({at(upstream)});
  config.zones.push_back({"school.local", {parse_endpoint(controller.text()).value()}});
  EngineBench bench(config, {.deadline = std::chrono::milliseconds(300)});
  CHECK(bench.ask_and_wait("dc1.school.local").status != Status::answered);
  CHECK(upstream.udp_queries + upstream.tcp_queries == 0);
}

TEST_CASE("an upstream that refuses is no answer") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  const Got got = bench.ask_and_wait("refused.example.org");
  CHECK(got.status == Status::unreachable);
  CHECK(!got.why.empty());
}

TEST_CASE("a dead upstream is given up at the deadline") {
  BlackHole hole;
  EngineBench bench(config_of({hole.text()}), {.deadline = std::chrono::milliseconds(300)});
  const auto before = uv_hrtime();
  const Got got = bench.ask_and_wait("www.example.org");
  CHECK(got.status == Status::timed_out);
  CHECK((uv_hrtime() - before) / 1'000'000 >= 290);
  CHECK(bench.engine->waiting() == 0);
}

TEST_CASE("one dead server beside a live one costs time, not answers") {
  BlackHole hole;
  FakeDns upstream;
  EngineBench bench(config_of({hole.text(), at(upstream)}));
  for (int i = 0; i < 10; ++i)
    CHECK(bench.ask_and_wait("n" + std::to_string(i) + ".example.org").status == Status::answered);
}

TEST_CASE("an upstream that comes back is used again") {
  auto upstream = std::make_unique<FakeDns>();
  const auto port = upstream->port();
  EngineBench bench(config_of({at(*upstream)}), {.deadline = std::chrono::milliseconds(400)});
  CHECK(bench.ask_and_wait("before.example.org").status == Status::answered);
  upstream.reset();
  for (int i = 0; i < 5; ++i)
    CHECK(bench.ask_and_wait("away" + std::to_string(i) + ".example.org").status != Status::answered);
  upstream = std::make_unique<FakeDns>(port);
  // Newer libraries refuse at once while a probe from before is still on its way: up to two seconds.
  bool answered = false;
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (int i = 0; !answered && std::chrono::steady_clock::now() < patience; ++i)
    answered = bench.ask_and_wait("after" + std::to_string(i) + ".example.org").status == Status::answered;
  CHECK(answered);
}

TEST_CASE("more than the cap is refused at once, and the rest goes on") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}), {.waiting = 10});
  int answered = 0, overloaded = 0;
  for (int i = 0; i < 15; ++i)
    bench.ask("n" + std::to_string(i) + ".example.org",
              [&](const UpstreamAnswer& a) { (a.status == Status::overloaded ? overloaded : answered)++; });
  CHECK(overloaded == 5);
  bench.turn_until([&] { return answered == 10; });
}

TEST_CASE("queries past the deadline count until the library lets go of them") {
  BlackHole hole;
  EngineBench bench(config_of({hole.text()}),
                    {.deadline = std::chrono::milliseconds(50), .waiting = 10, .in_library = 3});
  for (int i = 0; i < 3; ++i)
    CHECK(bench.ask_and_wait("n" + std::to_string(i) + ".example.org").status == Status::timed_out);
  CHECK(bench.ask_and_wait("last.example.org").status == Status::overloaded);
}

TEST_CASE("an engine that goes away answers everything that waits, once") {
  BlackHole hole;
  std::vector<int> calls(50);
  {
    EngineBench bench(config_of({hole.text()}));
    UnboundEngine* const engine = bench.engine.get();
    for (std::size_t i = 0; i < calls.size(); ++i)
      bench.ask("n" + std::to_string(i) + ".example.org", [&calls, engine, i](const UpstreamAnswer& a) {
        CHECK(a.status == Status::unreachable);
        ++calls[i];
        if (i == 0)  // whoever asks again while it goes away is answered as well
          engine->resolve(Name::from_text("again.example.org").value(), 1, false, [](const UpstreamAnswer&) {});
      });
  }
  CHECK(calls == std::vector<int>(50, 1));
}

TEST_CASE("equal queries are answered each") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  int answered = 0;
  for (int i = 0; i < 20; ++i)
    bench.ask("same.example.org", [&](const UpstreamAnswer& a) { answered += a.status == Status::answered; });
  bench.turn_until([&] { return answered == 20; });
  CHECK(upstream.udp_queries == 1);
}

TEST_CASE("any octets in a name are asked as they are") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  const Octets wire{5, 'a', '.', '\\', 0xFF, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r', 'g', 0};
  const Name name = Name::from_wire(wire).value();
  const Got got = bench.ask_and_wait(name.view());
  CHECK(got.status == Status::answered);
  REQUIRE(got.message.size() > 12 + wire.size());
  CHECK(std::equal(wire.begin(), wire.end(), got.message.begin() + 12));
}

TEST_CASE("the root and the longest name can be asked") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  CHECK(bench.ask_and_wait(NameView(), 2).status == Status::answered);
  Octets wire;
  for (int i = 0; i < 127; ++i) append(wire, {1, 1});
  wire.push_back(0);
  CHECK(bench.ask_and_wait(Name::from_wire(wire).value().view()).status == Status::answered);
}

TEST_CASE("the school's own zones reach the upstream") {
  FakeDns upstream;
  EngineBench bench(config_of({at(upstream)}));
  for (const char* name : {"1.0.0.10.in-addr.arpa", "printer.home.arpa", "host.test", "server.school.lan"}) {
    INFO(name);
    const int before = upstream.udp_queries;
    CHECK(bench.ask_and_wait(name, 12).status == Status::answered);
    CHECK(upstream.udp_queries > before);
  }
}

TEST_CASE("ten thousand queries through two hundred at a time lose nothing") {
  FakeDns upstream;
  const bool tcp = GENERATE(false, true);
  EngineBench bench(config_of({(tcp ? "tcp://" : "") + at(upstream)}));
  int sent = 0, done = 0, answered = 0;
  while (done < 10'000) {
    for (; sent < 10'000 && sent - done < 200; ++sent)
      bench.ask("h" + std::to_string(sent) + ".example.org", [&](const UpstreamAnswer& a) {
        ++done;
        answered += a.status == Status::answered;
      });
    uv_run(&bench.loop(), UV_RUN_ONCE);
  }
  CHECK(answered == 10'000);
}

TEST_CASE("a list without servers is a fault, not an engine") {
  uv_loop_t loop;
  uv_loop_init(&loop);
  CHECK(!UnboundEngine::create(loop, UpstreamConfig{}));
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}

TEST_CASE("people are told what the validator does") {
  auto config = config_of({"192.0.2.1"});
  config.dnssec = UpstreamConfig::Dnssec::automatic;
  const auto notes = UnboundEngine::notes(config);
  if (UnboundContext::validator_is_current())
    CHECK(notes.empty());
  else
    CHECK(notes.front().starts_with("Answers are not validated here (DNSSEC): libunbound "));
}

TEST_CASE(
    "with the validator an answer without its signatures is bogus, but for a zone of the school's own or with CD") {
  FakeDns upstream, controller;
  std::string folder = (std::filesystem::temp_directory_path() / "schoolgate-anchor-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  auto config = config_of({at(upstream)});
  config.zones.push_back({"school.local", {parse_endpoint(at(controller)).value()}});
  config.dnssec = UpstreamConfig::Dnssec::on;
  config.trust_anchor_file = folder + "/root.key";
  // The root's key of 2017, as IANA publishes it.
  std::ofstream(config.trust_anchor_file)
      << ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n";
  {
    EngineBench bench(config);
    CHECK(bench.engine->validates());
    const Name name = Name::from_text("www.example.org").value();
    const Got checked = bench.ask_and_wait(name.view());
    CHECK(checked.status == Status::bogus);
    CHECK(!checked.why.empty());
    CHECK(bench.ask_and_wait(name.view(), 1, true).status == Status::answered);
    CHECK(bench.ask_and_wait("dc1.school.local").status == Status::answered);
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("a validator without its trust anchor is a fault that names the file") {
  auto config = config_of({"192.0.2.1"});
  config.dnssec = UpstreamConfig::Dnssec::on;
  config.trust_anchor_file = "/nonexistent/root.key";
  uv_loop_t loop;
  uv_loop_init(&loop);
  const auto engine = UnboundEngine::create(loop, config);
  REQUIRE(!engine);
  CHECK(engine.error().what.find("/nonexistent/root.key") != std::string::npos);
  CHECK(!engine.error().hint.empty());
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}
