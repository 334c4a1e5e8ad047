#include "resolver/upstream/forward_engine.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "resolver/upstream/unbound_engine.h"
#include "tests/resolver/upstream/engine_bench.h"
#include "tests/resolver/upstream/scripted_dns.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Status = UpstreamAnswer::Status;

namespace {

constexpr const char* name = "www.example.org";
std::string at(const FakeDns& upstream) { return "127.0.0.1:" + std::to_string(upstream.port()); }
std::string numbered(int i) { return "n" + std::to_string(i) + "." + name; }

}  // namespace

TEST_CASE("the plain forwarder gives an answer in the form that the pipeline knows") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  const Got got = bench.ask_and_wait(name);
  CHECK(got.status == Status::answered);
  CHECK(!got.secure);
  CHECK(got.answers() == 1);
  CHECK(got.message[0] + got.message[1] == 0);
  const Name asked = Name::from_text(name).value();
  CHECK(std::ranges::equal(asked.view().wire(), std::span(got.message).subspan(12, asked.view().wire().size())));
}

TEST_CASE("the plain forwarder passes on NXDOMAIN and NODATA with their SOA") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  CHECK(bench.ask_and_wait("nx.example.org").rcode() == 3);
  const Got nodata = bench.ask_and_wait("nodata.example.org");
  CHECK(nodata.answers() == 0);
  CHECK(nodata.authorities() == 1);
}

TEST_CASE("a question says what it is: recursion, EDNS with DO, CD when it is asked for") {
  ScriptedDns upstream([](const Asked& asked) { return Replies{good(asked)}; });
  ForwardBench bench(config_of({upstream.text()}));
  const Name asked_name = Name::from_text(name).value();
  for (const bool checking_disabled : {false, true}) bench.ask_and_wait(asked_name.view(), 28, checking_disabled);
  const auto asked = upstream.asked();
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].packet[2] == 1);
  CHECK(asked[0].packet[3] == 0);
  CHECK(asked[1].packet[3] == 0x10);
  const Octets opt(asked[0].packet.end() - 11, asked[0].packet.end());
  CHECK(opt == Octets{0, 0, 41, 0x04, 0xD0, 0, 0, 0x80, 0, 0, 0});
}

TEST_CASE("a truncated answer is fetched over TCP") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  const Got got = bench.ask_and_wait("big.example.org");
  CHECK(got.status == Status::answered);
  CHECK(got.answers() == 100);
  CHECK(upstream.tcp_queries == 1);
}

TEST_CASE("a server without EDNS is asked without, at once the next time") {
  ScriptedDns upstream([](const Asked& asked) {
    return Replies{asked.edns() ? Octets{asked.packet[0], asked.packet[1], 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0}
                                : good(asked)};
  });
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 0; i < 3; ++i) CHECK(bench.ask_and_wait(numbered(i)).status == Status::answered);
  CHECK(upstream.asked().size() == 4);
}

TEST_CASE("a server that is silent costs time, not answers, and is left alone then") {
  BlackHole hole;
  FakeDns upstream;
  ForwardBench bench(config_of({hole.text(), at(upstream)}));
  for (int i = 0; i < 20; ++i) CHECK(bench.ask_and_wait(numbered(i)).status == Status::answered);
  CHECK(bench.engine->counts().retransmits >= ServerHealth::silences_until_held);
  CHECK(bench.engine->counts().retransmits < 10);
}

TEST_CASE("a lost datagram is sent again, with another id") {
  bool first = true;
  ScriptedDns upstream(
      [&first](const Asked& asked) { return std::exchange(first, false) ? Replies{} : Replies{good(asked)}; });
  ForwardBench bench(config_of({upstream.text()}));
  CHECK(bench.ask_and_wait(name).status == Status::answered);
  CHECK(upstream.asked().size() == 2);
}

TEST_CASE("the reply to the first attempt is taken after the second was sent") {
  std::optional<Asked> first;
  std::atomic<ScriptedDns*> server = nullptr;  // the server's thread runs before it is known here
  ScriptedDns upstream([&](const Asked& asked) {
    if (first)
      server.load()->send_to(first->port, good(*first));
    else
      first = asked;
    return Replies{};
  });
  server = &upstream;
  ForwardBench bench(config_of({upstream.text()}));
  CHECK(bench.ask_and_wait(name).status == Status::answered);
  CHECK(bench.engine->counts().forged == 0);
}

TEST_CASE("SERVFAIL and REFUSED from one server: the next one is asked") {
  const int rcode = GENERATE(2, 5);
  ScriptedDns sick([rcode](const Asked& asked) { return Replies{with_rcode(asked, rcode)}; });
  FakeDns upstream;
  ForwardBench bench(config_of({sick.text(), at(upstream)}));
  CHECK(bench.ask_and_wait(name).status == Status::answered);
  CHECK(sick.asked().size() == 1);
}

