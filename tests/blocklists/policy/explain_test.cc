#include "blocklists/policy/explain.h"

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

constexpr std::uint16_t type_a = 1;

const test::World& school() {
  static const test::World world = [] {
    test::World made = test::make_world(
        "day 2026-11-23\n"
        "floor 2026-11-01\n"
        "group pupils at 10.1.0.0/16 blocks gambling,social\n"
        "group nursery at 10.5.0.0/16 garden phonics.example\n"
        "list ut1/gambling gambling bet.example,free.example\n"
        "list b/gambling gambling bet.example\n"
        "list ut1/social social bet.example\n"
        "list ut1/exams exams exam.example\n"
        "list vile gambling vile.example\n"
        "essential time.example\n"
        "rule r1 allow free.example\n"
        "rule r2 block never.example for pupils\n"
        "unblock u1 bet.example for pupils 10:00 12:00\n"
        "quarantine q1 10.1.9.66 until 12:00\n"
        "quarantine q2 10.1.9.67 forever\n"
        "emergency e1 bad.example\n"
        "sealed vile.example\n");
    made.state.groups["pupils"].name = "Pupils";
    made.state.groups["nursery"].name = "Nursery";
    made.state.unblocks["u1"].topic = "Gambling harms";
    return made;
  }();
  return world;
}

/// The snapshot outlives what is told: `by` borrows from it.
const Snapshot& snapshot() {
  static const std::shared_ptr<const Snapshot> built = school().snapshot();
  return *built;
}

Explanation told(std::string_view client, std::string_view name, std::string_view time) {
  return explain(snapshot(), test::address(client), test::name(name), type_a, school().time(time));
}

const std::string& says(const Explanation& explanation, Tier tier) {
  return explanation.steps.at(static_cast<std::size_t>(tier) - 1).says;
}

TEST_CASE("a blocked category is told with its lists") {
  const Explanation blocked = told("10.1.0.1", "www.bet.example", "13:00");
  CHECK(blocked.sentence == "Blocked for Pupils: gambling, by lists List ut1/gambling, List b/gambling.");
  CHECK(blocked.name == "www.bet.example");
  CHECK(blocked.group == "pupils");
  CHECK(blocked.client == "10.1.0.1");
  CHECK(blocked.client_known);
  CHECK(blocked.categories == std::vector<std::string>{"gambling", "social"});
  REQUIRE(blocked.hits.size() == 3);
  CHECK(blocked.hits[0].list == "ut1/gambling");
  CHECK(blocked.hits[2].category == "social");
  CHECK_FALSE(blocked.hits[0].allow_type);
  CHECK(blocked.what_would_change_it == std::vector<std::string>{"a temporary unblock for Pupils",
                                                                 "an allow rule for Pupils",
                                                                 "no longer blocking gambling for Pupils"});
}

TEST_CASE("what a higher tier leaves undecided is told as well") {
  const Explanation open = told("10.1.0.1", "bet.example", "11:00");
  CHECK(open.sentence == "Allowed for Pupils: temporary unblock u1 for \"Gambling harms\" until 2026-11-23T12:00:00Z.");
  CHECK(says(open, Tier::sealed) == "it is on no sealed list");
  CHECK(says(open, Tier::quarantine) == "the device is not quarantined");
  CHECK(says(open, Tier::unblock).starts_with("allows: temporary unblock u1"));
  CHECK(says(open, Tier::category).starts_with("would block: gambling, by lists"));
  CHECK(says(open, Tier::standard) == "would allow: nothing says otherwise");
  CHECK(open.what_would_change_it == std::vector<std::string>{"ending temporary unblock u1"});
}

TEST_CASE("an unblock that is not in force is told with its times") {
  CHECK(says(told("10.1.0.1", "bet.example", "09:00"), Tier::unblock) == "u1 begins at 2026-11-23T10:00:00Z");
  CHECK(says(told("10.1.0.1", "bet.example", "12:00"), Tier::unblock) == "u1 ended at 2026-11-23T12:00:00Z");
  CHECK(says(told("10.5.0.1", "bet.example", "11:00"), Tier::unblock) == "none covers this name for Nursery");
}

