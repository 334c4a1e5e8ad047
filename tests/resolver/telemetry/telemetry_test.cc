// From a worker's answer to what people are shown: through a real pipeline, with a clock of our own and no thread but
// this.
#include "resolver/telemetry/telemetry.h"

#include <thread>

#include <fmt/format.h>

#include "resolver/pipeline.h"
#include "tests/catch.h"
#include "tests/fake_store.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using namespace std::chrono_literals;

namespace {

constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z

struct AnsweringUpstream final : Upstream {
  void resolve(NameView name, std::uint16_t, bool, Done done) override {
    const std::string text = name.to_text();
    const auto message = test::upstream_reply({.name = text, .answer = {text + ". 300 A 192.0.2.1"}});
    UpstreamAnswer answer;
    answer.message = message;
    done(answer);
  }
};

struct Box {
  UtcMillis now = monday;
  FakeStore store;
  AnsweringUpstream upstream;
  WorkerStatistics statistics;
  test::Octets out = test::Octets(max_udp_reply_octets);
  std::shared_ptr<PolicyState> state = std::make_shared<PolicyState>();
  std::unique_ptr<Pipeline> pipeline;
  std::unique_ptr<Telemetry> telemetry;

  Box() {
    ResolverConfig config;
    config.allow = {Prefix::parse("10.0.0.0/8").value()};
    config.workers = 1;
    pipeline =
        std::make_unique<Pipeline>(config, upstream, statistics, [](std::uint64_t, std::span<const std::uint8_t>) {});
    for (const auto& [id, address] : {std::pair("pupils", "10.1.0.0/16"), std::pair("staff", "10.2.0.0/16")}) {
      Group& group = state->groups[id];
      group.id = group.name = id;
      group.addresses = {Prefix::parse(address).value()};
    }
    state->groups["pupils"].blocked_services = {"tiktok"};
    state->rules["r-1"] = {"r-1", RuleAction::block, "games.example", {}};
    state->settings.recent_blocks = {RecentBlocks::Keep::with_client, 60};
    use();
    start();
  }
  void use() { pipeline->use(Snapshot::build(std::make_shared<PolicyState>(*state), nullptr, nullptr, monday)); }
  void start() {
    telemetry = Telemetry::start(store, {.clock = [this] { return now; },
                                         .statistics = [this] { return sum(); },
                                         .tapes = {&statistics.tape},
                                         .own_thread = false});
  }
  Statistics sum() const {
    Statistics sum;
    const auto add = [](auto& to, const auto& from) {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i].load();
    };
    add(sum.counts, statistics.counts);
    add(sum.blocked_by_category, statistics.blocked_by_category);
    add(sum.blocked_by_service, statistics.blocked_by_service);
    sum.untold = statistics.tape.dropped();
    return sum;
  }
  void ask(const std::string& name, const char* client = "10.1.0.1") {
    pipeline->at({now, static_cast<std::uint64_t>(now.time_since_epoch().count())});
    pipeline->handle({test::query({.name = name}), Address::parse(client).value(), Transport::udp, 7}, out);
  }
  HourCounts hour() {
    telemetry->look();
    const auto hours = telemetry->hours(monday, monday + 1h);
    return hours.empty() ? HourCounts{} : hours[0];
  }
};

}  // namespace

TEST_CASE("every answer is counted by the hour, by group and by what was blocked") {
  Box box;
  box.ask("www.example.org");
  box.ask("www.example.org");
  box.ask("www.games.example");
  box.ask("www.tiktok.com");
  box.ask("www.games.example", "10.2.0.9");
  const HourCounts hour = box.hour();
  CHECK(hour.queries == 5);
  CHECK(hour.blocked == 3);
  CHECK(hour.cached == 1);
  CHECK(hour.by_group.at("pupils") == HourCounts::OfGroup{4, 2});
  CHECK(hour.by_group.at("staff") == HourCounts::OfGroup{1, 1});
  REQUIRE(hour.by_category.size() == 1);
  CHECK(hour.by_category.begin()->second == 1);
  CHECK(box.hour() == hour);  // looking twice counts nothing twice
}

TEST_CASE("a blocked answer is told with its name, device, group and reason") {
  Box box;
  Device& device = box.state->devices["pc-1"];
  device.id = device.name = "pc-1";
  device.addresses = {Prefix::parse("10.1.0.7").value()};
  box.use();
  box.ask("WWW.Games.Example", "10.1.0.7");
  box.ask("www.tiktok.com");
  box.telemetry->look();
  const auto rows = box.telemetry->recent_blocks();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == "www.games.example");
  CHECK(rows[0].client == "10.1.0.7");
  CHECK(rows[0].device == "pc-1");
  CHECK(rows[0].group == "pupils");
  CHECK(rows[0].why == BlockReason{Tier::rule, "r-1", ""});
  CHECK(rows[0].first == monday);
  CHECK(rows[1].why.tier == Tier::category);
  CHECK(rows[1].why.by == "tiktok");
  CHECK_FALSE(rows[1].why.category.empty());
  const auto often = box.telemetry->often_blocked();
  REQUIRE(often.size() == 2);
  CHECK(often[0].devices == 1);
}

TEST_CASE("groups keep their counts when a new snapshot numbers them anew") {
  Box box;
  box.ask("www.games.example", "10.2.0.9");
  Group& first = box.state->groups["a-new-group"];
  first.id = first.name = "a-new-group";
  first.addresses = {Prefix::parse("10.3.0.0/16").value()};
  box.use();
  box.ask("www.games.example", "10.2.0.9");
  box.ask("www.games.example", "10.3.0.9");
  box.use();
  const HourCounts hour = box.hour();
  CHECK(hour.by_group.at("staff") == HourCounts::OfGroup{2, 2});
  CHECK(hour.by_group.at("a-new-group") == HourCounts::OfGroup{1, 1});
  CHECK(box.telemetry->recent_blocks().size() == 2);
}

