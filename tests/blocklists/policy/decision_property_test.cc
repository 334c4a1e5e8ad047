// Random small schools, dense enough that every tier meets every other. Each failure prints its seed.
#include <algorithm>
#include <random>

#include "blocklists/policy/decision.h"
#include "blocklists/policy/explain.h"
#include "tests/blocklists/policy/slow_model.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

constexpr int worlds = 400;
constexpr int questions_a_world = 60;
constexpr std::uint16_t type_a = 1;
constexpr UtcSeconds base{std::chrono::seconds{1'795'000'000}};  // November 2026
constexpr std::uint64_t span = 120;                              // seconds in which everything happens

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Values>
  const auto& any(const Values& values) {
    return values[below(std::size(values))];
  }
  UtcSeconds moment() { return base + std::chrono::seconds{below(span)}; }

 private:
  std::mt19937_64 random_;
};

const std::vector<std::string> group_ids{"staff", "year-7", "year-8"};
const std::vector<std::string> category_ids{"adult", "gambling", "games", "social", "exams", "sexual-education"};
const std::vector<std::string> service_ids{"tiktok", "discord", "chatgpt"};
const std::vector<std::string> schedule_ids{"first", "second", "night", "never"};
const std::vector<std::string> prefixes{"10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24",   "10.1.1.1",   "10.1.1.128/25",
                                        "0.0.0.0/0",  "::/0",        "2001:db8::/32", "2001:db8::1"};
const std::vector<std::string> clients{"10.1.1.1",  "10.1.1.2",    "10.1.1.200",  "10.1.2.1", "10.9.9.9",
                                       "192.0.2.1", "2001:db8::1", "2001:db8::2", "2a00::1"};

/// One to four labels out of three: names meet and cover each other often.
/// Now and then a real service's name or one below it.
std::string random_name(Dice& dice) {
  if (dice.one_in(8)) {
    const Service& service = services()[*find_service(dice.any(service_ids))];
    return (dice.one_in(2) ? "a." : "") + std::string(dice.any(service.names));
  }
  const std::vector<std::string> labels{"a", "b", "ab"};
  std::string text = dice.any(std::vector<std::string>{"x", "y"});
  for (std::size_t n = dice.below(4); n > 0; --n) text = dice.any(labels) + "." + text;
  return text;
}
std::vector<std::string> random_names(Dice& dice, std::size_t most) {
  std::vector<std::string> names;
  for (std::size_t n = 1 + dice.below(most); n > 0; --n) names.push_back(random_name(dice));
  return names;
}
std::vector<std::string> some_of(Dice& dice, const std::vector<std::string>& values) {
  std::vector<std::string> chosen;
  for (const std::string& value : values)
    if (dice.one_in(2)) chosen.push_back(value);
  return chosen;
}

/// Minutes around `base`, which is 11:06:40 in London: every schedule begins or ends while things happen, but the last.
void add_schedules(test::World& world) {
  world.add("term 2026-09-03 2026-12-18");
  world.add("period p1 mon,tue,wed,thu,fri,sat,sun 11:07 11:08");
  world.add("schedule first from 11:00 to 11:07");
  world.add("schedule second period p1");
  world.add("schedule night from 11:08 to 11:07 in term");
  world.add("schedule never in holidays");
}

/// Blocked, allowed or by schedule: each id in one of them at most.
void random_stances(Dice& dice, const std::vector<std::string>& ids, std::vector<std::string>& blocked,
                    std::vector<std::string>& allowed, std::vector<Timed>& timed) {
  for (const std::string& id : ids) switch (dice.below(6)) {
      case 0:
      case 1:
        blocked.push_back(id);
        break;
      case 2:
        allowed.push_back(id);
        break;
      case 3:
        timed.push_back({id, dice.one_in(2), dice.any(schedule_ids)});
        break;
      default:
        break;
    }
}

void add_groups(Dice& dice, test::World& world) {
  std::vector<std::string> free = prefixes;  // no prefix in two groups: that is a case of its own
  for (const std::string& id : group_ids) {
    Group group;
    group.id = group.name = id;
    random_stances(dice, category_ids, group.blocked_categories, group.allowed_categories, group.timed_categories);
    random_stances(dice, service_ids, group.blocked_services, group.allowed_services, group.timed_services);
    if (id != "staff" && dice.one_in(2)) group.parent = "staff";
    if (dice.one_in(2)) group.walled_garden = dice.one_in(4);
    if (dice.one_in(4)) group.garden = random_names(dice, 3);
    for (std::size_t n = dice.below(3); n > 0; --n) {
      const std::size_t at = dice.below(free.size());
      group.addresses.push_back(*Prefix::parse(free[at]));
      free.erase(free.begin() + static_cast<std::ptrdiff_t>(at));
    }
    world.state.groups[id] = group;
  }
}

void add_exceptions(Dice& dice, test::World& world) {
  PolicyState& state = world.state;
  for (std::size_t n = dice.below(6); n > 0; --n) {
    const std::string id = "r" + std::to_string(n);
    state.rules[id] = {id, dice.one_in(2) ? RuleAction::allow : RuleAction::block, random_name(dice),
                       dice.one_in(2) ? std::vector<std::string>{} : std::vector{dice.any(group_ids)}};
  }
  for (std::size_t n = dice.below(6); n > 0; --n) {
    Unblock unblock;
    unblock.id = "u" + std::to_string(n);
    unblock.names = random_names(dice, 2);
    unblock.groups = {dice.any(group_ids)};
    unblock.starts = dice.moment();
    unblock.until = unblock.starts + std::chrono::seconds{dice.below(span)};
    if (dice.one_in(4)) {
      unblock.trial = true;
      unblock.device = *Prefix::parse(dice.any(prefixes));
      unblock.groups.clear();
    }
    state.unblocks[unblock.id] = unblock;
  }
  for (std::size_t n = dice.below(3); n > 0; --n) {
    const std::string id = "q" + std::to_string(n);
    const Prefix device = *Prefix::parse(dice.any(prefixes));
    // Each end is its own moment, so that "the one that ends last" is one.
    const UtcSeconds until = base + std::chrono::seconds{3 * dice.below(span / 3) + n};
    state.quarantines[id] = {id, device, dice.one_in(4) && n == 1 ? std::nullopt : std::optional(until)};
  }
  if (dice.one_in(3)) state.emergencies["e1"] = {"e1", random_names(dice, 2), {}};
  if (dice.one_in(5)) state.emergencies["e2"] = {"e2", {}, {}};
}

test::World random_world(Dice& dice) {
  test::World world;
  add_schedules(world);
  if (dice.one_in(2)) world.built_at = base;
  add_groups(dice, world);
  add_exceptions(dice, world);
  for (std::size_t n = dice.below(6); n > 0; --n)
    world.lists.push_back({"l" + std::to_string(n), dice.any(category_ids), random_names(dice, 3)});
  world.state.settings.essentials = some_of(dice, random_names(dice, 2));
  if (dice.one_in(3)) world.sealed = {random_name(dice)};
  if (dice.one_in(2)) world.state.clock_floor = dice.moment();
  return world;
}

test::SlowDecision plain(const Decision& decision) {
  std::string category;
  if (decision.tier == Tier::category && !decision.service) category = categories()[decision.category].id;
  return {decision.verdict, decision.tier, std::string(decision.by), category};
}

template <class Check>
void for_random_questions(std::uint64_t first_seed, const Check& check) {
  for (std::uint64_t seed = first_seed; seed < first_seed + worlds; ++seed) {
    Dice dice(seed);
    const test::World world = random_world(dice);
    const std::shared_ptr<const Snapshot> snapshot = world.snapshot();
    for (int n = 0; n < questions_a_world; ++n) {
      const std::string asked = random_name(dice);
      const std::string from = dice.any(clients);
      const UtcSeconds now = dice.moment();
      INFO("seed " << seed << ": " << from << " asks for " << asked << " at " << to_rfc3339(now));
      check(world, *snapshot, test::address(from), test::name(asked), now);
    }
  }
}

TEST_CASE("decide agrees with the tiers written down a second time") {
  for_random_questions(1, [](const test::World& world, const Snapshot& snapshot, const Address& from, const Name& asked,
                             UtcSeconds now) {
    const Decision decision = decide(snapshot, identify(snapshot, from), asked, type_a, now);
    const test::SlowDecision expected = test::slow_decide(world, from, asked.to_text(), now);
    if (plain(decision) != expected) {
      CHECK(to_text(decision.tier) == to_text(expected.tier));
      CHECK(decision.by == expected.by);
      CHECK(plain(decision) == expected);
    }
  });
}

TEST_CASE("a decision holds for every second that it says it does") {
  std::size_t limited = 0;
  for_random_questions(10'001, [&limited](const test::World&, const Snapshot& snapshot, const Address& from,
                                          const Name& asked, UtcSeconds now) {
    const Client client = identify(snapshot, from);
    const Decision decision = decide(snapshot, client, asked, type_a, now);
    REQUIRE(decision.valid_for > 0);
    if (decision.valid_for != UINT32_MAX) ++limited;
    const std::uint64_t seconds = std::min<std::uint64_t>(decision.valid_for, 2 * span);
    for (std::uint64_t after = 1; after < seconds; ++after) {
      const Decision later = decide(snapshot, client, asked, type_a, now + std::chrono::seconds{after});
      if (plain(later) != plain(decision)) {
        CHECK(decision.valid_for <= after);
        break;
      }
    }
  });
  CHECK(limited > 1000);  // the worlds are full of edges, or this shows nothing
}

TEST_CASE("an explanation tells the decision that a query gets") {
  for_random_questions(
      30'001, [](const test::World&, const Snapshot& snapshot, const Address& from, const Name& asked, UtcSeconds now) {
        const Decision decision = decide(snapshot, identify(snapshot, from), asked, type_a, now);
        const Explanation told = explain(snapshot, from, asked, type_a, now);
        REQUIRE(plain(told.decision) == plain(decision));
        REQUIRE(told.decision.valid_for == decision.valid_for);
        REQUIRE(told.steps.size() == 8);
        for (const Explanation::Step& step : told.steps) {
          CHECK(step.decided == (step.tier == decision.tier));
          CHECK_FALSE(step.says.empty());
          if (step.tier < decision.tier) CHECK_FALSE(step.says.starts_with("would"));
        }
        CHECK(told.sentence.starts_with(decision.verdict == Verdict::allow ? "Allowed for " : "Blocked for "));
        CHECK(told.what_would_change_it.empty() == (decision.tier == Tier::sealed));
      });
}

}  // namespace
}  // namespace schoolgate
