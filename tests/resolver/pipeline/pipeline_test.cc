// What scenarios cannot see: memory, floods, and upstreams that misbehave.
#include "resolver/pipeline.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "blocklists/trie_builder.h"
#include "resolver/admit.h"
#include "resolver/waiting.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"
#include "tests/resolver/pipeline/allocations.h"

using namespace schoolgate;
using Outcome = Pipeline::Outcome;

namespace {

struct SlowUpstream final : Upstream {
  std::vector<Done> waiting;
  std::size_t asked = 0;
  void resolve(NameView, std::uint16_t, bool, Done done) override {
    ++asked;
    waiting.push_back(std::move(done));
  }
  void answer(const test::Says& says) {
    const auto message = test::upstream_reply(says);
    UpstreamAnswer answer;
    answer.message = message;
    for (const Done& done : std::exchange(waiting, {})) done(answer);
  }
};

struct School {
  SlowUpstream upstream;
  WorkerStatistics statistics;
  std::vector<test::Octets> late;
  std::unique_ptr<Pipeline> pipeline;
  test::Octets out = test::Octets(max_udp_reply_octets);

  School() {
    ResolverConfig config;
    config.allow = {Prefix::parse("10.0.0.0/8").value()};
    config.workers = 1;
    pipeline = std::make_unique<Pipeline>(
        config, upstream, statistics,
        [this](std::uint64_t, std::span<const std::uint8_t> reply) { late.emplace_back(reply.begin(), reply.end()); });
    auto state = std::make_shared<PolicyState>();
    Group& staff = state->groups["staff"];
    staff.id = staff.name = "staff";
    staff.addresses = {Prefix::parse("10.0.0.0/8").value()};
    state->rules["r-1"] = {"r-1", RuleAction::block, "blocked.example", {}};
    pipeline->use(Snapshot::build(state, nullptr, nullptr));
    at(1000);
  }
  void at(std::uint64_t ms) {
    pipeline->at({UtcMillis{std::chrono::milliseconds{1'800'000'000'000} + std::chrono::milliseconds{ms}}, ms});
  }
  Outcome ask(const test::Octets& packet, const char* client = "10.0.0.1") {
    return pipeline->handle({packet, Address::parse(client).value(), Transport::udp, 7}, out).outcome;
  }
};

}  // namespace

TEST_CASE("blocked, local, kept and faulty questions are answered without allocating") {
  School school;
  const auto kept = test::query({.name = "www.example.com", .dnssec_ok = true});
  REQUIRE(school.ask(kept) == Outcome::pending);
  school.upstream.answer(
      {.name = "www.example.com",
       .answer = {"www.example.com. 300 CNAME cdn.example.net.", "cdn.example.net. 300 A 192.0.2.1"}});
  REQUIRE(school.late.size() == 1);

  const std::vector<test::Octets> questions = {kept,
                                               test::query({.name = "www.blocked.example"}),
                                               test::query({.name = "a.local", .type = "AAAA"}),
                                               test::query({.name = "www.example.com", .type = "ANY"}),
                                               test::query({.name = "x.example", .edns_version = 2}),
                                               test::Octets(12, 0)};
  const std::size_t before = test::allocations();
  for (const auto& question : questions) {
    if (school.ask(question) != Outcome::replied) std::abort();  // an assertion would allocate
  }
  CHECK(test::allocations() == before);
}

TEST_CASE("software that asks whether it may go round the filter is counted by client") {
  School school;
  const auto signal = test::query({.name = "use-application-dns.net"});
  CHECK(school.ask(signal, "10.0.0.1") == Outcome::replied);
  CHECK(school.ask(signal, "10.0.0.1") == Outcome::replied);
  CHECK(school.ask(signal, "10.0.0.2") == Outcome::replied);
  CHECK(school.ask(test::query({.name = "www.blocked.example"}), "10.0.0.3") == Outcome::replied);
  Attempts::Table table;
  school.statistics.attempts.add_to(table);
  REQUIRE(table.size() == 2);
  CHECK(table.at(*Address::parse("10.0.0.1")).signals == 2);
  CHECK(table.at(*Address::parse("10.0.0.2")).signals == 1);
}