TEST_CASE("a sealed name tells its tier and nothing else") {
  const Explanation sealed = told("10.1.0.1", "www.vile.example", "11:00");
  CHECK(sealed.sentence == "Blocked for everybody: it is on a sealed list of illegal content.");
  CHECK(sealed.hits.empty());
  CHECK(sealed.categories.empty());
  CHECK(sealed.decision.lists == 0);
  CHECK(sealed.what_would_change_it.empty());
  for (const Explanation::Step& step : sealed.steps)
    if (!step.decided) CHECK(step.says == "is not told");
}

TEST_CASE("each tier gives its reason") {
  CHECK(told("10.1.9.66", "a.example", "11:00").sentence ==
        "Blocked for Pupils: device 10.1.9.66 is quarantined until 2026-11-23T12:00:00Z (q1).");
  CHECK(told("10.1.9.67", "a.example", "11:00").sentence ==
        "Blocked for Pupils: device 10.1.9.67 is quarantined until somebody releases it (q2).");
  CHECK(told("10.1.0.1", "bad.example", "11:00").sentence == "Blocked for Pupils: emergency block e1 on this name.");
  CHECK(told("10.5.0.1", "phonics.example", "11:00").sentence == "Allowed for Nursery: it is in the walled garden.");
  CHECK(told("10.5.0.1", "time.example", "11:00").sentence == "Allowed for Nursery: it is an essential name.");
  CHECK(told("10.5.0.1", "a.example", "11:00").sentence == "Blocked for Nursery: it is not in the walled garden.");
  CHECK(told("10.1.0.1", "www.free.example", "11:00").sentence == "Allowed for Pupils: rule r1 on free.example.");
  CHECK(told("10.1.0.1", "never.example", "11:00").sentence == "Blocked for Pupils: rule r2 on never.example.");
  CHECK(told("10.1.0.1", "exam.example", "11:00").sentence ==
        "Allowed for Pupils: examinations, by list List ut1/exams.");
  CHECK(told("10.1.0.1", "a.example", "11:00").sentence == "Allowed for Pupils: nothing says otherwise.");
  CHECK(says(told("10.1.9.66", "a.example", "12:00"), Tier::quarantine) ==
        "quarantine q1 ended at 2026-11-23T12:00:00Z");
}

TEST_CASE("a service is told as one of its kind, or as one that goes by its own name only") {
  const test::World world =
      test::make_world("day 2026-11-23\ngroup pupils at 10.1.0.0/16 blocks social,webmail allows-services pinterest\n");
  const auto built = world.snapshot();
  const auto why = [&](std::string_view name) {
    return explain(*built, test::address("10.1.0.1"), test::name(name), type_a, world.time("11:00"));
  };
  CHECK(why("www.instagram.com").sentence == "Blocked for pupils: social media, as it belongs to Instagram.");
  CHECK(why("www.pinterest.com").sentence == "Allowed for pupils: it belongs to Pinterest, which is open for pupils.");
  CHECK(says(why("mail.google.com"), Tier::category) ==
        "no list holds it, and Gmail is blocked by its own name only, not with webmail");
}

TEST_CASE("a clock that is not right is said to be so") {
  const Explanation early = told("10.1.0.1", "bet.example", "1970-01-01");
  CHECK_FALSE(early.clock_trusted);
  CHECK(early.sentence.ends_with("until it is, no temporary unblock is in force and no quarantine ends."));
  CHECK(says(early, Tier::unblock) == "u1 waits until the appliance's clock is right");
}

TEST_CASE("an unknown client is told to be in the strictest group") {
  const Explanation unknown = told("192.0.2.1", "bet.example", "11:00");
  CHECK_FALSE(unknown.client_known);
  CHECK(unknown.group == "nursery");
}

