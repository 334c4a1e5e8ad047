// What an attacker who forges replies has to guess, and what happens when one tries.
#include <algorithm>
#include <map>
#include <set>

#include "resolver/upstream/forward_engine.h"
#include "tests/resolver/upstream/engine_bench.h"
#include "tests/resolver/upstream/scripted_dns.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Status = UpstreamAnswer::Status;

namespace {

/// Long enough for the case bits never to be all lower by chance.
constexpr const char* name = "www.the-school-of-the-long-name.example.org";
std::string numbered(int i) { return "n" + std::to_string(i) + "." + name; }

}  // namespace

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
