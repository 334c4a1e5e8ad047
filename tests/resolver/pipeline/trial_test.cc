// What devices on trial ask for is told; of everybody else nothing is.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "resolver/pipeline.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;

namespace {

struct Upstream1 final : Upstream {
  std::vector<Done> waiting;
  void resolve(NameView, std::uint16_t, bool, Done done) override { waiting.push_back(std::move(done)); }
  void answer(const test::Says& says) {
    const auto message = test::upstream_reply(says);
    UpstreamAnswer answer;
    answer.message = message;
    for (const Done& done : std::exchange(waiting, {})) done(answer);
  }
};

struct Watch final : TrialWatch {
  std::vector<std::string> heard;
  void saw(const Snapshot&, const Client&, NameView name, const Decision& decision, UtcSeconds) override {
    heard.push_back(fmt::format("{} {}", decision.verdict == Verdict::allow ? "allow" : "block", name.to_text()));
  }
};

}  // namespace

TEST_CASE("a device on trial is watched, question by question and alias by alias; no other device is") {
  Upstream1 upstream;
  WorkerStatistics statistics;
  ResolverConfig config;
  config.allow = {Prefix::parse("10.0.0.0/8").value()};
  config.workers = 1;
  Pipeline pipeline(config, upstream, statistics, [](std::uint64_t, std::span<const std::uint8_t>) {});
  auto state = std::make_shared<PolicyState>();
  Group& pupils = state->groups["pupils"];
  pupils.id = pupils.name = "pupils";
  pupils.addresses = {Prefix::parse("10.0.0.0/8").value()};
  state->rules["r-1"] = {"r-1", RuleAction::block, "blocked.example", {}};
  Unblock& trial = state->unblocks["u-1"];
  trial.id = "u-1";
  trial.names = {"votes.example"};
  trial.trial = true;
  trial.device = Prefix::parse("10.0.0.9");
  trial.starts = UtcSeconds{std::chrono::seconds{1'800'000'000}};
  trial.until = trial.starts + std::chrono::minutes(10);
  pipeline.use(Snapshot::build(state, nullptr, nullptr));
  pipeline.at({UtcMillis{trial.starts} + std::chrono::minutes(1), 60'000});
  test::Octets out(max_udp_reply_octets);
  const auto ask = [&](const char* client, const char* name) {
    const auto packet = test::query({.name = name});
    return pipeline.handle({packet, Address::parse(client).value(), Transport::udp, 1}, out).outcome;
  };
  ask("10.0.0.9", "blocked.example");  // nobody listens yet
  Watch watch;
  pipeline.watch(&watch);
  ask("10.0.0.8", "blocked.example");
  CHECK(watch.heard.empty());
  ask("10.0.0.9", "blocked.example");
  ask("10.0.0.9", "www.votes.example");
  CHECK(watch.heard == std::vector<std::string>{"block blocked.example", "allow www.votes.example"});
  upstream.answer({.name = "www.votes.example", .answer = {"www.votes.example. 300 A 192.0.2.1"}});
  CHECK(watch.heard.size() == 2);  // answered, and told once
  CHECK(ask("10.0.0.9", "plain.example") == Pipeline::Outcome::pending);
  upstream.answer(
      {.name = "plain.example",
       .answer = {"plain.example. 300 CNAME cdn.blocked.example.", "cdn.blocked.example. 300 A 192.0.2.2"}});
  REQUIRE(watch.heard.size() == 4);
  CHECK(watch.heard[2] == "allow plain.example");
  CHECK(watch.heard[3] == "block cdn.blocked.example");
}
