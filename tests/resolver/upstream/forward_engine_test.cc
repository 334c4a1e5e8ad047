#include "resolver/upstream/forward_engine.h"

#include <algorithm>
#include <map>
#include <set>

#include "resolver/upstream/unbound_engine.h"
#include "tests/resolver/upstream/engine_bench.h"
#include "tests/resolver/upstream/scripted_dns.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Status = UpstreamAnswer::Status;

namespace {

/// Long enough for the case bits never to be all lower by chance.
constexpr const char* name = "www.the-school-of-the-long-name.example.org";
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

TEST_CASE("only the reply to the question is taken, whatever comes first") {
  ScriptedDns upstream([](const Asked& asked) {
    Replies replies(5, good(asked));
    replies[0][1] ^= 1U;                             // id
    replies[1][13] = '-';                            // name
    replies[2][2] &= 0x7FU;                          // QR
    replies[3][asked.packet.size() - 11 - 3] ^= 1U;  // type
    replies[4][15] = 99;                             // another address, were it not for:
    replies[4].resize(11);                           // not even a header
    replies.push_back(good(asked));
    return replies;
  });
  ForwardBench bench(config_of({upstream.text()}));
  const Got got = bench.ask_and_wait(name);
  CHECK(got.status == Status::answered);
  CHECK(got.message.back() == 7);
  CHECK(bench.engine->counts().forged == 5);
  CHECK(upstream.count(false) == 0);
}

TEST_CASE("a reply from another port than the server's never arrives") {
  const int other = socket(AF_INET, SOCK_DGRAM, 0);
  ScriptedDns upstream([other](const Asked& asked) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(asked.port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Octets forged = good(asked);
    forged.back() = 66;
    sendto(other, forged.data(), forged.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    return Replies{good(asked)};
  });
  ForwardBench bench(config_of({upstream.text()}));
  CHECK(bench.ask_and_wait(name).message.back() == 7);
  CHECK(bench.engine->counts().forged == 0);
  close(other);
}

TEST_CASE("a reply in the wrong case is not taken: the answer comes over TCP, and the case stays checked") {
  ScriptedDns upstream(
      [](const Asked& asked) { return Replies{asked.udp ? in_lower_case(good(asked)) : good(asked)}; });
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 1; i <= 2; ++i) {
    CHECK(bench.ask_and_wait(numbered(i)).status == Status::answered);
    CHECK(upstream.count(false) == static_cast<std::size_t>(i));
  }
}

TEST_CASE("a server that loses the case over TCP too is asked in lower case from then on") {
  ScriptedDns upstream([](const Asked& asked) { return Replies{in_lower_case(good(asked))}; });
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 0; i < 3; ++i) CHECK(bench.ask_and_wait(numbered(i)).status == Status::answered);
  CHECK(upstream.count(false) == 1);
  CHECK(in_lower_case(upstream.asked().back().packet) == upstream.asked().back().packet);
  CHECK(bench.engine->counts().case_lost == 1);
}

TEST_CASE("a server that loses the case and has no TCP is believed after three times") {
  ScriptedDns upstream([](const Asked& asked) { return Replies{in_lower_case(good(asked))}; }, false);
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 0; i < 3; ++i) CHECK(bench.ask_and_wait(numbered(i)).status == Status::unreachable);
  CHECK(bench.ask_and_wait(numbered(3)).status == Status::answered);
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
  ScriptedDns* server = nullptr;
  ScriptedDns upstream([&](const Asked& asked) {
    if (first)
      server->send_to(first->port, good(*first));
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

TEST_CASE("many wrong replies send the question to TCP") {
  ScriptedDns upstream([](const Asked& asked) {
    if (!asked.udp) return Replies{good(asked)};
    Replies forged(ForwardEngine::max_forged, good(asked));
    for (std::size_t i = 0; i < forged.size(); ++i) {
      forged[i][1] ^= static_cast<std::uint8_t>(i + 1);
      forged[i].back() = 66;
    }
    return forged;
  });
  ForwardBench bench(config_of({upstream.text()}));
  CHECK(bench.ask_and_wait(name).message.back() == 7);
  CHECK(bench.engine->counts().suspected == 1);
  CHECK(upstream.count(false) == 1);
}

TEST_CASE("ids, ports and cases of a thousand questions show no pattern") {
  ScriptedDns upstream([](const Asked& asked) { return Replies{good(asked)}; });
  ForwardBench bench(config_of({upstream.text()}));
  for (int i = 0; i < 1000; ++i) REQUIRE(bench.ask_and_wait(name).status == Status::answered);
  const auto asked = upstream.asked();
  std::set<int> ids;
  std::set<std::string> cases;
  std::map<int, int> ports, steps;
  int high = 0, same_port = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ids.insert(asked[i].id());
    cases.insert({asked[i].packet.begin() + 12, asked[i].packet.end() - 15});
    ++ports[asked[i].port];
    high += asked[i].id() >= 0x8000;
    if (i == 0) continue;
    ++steps[(asked[i].id() - asked[i - 1].id()) & 0xFFFF];
    same_port += asked[i].port == asked[i - 1].port;
  }
  CHECK(ids.size() > 970);  // 992 are to be expected, with a deviation below 3
  CHECK(cases.size() > 990);
  CHECK(std::ranges::max_element(steps, {}, [](const auto& step) { return step.second; })->second <= 4);
  CHECK((high > 400 && high < 600));  // six standard deviations
  CHECK(ports.size() >= ForwardSockets::live_sockets);
  CHECK(same_port < 100);  // 31 to be expected
  CHECK(bench.engine->open_sockets() <= 2 * ForwardSockets::live_sockets);
}

TEST_CASE("a port serves for a while only, and there are never more than the bound") {
  BlackHole hole;
  uv_loop_t loop;
  uv_loop_init(&loop);
  {
    RandomSource random;
    ForwardSockets sockets(loop, parse_upstream(hole.text())->endpoint, 0, [](ForwardSocket&) {});
    const auto all_at = [&](std::uint64_t now) {
      std::set<ForwardSocket*> seen;
      for (int i = 0; i < 1000; ++i) seen.insert(sockets.pick(random, now));
      return seen;
    };
    const auto early = all_at(0);
    CHECK(early.size() == ForwardSockets::live_sockets);
    for (ForwardSocket* const socket : early) socket->want({1, 0, 0});
    const auto late = all_at(ForwardSocket::max_age);
    for (ForwardSocket* const socket : late) CHECK(early.count(socket) == 0);
    // The old ones still wait: no third set.
    CHECK(all_at(2 * ForwardSocket::max_age) == late);
    CHECK(sockets.open_sockets() == 2 * ForwardSockets::live_sockets);
    for (ForwardSocket* const socket : early) socket->forget(1, true);
    sockets.tidy();
    CHECK(sockets.open_sockets() == ForwardSockets::live_sockets);
    ForwardSocket* const used = *late.begin();
    CHECK(!used->worn(ForwardSocket::max_age));
    for (unsigned i = 0; i < ForwardSocket::max_queries; ++i) CHECK(used->send({}));
    CHECK(used->worn(ForwardSocket::max_age));
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
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