TEST_CASE("a snapshot is held for no longer than its last answer takes to be read") {
  Box box;
  auto state = std::make_shared<PolicyState>(*box.state);
  std::weak_ptr<const PolicyState> held = state;
  box.pipeline->use(Snapshot::build(std::move(state), nullptr, nullptr, monday));
  box.ask("www.games.example");
  box.use();
  box.telemetry->look();
  CHECK(held.expired());
}

TEST_CASE("a sealed name is told to nobody, though that it was asked for is") {
  Box box;
  const SealedSet::Key key{1, 2, 3};
  const Name name = Name::from_text("illegal.example").value();
  auto sealed = std::make_shared<SealedSet>(key, std::vector{SealedSet::digest(key, name)});
  box.pipeline->use(Snapshot::build(box.state, nullptr, sealed, monday));
  for (std::uint32_t n = 0; n < 2 * Tape::sample_every; ++n) box.ask("illegal.example");
  box.telemetry->look();
  const auto rows = box.telemetry->recent_blocks();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].name.empty());
  CHECK(rows[0].why.tier == Tier::sealed);
  CHECK(box.telemetry->often_blocked().empty());
  CHECK(box.telemetry->recent_names().empty());
}

TEST_CASE("a school that keeps no blocked answers has none in memory, and its counts all the same") {
  Box box;
  box.ask("www.games.example");
  box.telemetry->look();
  box.state->settings.recent_blocks.keep = RecentBlocks::Keep::off;
  box.use();
  box.ask("www.games.example");
  for (std::uint32_t n = 0; n < 2 * Tape::sample_every; ++n) box.ask("www.example.org");
  CHECK(box.hour().blocked == 2);
  CHECK(box.telemetry->recent_blocks().empty());
  CHECK(box.telemetry->often_blocked().empty());
  CHECK(box.telemetry->recent_names().empty());
}

TEST_CASE("one question in sixteen is noted by its name, for previews") {
  Box box;
  for (std::uint32_t n = 0; n < 3 * Tape::sample_every; ++n)
    box.ask(fmt::format("n{}.example.org", n / Tape::sample_every));
  box.telemetry->look();
  CHECK(box.telemetry->recent_names() ==
        std::vector<std::string>{"n2.example.org", "n1.example.org", "n0.example.org"});
}

TEST_CASE("a full ring drops entries and counts them, and the counts stay right") {
  Box box;
  for (std::size_t n = 0; n < Tape::slots + 100; ++n)
    box.ask(fmt::format("n{}.games.example", n), fmt::format("10.1.{}.{}", n / 16, n % 16).c_str());
  const HourCounts hour = box.hour();
  CHECK(hour.blocked == Tape::slots + 100);
  CHECK(hour.by_group.at("pupils").blocked == Tape::slots + 100);
  CHECK(box.sum().untold >= 100);
  box.ask("once-more.games.example");
  box.telemetry->look();
  CHECK(box.telemetry->recent_blocks().back().name == "once-more.games.example");
}

TEST_CASE("names of every length are told whole") {
  Box box;
  const std::string label(63, 'a');
  for (const std::string& name : {std::string("x.games.example"), label + ".games.example",
                                  label + "." + label + "." + label + ".games.example"}) {
    box.ask(name);
    box.telemetry->look();
    CHECK(box.telemetry->recent_blocks().back().name == name);
  }
}

TEST_CASE("counts are in the store at the end, and there again at the start") {
  Box box;
  box.ask("www.games.example");
  box.telemetry.reset();
  box.start();
  CHECK(box.hour().blocked == 1);
  CHECK(box.telemetry->recent_blocks().empty());  // in memory only
}

TEST_CASE("a worker that writes while it is read loses nothing and is never waited for") {
  WorkerStatistics statistics;
  auto state = std::make_shared<PolicyState>();
  state->groups["pupils"].id = state->groups["pupils"].name = "pupils";
  const auto snapshot = Snapshot::build(state, nullptr, nullptr, monday);
  statistics.tape.use(snapshot);
  constexpr std::uint64_t count = 20'000;
  std::thread worker([&] {
    const Address client = *Address::parse("10.1.0.1");
    const Client known{0, true, nullptr, nullptr};
    std::array<std::uint8_t, max_name_octets> name{1, 'a', 0};
    Decision decision;
    decision.verdict = Verdict::block;
    decision.tier = Tier::rule;
    for (std::uint64_t n = 0; n < count; ++n) {
      if (n % 1000 == 0) statistics.tape.use(snapshot);
      const Tape::Asked asked{client, known, name, 3, 1, UtcMillis(std::chrono::milliseconds(n))};
      statistics.tape.asked(asked, decision);
      statistics.tape.blocked(asked, decision);
    }
  });
  std::uint64_t seen = 0, last_ms = 0;
  bool in_order = true;
  const auto look = [&] {
    const auto read = statistics.tape.read();
    for (std::uint64_t n = read.first; n < read.last; ++n) {
      const Tape::Entry& entry = statistics.tape.entry(n);
      if (!entry.blocked) continue;
      in_order = in_order && (seen == 0 || static_cast<std::uint64_t>(entry.utc_ms) > last_ms);
      last_ms = static_cast<std::uint64_t>(entry.utc_ms);
      ++seen;
    }
    statistics.tape.done(read);
  };
  while (seen + statistics.tape.dropped() < count / 2) look();
  worker.join();
  look();
  CHECK(in_order);
  CHECK(seen + statistics.tape.dropped() >= count);  // dropped samples count too
}