TEST_CASE("a device is known by its hardware address as soon as a lease says so") {
  School school;
  auto state = std::make_shared<PolicyState>();
  for (const char* id : {"staff", "pupils"}) state->groups[id].id = state->groups[id].name = id;
  state->groups["staff"].addresses = {Prefix::parse("10.0.0.0/8").value()};
  state->rules["r-1"] = {"r-1", RuleAction::block, "games.example", {"pupils"}};
  Device& tablet = state->devices["tablet"];
  tablet.id = tablet.name = "tablet";
  tablet.group = "pupils";
  tablet.macs = {MacAddress::parse("00:11:22:33:44:55").value()};
  school.pipeline->use(Snapshot::build(state, nullptr, nullptr));
  const auto question = test::query({.name = "www.games.example"});
  CHECK(school.ask(question) == Outcome::pending);
  const std::vector<DeviceRow> lease{{Address::parse("10.0.0.1").value(), tablet.macs[0], "", {}}};
  school.pipeline->know(std::make_shared<const DeviceDirectory>(lease, UtcSeconds::min()));
  CHECK(school.ask(question, "10.0.0.1") == Outcome::replied);
  CHECK(school.ask(question, "10.0.0.2") == Outcome::pending);
}

TEST_CASE("a batch is answered as its questions are one by one: devices, services, own names and aliases included") {
  School school;
  auto state = std::make_shared<PolicyState>();
  for (const char* id : {"staff", "pupils"}) state->groups[id].id = state->groups[id].name = id;
  state->groups["staff"].addresses = {Prefix::parse("10.0.0.0/8").value()};
  for (auto& [id, group] : state->groups) group.blocked_categories = {"gambling"};
  state->groups["pupils"].blocked_services = {"tiktok"};
  Device& tablet = state->devices["tablet"];
  tablet.id = tablet.name = "tablet";
  tablet.group = "pupils";
  tablet.macs = {MacAddress::parse("00:11:22:33:44:55").value()};
  state->local_records["r"] = {"r", "bet.school.example", "A", "10.0.0.9", 300};
  TrieBuilder builder;
  const ListNumber first = 0;
  const ListSetId listed = builder.intern({&first, 1});
  REQUIRE(builder.add(to_key(Name::from_text("bet.example").value()), listed, listed));
  REQUIRE(builder.add(to_key(Name::from_text("school.example").value()), listed, listed));
  auto lists = std::make_shared<CompiledLists>();
  lists->lists = {{"l", "L", "gambling", 1}};
  lists->trie = Trie::from_bytes(std::move(builder).finish()).value();
  school.pipeline->use(Snapshot::build(state, lists, nullptr));
  const std::vector<DeviceRow> lease{{Address::parse("10.0.0.1").value(), tablet.macs[0], "", {}}};
  school.pipeline->know(std::make_shared<const DeviceDirectory>(lease, UtcSeconds::min()));
  for (const char* alias : {"cloak.example", "clean.example"}) {
    const std::string target = alias == std::string("cloak.example") ? "x.bet.example." : "cdn.example.";
    REQUIRE(school.ask(test::query({.name = alias}), "10.0.0.2") == Outcome::pending);
    school.upstream.answer(
        {.name = alias, .answer = {std::string(alias) + ". 300 CNAME " + target, target + " 300 A 192.0.2.1"}});
  }
  REQUIRE(school.ask(test::query({.name = "www.tiktok.com"}), "10.0.0.2") == Outcome::pending);
  school.upstream.answer({.name = "www.tiktok.com", .answer = {"www.tiktok.com. 300 A 192.0.2.2"}});

  std::vector<test::Octets> packets;
  std::vector<Query> queries;
  for (const char* name : {"www.bet.example", "cloak.example", "clean.example", "www.tiktok.com", "bet.school.example",
                           "www.school.example"})
    packets.push_back(test::query({.name = name}));
  for (const char* client : {"10.0.0.1", "10.0.0.2"})
    for (const auto& packet : packets)
      queries.push_back({packet, Address::parse(client).value(), Transport::udp, queries.size()});
  std::vector<test::Octets> alone, together(queries.size(), test::Octets(max_udp_reply_octets));
  for (const Query& query : queries) {
    test::Octets out(max_udp_reply_octets);
    const auto result = school.pipeline->handle(query, out);
    REQUIRE(result.outcome == Outcome::replied);
    out.resize(result.size);
    alone.push_back(out);
  }
  std::vector<Pipeline::Job> jobs;
  for (std::size_t n = 0; n < queries.size(); ++n) jobs.push_back({queries[n], together[n], {}});
  school.pipeline->handle(jobs);
  for (std::size_t n = 0; n < queries.size(); ++n) {
    INFO(n);
    REQUIRE(jobs[n].result.outcome == Outcome::replied);
    together[n].resize(jobs[n].result.size);
    CHECK(together[n] == alone[n]);
  }
  CHECK(alone[1] != alone[2]);                   // the cloaked name is blocked
  CHECK(alone[3] != alone[3 + packets.size()]);  // the service is blocked for the tablet only
}

