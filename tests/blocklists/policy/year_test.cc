// A whole school year, September to August, against an independent model: verdicts at every quarter of an hour, and no
// answer's TTL over an edge. Snapshots are built as the running appliance does, every few days.
#include <algorithm>

#include "blocklists/policy/decision.h"
#include "tests/blocklists/policy/slow_model.h"
#include "tests/blocklists/policy/slow_time.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

using std::chrono::minutes;

constexpr std::uint16_t type_a = 1;
constexpr UtcSeconds first = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1};
constexpr UtcSeconds last = std::chrono::sys_days{std::chrono::year{2027} / 9 / 1};

constexpr const char* school =
    "zone Europe/London\n"
    "term 2026-09-03 2026-12-18\n"
    "term 2027-01-05 2027-03-25\n"
    "term 2027-04-12 2027-07-21\n"
    "break 2026-10-26 2026-10-30\n"
    "break 2027-02-15 2027-02-19\n"
    "break 2027-05-03\n"
    "break 2027-05-31 2027-06-04\n"
    "inset 2026-09-03 2026-09-04\n"
    "inset 2026-11-27\n"
    "inset 2027-07-21\n"
    "period p3 mon,tue,wed,thu 11:15 12:15\n"
    "period p3 fri 10:45 11:30\n"
    "period lunch mon,tue,wed,thu 12:15 13:05\n"
    "period lunch fri 12:10 12:50\n"
    "schedule friday-lunch days fri period lunch\n"
    "schedule p3 period p3\n"
    "schedule after-school days mon,tue,wed,thu,fri from 15:30 to 17:00 in term\n"
    "schedule night from 21:30 to 06:15\n"
    "schedule holidays in holidays\n"
    "schedule small-hours days sun from 00:45 to 02:20 + days sun from 01:10 to 01:25\n"
    "list g games play.example\n"
    "list s social chat.example\n"
    "list v streaming film.example\n"
    "group boarders at 10.1.0.0/16 blocks gambling times games:allowed:friday-lunch,social:blocked:night\n"
    "group year-7 at 10.1.7.0/24 parent boarders times streaming:allowed:holidays,social:allowed:after-school\n"
    "group year-9 at 10.1.9.0/24 parent boarders times-services tiktok:blocked:p3 times "
    "streaming:blocked:small-hours\n";

struct Question {
  const char* client;
  const char* name;
};
constexpr Question questions[] = {{"10.1.7.1", "play.example"}, {"10.1.7.1", "chat.example"},
                                  {"10.1.7.1", "film.example"}, {"10.1.9.1", "www.tiktok.com"},
                                  {"10.1.9.1", "film.example"}, {"10.1.1.1", "chat.example"}};

/// The model's year for one question: its verdicts, each from a moment on.
struct Course {
  std::vector<UtcSeconds> from;
  std::vector<Verdict> verdict;
  std::size_t place(UtcSeconds when) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(from, when) - from.begin()) - 1;
  }
  Verdict at(UtcSeconds when) const { return verdict[place(when)]; }
  UtcSeconds next_change(UtcSeconds when) const {
    const std::size_t next = place(when) + 1;
    return next < from.size() ? from[next] : UtcSeconds::max();
  }
};

/// Every time in this school's year is a multiple of five minutes; a verdict changes only where a schedule does.
std::vector<Course> model_year(const test::World& world) {
  std::vector<Course> courses(std::size(questions));
  std::vector<bool> before;
  for (UtcSeconds at = first; at < last + horizon_ahead; at += minutes{5}) {
    std::vector<bool> in_force;
    for (const auto& [id, schedule] : world.state.schedules)
      in_force.push_back(test::slow_in_force(world.state.calendar, schedule, at));
    if (in_force == before) continue;
    before = in_force;
    for (std::size_t n = 0; n < courses.size(); ++n) {
      const auto verdict = test::slow_decide(world, test::address(questions[n].client), questions[n].name, at).verdict;
      if (!courses[n].verdict.empty() && courses[n].verdict.back() == verdict) continue;
      courses[n].from.push_back(at);
      courses[n].verdict.push_back(verdict);
    }
  }
  return courses;
}

TEST_CASE("a school year, quarter of an hour by quarter of an hour, is decided as an independent model says") {
  test::World world = test::make_world(school);
  const auto unprepared = world.snapshot();  // answers every question slowly
  REQUIRE(unprepared->warnings.empty());
  const std::vector<Course> model = model_year(world);
  std::shared_ptr<const Snapshot> snapshot;
  std::size_t blocked = 0;
  std::size_t clipped = 0;
  std::size_t steps = 0;
  for (UtcSeconds now = first; now < last; now += minutes{15}, ++steps) {
    if (!snapshot || now + horizon_ahead / 2 >= snapshot->time->horizon.to) {
      world.built_at = now;
      snapshot = world.snapshot();
    }
    for (std::size_t n = 0; n < std::size(questions); ++n) {
      const Name name = test::name(questions[n].name);
      const Client client = identify(*snapshot, test::address(questions[n].client));
      const Decision decision = decide(*snapshot, client, name, type_a, now);
      const UtcSeconds change = model[n].next_change(now);
      const bool same = decision.verdict == model[n].at(now);
      const bool in_time = decision.valid_for > 0 && now + std::chrono::seconds{decision.valid_for} <= change;
      bool slowly_the_same = true;
      if (steps % 13 == 0) {
        const Decision slow = decide(*unprepared, client, name, type_a, now);
        slowly_the_same =
            slow.verdict == decision.verdict && (slow.valid_for == decision.valid_for || slow.valid_for == 2 * 86400U);
      }
      if (!same || !in_time || !slowly_the_same) {
        INFO(questions[n].client << " asks for " << questions[n].name << " at " << to_rfc3339(now)
                                 << "; the model's next "
                                 << "change is at " << to_rfc3339(change) << ", the TTL " << decision.valid_for);
        CHECK(same);
        CHECK(in_time);
        CHECK(slowly_the_same);
      }
      blocked += decision.verdict == Verdict::block ? 1 : 0;
      clipped += decision.valid_for != UINT32_MAX ? 1 : 0;
    }
  }
  CHECK(steps == 365 * 24 * 4);
  CHECK(blocked > steps);  // the year is full of edges, or this shows nothing
  CHECK(clipped == steps * std::size(questions));
}

TEST_CASE("a name that no schedule speaks of has no TTL of its own") {
  const test::World world = test::make_world(school);
  const auto snapshot = world.snapshot();
  const auto valid_for = [&](const char* client, const char* name) {
    return decide(*snapshot, identify(*snapshot, test::address(client)), test::name(name), type_a, first).valid_for;
  };
  CHECK(valid_for("10.1.7.1", "other.example") == UINT32_MAX);
  CHECK(valid_for("10.1.7.1", "chatgpt.com") == UINT32_MAX);
  CHECK(valid_for("10.1.1.1", "film.example") == UINT32_MAX);
  CHECK(valid_for("10.1.9.1", "www.tiktok.com") != UINT32_MAX);  // the service's own schedule
  CHECK(valid_for("10.1.7.1", "www.tiktok.com") != UINT32_MAX);  // as a service of the kind "social"
}

}  // namespace
}  // namespace schoolgate