TEST_CASE("when every server refuses there is no answer, and words for it") {
  ScriptedDns one([](const Asked& asked) { return Replies{with_rcode(asked, 2)}; });
  ScriptedDns two([](const Asked& asked) { return Replies{with_rcode(asked, 5)}; });
  ForwardBench bench(config_of({one.text(), two.text()}));
  const Got got = bench.ask_and_wait(name);
  CHECK(got.status == Status::unreachable);
  CHECK(!got.why.empty());
}

TEST_CASE("a server that is not there is found out by ICMP, long before the deadline") {
  std::string gone;
  {
    BlackHole hole;
    gone = hole.text();
  }
  SECTION("alone") {
    ForwardBench bench(config_of({gone}), {.deadline = std::chrono::minutes(10)});
    CHECK(bench.ask_and_wait(name).status == Status::unreachable);
  }
  SECTION("beside another") {
    FakeDns upstream;
    ForwardBench bench(config_of({gone, at(upstream)}), {.deadline = std::chrono::minutes(10)});
    for (int i = 0; i < 5; ++i) CHECK(bench.ask_and_wait(numbered(i)).status == Status::answered);
  }
}

TEST_CASE("a server that comes back is used again") {
  auto upstream = std::make_unique<FakeDns>();
  const auto port = upstream->port();
  ForwardBench bench(config_of({at(*upstream)}), {.deadline = std::chrono::milliseconds(400)});
  CHECK(bench.ask_and_wait(numbered(0)).status == Status::answered);
  upstream.reset();
  for (int i = 1; i < 5; ++i) CHECK(bench.ask_and_wait(numbered(i)).status != Status::answered);
  upstream = std::make_unique<FakeDns>(port);
  CHECK(bench.ask_and_wait(numbered(5)).status == Status::answered);
}

TEST_CASE("silence ends at the deadline") {
  BlackHole hole;
  ForwardBench bench(config_of({hole.text()}), {.deadline = std::chrono::milliseconds(300)});
  const auto before = uv_hrtime();
  CHECK(bench.ask_and_wait(name).status == Status::timed_out);
  CHECK((uv_hrtime() - before) / 1'000'000 >= 290);
  CHECK(bench.engine->waiting() == 0);
}

TEST_CASE("an alias that the server does not follow is followed, step by step") {
  ScriptedDns upstream(
      [](const Asked& asked) { return Replies{(asked.packet[13] | 0x20) == 'a' ? alias_only(asked) : good(asked)}; });
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 0; i < 2; ++i) {
    const Got got = bench.ask_and_wait("alias" + std::to_string(i) + ".example.org");
    CHECK(got.status == Status::answered);
    CHECK(got.answers() == 2);
  }
  CHECK(bench.engine->counts().followed == 2);
  CHECK(bench.engine->waiting() == 0);
  CHECK(bench.ask_and_wait("alias.example.org", 5).answers() == 1);  // the alias itself was asked for
  CHECK(bench.engine->counts().followed == 2);
}

TEST_CASE("an alias that is being followed is answered when the forwarder goes away") {
  ScriptedDns upstream(
      [](const Asked& asked) { return (asked.packet[13] | 0x20) == 'a' ? Replies{alias_only(asked)} : Replies{}; });
  ForwardBench bench(config_of({upstream.text()}));
  std::optional<Status> status;
  bench.ask("alias.example.org", [&](const UpstreamAnswer& answer) { status = answer.status; });
  bench.turn_until([&] { return bench.engine->counts().followed == 1; });
  CHECK(bench.engine->waiting() == 1);
  CHECK(!status);
  bench.engine.reset();
  CHECK(status == Status::unreachable);
}

TEST_CASE("names of a zone, and aliases that lead into it, are asked of the zone's own servers and of nobody else") {
  // The world has an alias into the school's zone, and an address of its own for what it leads to.
  ScriptedDns world([](const Asked& asked) {
    if ((asked.packet[13] | 0x20) != 'a') return Replies{good(asked)};
    Octets reply = alias_only(asked);
    reply[7] = 2;
    append(reply, {3, 'w', 'w', 'w', 0xC0, 13 + asked.packet[12], 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 203, 0, 113, 9});
    return Replies{reply};
  });
  FakeDns controller;
  UpstreamConfig config = config_of({world.text()});
  config.zones.push_back({"www.example.org", {parse_endpoint(at(controller)).value()}});
  ForwardBench bench(config);
  CHECK(bench.ask_and_wait("dc1.www.example.org").status == Status::answered);
  CHECK(world.asked().empty());
  CHECK(controller.udp_queries == 1);
  CHECK(bench.ask_and_wait("other.example.org").status == Status::answered);
  CHECK(controller.udp_queries == 1);
  const Got got = bench.ask_and_wait("alias.example.org");
  CHECK(got.status == Status::answered);
  CHECK(controller.udp_queries == 2);
  const Octets public_address{203, 0, 113, 9};
  CHECK(std::ranges::search(got.message, public_address).empty());
}