TEST_CASE(
    "what a client calls itself finds its device, now and for an answer that comes late; a strange one finds none") {
  School school;
  auto state = std::make_shared<PolicyState>();
  for (const char* id : {"pupils", "staff"}) state->groups[id].id = state->groups[id].name = id;
  state->groups["pupils"].addresses = {Prefix::parse("10.0.0.0/8").value()};
  state->rules["r-1"] = {"r-1", RuleAction::block, "tube.example", {"pupils"}};
  state->rules["r-2"] = {"r-2", RuleAction::block, "target.example", {"pupils"}};
  Device& tablet = state->devices["head"];
  tablet.id = tablet.name = "head";
  tablet.group = "staff";
  tablet.identities = {"head-tablet"};
  school.pipeline->use(Snapshot::build(state, nullptr, nullptr));
  const auto ask = [&](const test::Octets& packet, std::string_view identity) {
    const std::string given(identity);  // gone when the answer comes
    return school.pipeline->handle({packet, Address::parse("10.0.0.1").value(), Transport::tcp, 1, given}, school.out)
        .outcome;
  };
  school.out.resize(max_reply_octets);
  const auto blocked = test::query({.name = "tube.example"});
  CHECK(ask(blocked, "") == Outcome::replied);
  CHECK(ask(blocked, "somebody-else") == Outcome::replied);  // an unknown identity is no way in: its address decides
  CHECK(ask(blocked, "head-tablet") == Outcome::pending);

  const auto alias = test::query({.name = "www.example.com"});
  REQUIRE(ask(alias, "head-tablet") == Outcome::pending);
  REQUIRE(ask(alias, "somebody-else") == Outcome::pending);
  school.late.clear();
  school.upstream.answer({.name = "www.example.com",
                          .answer = {"www.example.com. 300 CNAME target.example.", "target.example. 300 A 192.0.2.1"}});
  REQUIRE(school.late.size() >= 2);
  const auto of_tablet = test::decode(school.late[school.late.size() - 2]);
  const auto of_stranger = test::decode(school.late.back());
  CHECK(of_tablet.answer != of_stranger.answer);
  CHECK(of_stranger.ede == 15);
}

TEST_CASE("an upstream that answers after the pipeline is gone harms nobody") {
  auto school = std::make_unique<School>();
  REQUIRE(school->ask(test::query({.name = "www.example.com"})) == Outcome::pending);
  school->pipeline.reset();
  school->upstream.answer({.name = "www.example.com", .answer = {"www.example.com. 300 A 192.0.2.1"}});
  CHECK(school->late.empty());
}

TEST_CASE("a client that floods unanswered questions is told so, and others go on") {
  School school;
  for (std::size_t i = 0; i < max_waiting_of_client; ++i)
    REQUIRE(school.ask(test::query({.name = "n" + std::to_string(i) + ".example"})) == Outcome::pending);
  REQUIRE(school.ask(test::query({.name = "one-more.example"})) == Outcome::replied);
  CHECK(test::decode(school.out).rcode == "SERVFAIL");
  CHECK(school.ask(test::query({.name = "one-more.example"}), "10.0.0.2") == Outcome::pending);
  CHECK(school.pipeline->in_flight() == max_waiting_of_client + 1);
}

TEST_CASE("over its rate a client meets silence over UDP and a refusal over TCP") {
  School school;
  const auto question = test::query({.name = "a.blocked.example"});
  for (std::uint32_t i = 0; i < client_burst; ++i)
    if (school.ask(question) != Outcome::replied) std::abort();
  CHECK(school.ask(question) == Outcome::dropped);
  test::Octets out(max_reply_octets);
  const auto result = school.pipeline->handle({question, Address::parse("10.0.0.1").value(), Transport::tcp, 1}, out);
  REQUIRE(result.outcome == Outcome::replied);
  CHECK(test::decode(std::span(out).first(result.size)).rcode == "REFUSED");
}

TEST_CASE("an answer to another question, and octets that are none, are a failure") {
  School school;
  REQUIRE(school.ask(test::query({.name = "www.example.com"})) == Outcome::pending);
  school.upstream.answer({.name = "www.example.org", .answer = {"www.example.org. 300 A 192.0.2.1"}});
  REQUIRE(school.late.size() == 1);
  CHECK(test::decode(school.late[0]).rcode == "SERVFAIL");
}

TEST_CASE("without a policy nothing is answered but that") {
  SlowUpstream upstream;
  WorkerStatistics statistics;
  ResolverConfig config;
  config.allow = {Prefix::parse("10.0.0.0/8").value()};
  Pipeline pipeline(config, upstream, statistics, {});
  test::Octets out(max_udp_reply_octets);
  const auto question = test::query({.name = "www.example.com"});
  const auto result = pipeline.handle({question, Address::parse("10.0.0.1").value(), Transport::udp, 0}, out);
  const auto reply = test::decode(std::span(out).first(result.size));
  CHECK(reply.rcode == "SERVFAIL");
  CHECK(reply.ede == 14);
  CHECK(upstream.asked == 0);
}