TEST_CASE("an allowed search engine is told with what it is rewritten to") {
  test::World world = school();
  world.state.groups["pupils"].safe_search = true;
  world.add("rule r9 block www.bing.com");
  const auto with_safe_search = world.snapshot();
  const auto target = [&](std::string_view name) {
    return explain(*with_safe_search, test::address("10.1.0.1"), test::name(name), type_a, world.time("11:00"))
        .safe_search_target;
  };
  CHECK(target("www.google.co.uk") == "forcesafesearch.google.com");
  CHECK(target("www.bing.com") == std::nullopt);  // blocked: there is nothing to rewrite
  CHECK(target("a.example") == std::nullopt);
}

TEST_CASE("no list and no walled garden takes the school's own names away; its rules do") {
  test::World world = test::make_world(
      "group pupils at 10.1.0.0/16 blocks games\n"
      "group nursery at 10.5.0.0/16 garden phonics.example\n"
      "list g games school.example\n"
      "rule r1 block secret.school.example\n");
  world.state.forward_zones["domain"] = {"domain", "school.example", {"10.0.0.2"}};
  const auto snapshot = world.snapshot();
  const auto ask = [&](std::string_view client, std::string_view name) {
    return explain(*snapshot, test::address(client), test::name(name), type_a, world.time("09:00"));
  };
  for (const char* client : {"10.1.0.1", "10.5.0.1"}) {
    const Explanation dc = ask(client, "dc1.school.example");
    CHECK(dc.decision.verdict == Verdict::allow);
    CHECK(dc.decision.own);
    CHECK(says(dc, Tier::standard) == "allows: it is the school's own name");
    CHECK(says(dc, Tier::category) == "no list takes the school's own names away");
    const Explanation secret = ask(client, "secret.school.example");
    CHECK(secret.decision.verdict == Verdict::block);
    CHECK(secret.decision.tier == Tier::rule);
  }
  CHECK(says(ask("10.5.0.1", "dc1.school.example"), Tier::walled_garden) == "the school's own names are every group's");
  CHECK_FALSE(ask("10.5.0.1", "other.example").decision.own);
}

TEST_CASE("a response policy zone is told with its rule and action") {
  const test::World world = test::make_world(R"(day 2026-11-23
    group pupils at 10.1.0.0/16 blocks malware
    rpz first malware *.bad.example=NXDOMAIN,www.bad.example=PASSTHRU,*.up.bad.example=NXDOMAIN,to.example=TCP-ONLY
    rpz second malware *.data.example=local-data,x.y.data.example=local-data,*.bad.example=DROP)");
  const auto snapshot = world.snapshot();
  const auto why = [&](std::string_view name) {
    return explain(*snapshot, test::address("10.1.0.1"), test::name(name), type_a, world.time("10:00"));
  };
  CHECK(why("a.bad.example").sentence ==
        "Blocked for pupils: malware, by the response policy zone List first: its rule for *.bad.example is NXDOMAIN.");
  CHECK(why("a.b.up.bad.example").sentence ==
        "Blocked for pupils: malware, by the response policy zone List first: its rule for *.bad.example is NXDOMAIN.");
  CHECK(why("www.bad.example").sentence ==
        "Allowed for pupils: malware, by the response policy zone List first: its rule for www.bad.example is "
        "PASSTHRU.");
  CHECK(why("to.example").sentence ==
        "Allowed for pupils: malware, by the response policy zone List first: its rule for to.example is TCP-ONLY.");
  CHECK(why("b.y.data.example").sentence ==
        "Blocked for pupils: malware, by the response policy zone List second: its rule for *.data.example is local "
        "data.");
  CHECK(why("x.y.data.example").hits.at(0).trigger == "x.y.data.example");
  const Explanation both = why("a.bad.example");
  REQUIRE(both.hits.size() == 2);
  CHECK(both.hits[0].list == "first");
  CHECK(both.hits[0].action == ZoneAction::nxdomain);
  CHECK(both.hits[1].list == "second");
  CHECK(both.hits[1].trigger == "*.bad.example");
  CHECK(both.hits[1].action == ZoneAction::drop);
  CHECK(both.categories == std::vector<std::string>{"malware"});
}

}  // namespace
}  // namespace schoolgate