TEST_CASE("a zone whose servers are down is not asked of the world by the forwarder") {
  BlackHole controller;
  FakeDns world;
  UpstreamConfig config = config_of({at(world)});
  config.zones.push_back({"school.local", {parse_endpoint(controller.text()).value()}});
  ForwardBench bench(config);
  bool answered = false;
  bench.ask("dc1.school.local", [&](const UpstreamAnswer& answer) { answered = answer.status == Status::answered; });
  CHECK(bench.ask_and_wait("www.example.org").status == Status::answered);
  bench.engine.reset();
  CHECK(!answered);
  CHECK(world.udp_queries == 1);
}

TEST_CASE("more than the forwarder's cap is refused at once, and the rest goes on") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}), {.waiting = 10});
  int answered = 0, overloaded = 0;
  for (int i = 0; i < 15; ++i)
    bench.ask(numbered(i),
              [&](const UpstreamAnswer& a) { (a.status == Status::overloaded ? overloaded : answered)++; });
  CHECK(overloaded == 5);
  bench.turn_until([&] { return answered == 10; });
}

TEST_CASE("a forwarder that goes away answers everything that waits, once, over UDP and TCP") {
  BlackHole hole;
  ScriptedDns cutter([](const Asked& asked) {
    if (!asked.udp) return Replies{};
    Octets reply = good(asked);
    reply[2] |= 2U;
    return Replies{reply};
  });
  std::vector<int> calls(50);
  {
    ForwardBench bench(config_of({hole.text(), cutter.text()}));
    ForwardEngine* const engine = bench.engine.get();
    for (std::size_t i = 0; i < calls.size(); ++i)
      bench.ask(numbered(static_cast<int>(i)), [&calls, engine, i](const UpstreamAnswer& a) {
        CHECK(a.status == Status::unreachable);
        ++calls[i];
        if (i == 0) engine->resolve(Name::from_text(name).value(), 1, false, [](const UpstreamAnswer&) {});
      });
    bench.turn_until([&] { return engine->counts().tcp_queries > 0; });
  }
  CHECK(calls == std::vector<int>(50, 1));
}

TEST_CASE("whoever asks again inside an answer is answered too") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  int left = 100;
  Upstream::Done again = [&](const UpstreamAnswer& answer) {
    CHECK(answer.status == Status::answered);
    if (--left > 0) bench.ask(numbered(left), again);
  };
  bench.ask(numbered(left), again);
  bench.turn_until([&] { return left == 0; });
}

TEST_CASE("the forwarder asks for any octets, the root and the longest name") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  const Octets odd{5, 'a', '.', '\\', 0xFF, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r', 'g', 0};
  CHECK(bench.ask_and_wait(Name::from_wire(odd).value().view()).status == Status::answered);
  CHECK(bench.ask_and_wait(NameView(), 2).status == Status::answered);
  Octets longest;
  for (int i = 0; i < 127; ++i) append(longest, {1, 'a'});
  longest.push_back(0);
  CHECK(bench.ask_and_wait(Name::from_wire(longest).value().view()).status == Status::answered);
}

TEST_CASE("ten thousand queries through two hundred at a time lose nothing in the forwarder") {
  FakeDns upstream;
  ForwardBench bench(config_of({at(upstream)}));
  int sent = 0, done = 0, answered = 0;
  while (done < 10'000) {
    for (; sent < 10'000 && sent - done < 200; ++sent)
      bench.ask(numbered(sent), [&](const UpstreamAnswer& a) {
        ++done;
        answered += a.status == Status::answered;
      });
    uv_run(&bench.loop(), UV_RUN_ONCE);
  }
  CHECK(answered == 10'000);
  CHECK(bench.engine->open_sockets() <= 2 * ForwardSockets::live_sockets);
}

TEST_CASE("the plain forwarder serves plain lists, libunbound all others") {
  uv_loop_t loop;
  uv_loop_init(&loop);
  const auto is_forwarder = [&](const UpstreamConfig& config) {
    const auto engine = make_upstream_engine(loop, config);
    REQUIRE(engine);
    return dynamic_cast<ForwardEngine*>(engine->get()) != nullptr;
  };
  CHECK(is_forwarder(config_of({"192.0.2.1", "2001:db8::1"})));
  CHECK(!is_forwarder(config_of({"tcp://192.0.2.1"})));
  CHECK(!is_forwarder(config_of({"192.0.2.1", "tcp://192.0.2.2"})));
  auto automatic = config_of({"192.0.2.1"});
  automatic.dnssec = UpstreamConfig::Dnssec::automatic;
  if (!UnboundContext::validator_is_current()) CHECK(is_forwarder(automatic));
  CHECK(!make_upstream_engine(loop, UpstreamConfig{}));
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}
