// Trials: what was asked for on a test device is kept, told in order, and bounded.
#include <fmt/format.h>

#include "blocklists/policy/explain.h"
#include "blocklists/policy/trial_log.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::address;
using test::make_world;
using test::name;

namespace {

test::World school() {
  test::World world = make_world(
      "day 2026-11-23\nfloor 2026-11-01\n"
      "group pupils at 10.1.0.0/16 blocks gambling\n"
      "list g gambling bet.example,cdn.example\n"
      "rule r1 block fonts.example\n"
      "sealed vile.example\n"
      "trial t1 bet.example on 10.1.9.66 10:00 10:10");
  world.state.unblocks["t1"].request = "rq-1";
  return world;
}

void ask(TrialLog& log, const test::World& world, const char* site, const char* at, const char* from = "10.1.9.66") {
  const auto snapshot = world.snapshot();
  const Client client = identify(*snapshot, address(from));
  const Name asked = name(site);
  log.saw(*snapshot, client, asked, decide(*snapshot, client, asked, 1, world.time(at)), world.time(at));
}

}  // namespace

TEST_CASE("a trial tells the blocked names first, with what blocked them and how often") {
  const auto world = school();
  TrialLog log;
  ask(log, world, "bet.example", "10:01");
  ask(log, world, "a.cdn.example", "10:02");
  ask(log, world, "fonts.example", "10:02");
  ask(log, world, "fonts.example", "10:03");
  ask(log, world, "plain.example", "10:03");
  const auto report = log.report("rq-1");
  REQUIRE(report.names.size() == 4);
  CHECK(report.names[0].name == "fonts.example");
  CHECK(report.names[0].by == "rule r1");
  CHECK(report.names[0].times == 2);
  CHECK(report.names[0].first == world.time("10:02"));
  CHECK(report.names[0].last == world.time("10:03"));
  CHECK(report.names[1].name == "a.cdn.example");
  CHECK(report.names[1].by == "Gambling");
  CHECK(report.names[2].verdict == Verdict::allow);
  CHECK(report.names[3].by.empty());
  CHECK(report.left_out == 0);
  CHECK(log.report("rq-2").names.empty());
}

TEST_CASE("only while it runs, only its device, and no sealed name is kept") {
  const auto world = school();
  TrialLog log;
  ask(log, world, "bet.example", "09:59");
  ask(log, world, "bet.example", "10:10");
  ask(log, world, "bet.example", "10:05", "10.1.9.67");
  CHECK(log.report("rq-1").names.empty());
  ask(log, world, "vile.example", "10:05");
  CHECK(log.report("rq-1").names.empty());
  CHECK(log.report("rq-1").left_out == 1);
}

TEST_CASE("a device on trial that asks for everything fills its table and no more") {
  const auto world = school();
  TrialLog log;
  const auto snapshot = world.snapshot();
  const Client client = identify(*snapshot, address("10.1.9.66"));
  for (std::size_t n = 0; n < max_names_seen + 10; ++n)
    log.saw(*snapshot, client, name(fmt::format("n{}.example", n)), Decision{}, world.time("10:01"));
  CHECK(log.report("rq-1").names.size() == max_names_seen);
  CHECK(log.report("rq-1").left_out == 10);
}

TEST_CASE("a request's newest trial is told, and old ones make room") {
  auto world = school();
  TrialLog log;
  ask(log, world, "bet.example", "10:01");
  for (std::size_t n = 0; n < max_trials_kept; ++n) {
    world.state.unblocks.clear();
    Unblock next = school().state.unblocks["t1"];
    next.id = fmt::format("u-{}", n);
    next.request = n == 0 ? "rq-1" : "rq-2";
    next.starts += std::chrono::hours(n + 1);
    next.until += std::chrono::hours(n + 1);
    world.state.unblocks[next.id] = next;
    const auto snapshot = world.snapshot();
    log.saw(*snapshot, identify(*snapshot, address("10.1.9.66")), name(fmt::format("s{}.example", n)), Decision{},
            next.starts);
  }
  REQUIRE(log.report("rq-1").names.size() == 1);
  CHECK(log.report("rq-1").names[0].name == "s0.example");
  CHECK(log.report("rq-2").names[0].name == fmt::format("s{}.example", max_trials_kept - 1));
}

TEST_CASE("a trial on a device that the school knows follows it, and is told as one") {
  auto world = school();
  world.state.devices["test-pc"] = {"test-pc", "Test PC", "", {}, {}, {*Prefix::parse("10.1.7.7")}, {}};
  world.state.unblocks["t1"].device.reset();
  world.state.unblocks["t1"].known = "test-pc";
  const auto snapshot = world.snapshot();
  CHECK(decide(*snapshot, identify(*snapshot, address("10.1.7.7")), name("bet.example"), 1, world.time("10:05")).by ==
        "t1");
  CHECK(decide(*snapshot, identify(*snapshot, address("10.1.9.66")), name("bet.example"), 1, world.time("10:05"))
            .verdict == Verdict::block);
  const auto told = explain(*snapshot, address("10.1.7.7"), name("bet.example"), 1, world.time("10:05"));
  CHECK(told.sentence == "Allowed for pupils: on this device only, trial t1 until 2026-11-23T10:10:00Z.");
}

TEST_CASE("more trials than there may be open nothing, with a warning") {
  auto world = school();
  for (std::size_t n = 0; n < max_trials; ++n) {
    Unblock next = world.state.unblocks["t1"];
    next.id = fmt::format("t2{:02}", n);
    world.state.unblocks[next.id] = next;
  }
  const auto snapshot = world.snapshot();
  CHECK(snapshot->trials.size() == max_trials);
  REQUIRE(snapshot->warnings.size() == 1);
  CHECK(snapshot->warnings[0].find("it opens nothing") != std::string::npos);
}
