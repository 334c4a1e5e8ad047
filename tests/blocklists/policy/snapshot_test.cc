#include "blocklists/policy/snapshot.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/policy/decision.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

bool warns(const Snapshot& snapshot, std::string_view words) {
  return std::ranges::any_of(snapshot.warnings,
                             [words](const std::string& warning) { return warning.find(words) != std::string::npos; });
}

TEST_CASE("a school that has decided nothing yet gets a snapshot that filters strictly") {
  const auto snapshot = Snapshot::build(nullptr, nullptr, nullptr);
  REQUIRE(snapshot->groups.size() == 1);
  const Client client = identify(*snapshot, test::address("10.1.2.3"));
  CHECK_FALSE(client.known);
  CHECK(client.quarantine == nullptr);
  CHECK(snapshot->groups[client.group].blocked.has(*find_category("gambling")));
  CHECK_FALSE(snapshot->groups[client.group].blocked.has(*find_category("sexual-education")));
  CHECK(snapshot->groups[client.group].safe_engines != 0);
  CHECK(decide(*snapshot, client, test::name("www.example"), 1, {}).tier == Tier::standard);
}

TEST_CASE("what cannot be used is left out and reported, and the rest is in force") {
  test::World world = test::make_world("group pupils at 10.1.0.0/16 blocks gambling\nrule r1 block good.example\n");
  world.state.groups["pupils"].blocked_categories.push_back("gamblin");
  world.state.rules["r2"] = {"r2", RuleAction::block, "two..dots", {}};
  world.state.rules["r3"] = {"r3", RuleAction::block, "three.example", {"nobody"}};
  world.state.unblocks["u1"] = {"u1", {"bad name"}, "", {"pupils"}, {}, {}, {}, ""};
  world.lists.push_back({"odd", "no-such-category", {"odd.example"}});
  const auto snapshot = world.snapshot();
  CHECK(warns(*snapshot, "group pupils: there is no category \"gamblin\"; did you mean \"gambling\"?"));
  CHECK(warns(*snapshot, "rule r2: \"two..dots\" is not a name ("));
  CHECK(warns(*snapshot, "rule r3: there is no group \"nobody\""));
  CHECK(warns(*snapshot, "temporary unblock u1: \"bad name\" is not a name"));
  CHECK(warns(*snapshot, "list odd: there is no category \"no-such-category\""));
  const Client client = identify(*snapshot, test::address("10.1.0.1"));
  CHECK(decide(*snapshot, client, test::name("good.example"), 1, {}).by == "r1");
  CHECK(decide(*snapshot, client, test::name("odd.example"), 1, {}).tier == Tier::standard);
  // A rule whose only group is gone is for nobody, not for everybody.
  CHECK(decide(*snapshot, client, test::name("three.example"), 1, {}).tier == Tier::standard);
}

TEST_CASE("a prefix that two groups claim is with the stricter one") {
  const auto snapshot = test::make_world(
                            "group a at 10.1.0.0/16 blocks gambling\n"
                            "group b at 10.1.0.0/16 blocks gambling,games\n"
                            "group c at 10.1.0.0/16\n")
                            .snapshot();
  CHECK(snapshot->groups[identify(*snapshot, test::address("10.1.2.3")).group].id == "b");
  CHECK(warns(*snapshot, "both claim 10.1.0.0/16"));
}

TEST_CASE("a disabled list blocks nothing") {
  test::World world = test::make_world("group pupils at 10.1.0.0/16 blocks gambling\nlist g gambling bet.example\n");
  const Name bet = test::name("bet.example");
  const Address client = test::address("10.1.0.1");
  const auto enabled = world.snapshot();
  CHECK(decide(*enabled, identify(*enabled, client), bet, 1, {}).verdict == Verdict::block);
  world.state.lists["g"].enabled = false;
  const auto disabled = world.snapshot();
  CHECK(decide(*disabled, identify(*disabled, client), bet, 1, {}).verdict == Verdict::allow);
}

TEST_CASE("devices of a group beyond the limit are unknown, and so in the strictest group") {
  test::World world;
  for (std::size_t n = 0; n <= max_groups; ++n) {
    const std::string id = fmt::format("g{:03}", n);
    world.add(
        fmt::format("group {} at 10.{}.{}.0/24 blocks {}", id, n / 256, n % 256, n == 7 ? "games,social" : "games"));
  }
  const auto snapshot = world.snapshot();
  CHECK(snapshot->groups.size() == max_groups);
  CHECK(warns(*snapshot, "group g256: there are more than 256 groups"));
  const Client client = identify(*snapshot, test::address("10.1.0.5"));
  CHECK_FALSE(client.known);
  CHECK(snapshot->groups[client.group].id == "g007");
}

TEST_CASE("the largest school that is designed for: 64 groups, 10,000 prefixes, 1,000 rules, 1,000 unblocks") {
  constexpr std::size_t groups = 64;
  constexpr std::size_t prefixes = 10'000;
  constexpr std::size_t exceptions = 1'000;
  const UtcSeconds noon{std::chrono::seconds{1'795'000'000}};
  test::World world;
  for (std::size_t n = 0; n < groups; ++n) world.add(fmt::format("group g{:02} blocks gambling", n));
  for (std::size_t n = 0; n < prefixes; ++n)
    world.state.groups[fmt::format("g{:02}", n % groups)].addresses.push_back(
        *Prefix::parse(fmt::format("10.{}.{}.{}", n / 4000, n / 16 % 250, n % 16 * 10)));
  for (std::size_t n = 0; n < exceptions; ++n) {
    const std::string group = fmt::format("g{:02}", n % groups);
    const std::string rule = fmt::format("r{}", n);
    const std::string unblock = fmt::format("u{}", n);
    world.state.rules[rule] = {rule, RuleAction::block, fmt::format("rule{}.example", n), {group}};
    world.state.unblocks[unblock] = {unblock, {fmt::format("topic{}.example", n)}, "", {group},
                                     noon,    noon + std::chrono::hours(1),        {}, ""};
  }
  const auto snapshot = world.snapshot();
  REQUIRE(snapshot->warnings.empty());
  CHECK(snapshot->names.size() >= 2 * exceptions);
  CHECK(snapshot->clients.range_count() <= 2 * prefixes + 3);
  for (std::size_t n = 0; n < prefixes; ++n) {
    const Prefix& prefix = world.state.groups[fmt::format("g{:02}", n % groups)].addresses[n / groups];
    const Client client = identify(*snapshot, prefix.address);
    if (!client.known || client.group != n % groups) FAIL("prefix " << prefix.to_text());
  }
  for (std::size_t n = 0; n < exceptions; ++n) {
    const Client client{static_cast<GroupNumber>(n % groups), true, nullptr};
    const Client other{static_cast<GroupNumber>((n + 1) % groups), true, nullptr};
    const Name ruled = test::name(fmt::format("www.rule{}.example", n));
    const Name topic = test::name(fmt::format("www.topic{}.example", n));
    if (decide(*snapshot, client, ruled, 1, noon).by != fmt::format("r{}", n)) FAIL("rule " << n);
    if (decide(*snapshot, other, ruled, 1, noon).tier != Tier::standard) FAIL("rule " << n << " for another group");
    if (decide(*snapshot, client, topic, 1, noon).by != fmt::format("u{}", n)) FAIL("unblock " << n);
  }
}

}  // namespace
}  // namespace schoolgate
