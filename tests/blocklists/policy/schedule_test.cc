// Schedules: the days of clock changes to the second, midnight, seasons, and both ways of looking.
#include "blocklists/policy/schedule.h"

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

UtcSeconds moment(const std::string& text) { return std::chrono::floor<std::chrono::seconds>(*parse_rfc3339(text)); }

CompiledSchedule compiled(const test::World& world, const char* id) {
  return CompiledSchedule(world.snapshot()->time, world.state.schedules.at(id));
}

/// "in force until 2026-03-29T01:30:00Z", or "not in force until ...".
std::string told(const CompiledSchedule& schedule, const std::string& at) {
  const UtcSeconds when = moment(at);
  const auto next = schedule.next_change(when);
  return (schedule.at(when).in_force ? "in force until " : "not in force until ") +
         (next ? to_rfc3339(*next) : "for ever");
}

TEST_CASE("a window in the hour that is skipped in March is not in force that night") {
  const test::World world = test::make_world(
      "zone Europe/London\n"
      "schedule skipped from 01:00 to 02:00\n"
      "schedule half from 01:30 to 02:30\n"
      "schedule over from 00:30 to 03:00\n");
  const auto skipped = compiled(world, "skipped");
  CHECK(told(skipped, "2026-03-28T12:00:00Z") == "not in force until 2026-03-30T00:00:00Z");  // 01:00 BST on Monday
  const auto half = compiled(world, "half");
  CHECK(told(half, "2026-03-29T00:59:59Z") == "not in force until 2026-03-29T01:00:00Z");  // the clock shows 02:00
  CHECK(told(half, "2026-03-29T01:00:00Z") == "in force until 2026-03-29T01:30:00Z");
  const auto over = compiled(world, "over");
  CHECK(told(over, "2026-03-29T00:30:00Z") == "in force until 2026-03-29T02:00:00Z");  // an hour and a half long
}

TEST_CASE("a window in the hour that comes twice in October is in force twice") {
  const test::World world = test::make_world(
      "zone Europe/London\n"
      "schedule twice from 01:15 to 01:45\n"
      "schedule over from 00:30 to 03:00\n"
      "schedule whole from 01:00 to 02:00\n");
  const auto twice = compiled(world, "twice");
  CHECK(told(twice, "2026-10-25T00:00:00Z") == "not in force until 2026-10-25T00:15:00Z");  // 01:15 BST
  CHECK(told(twice, "2026-10-25T00:15:00Z") == "in force until 2026-10-25T00:45:00Z");
  CHECK(told(twice, "2026-10-25T00:45:00Z") == "not in force until 2026-10-25T01:15:00Z");  // 01:15 GMT
  CHECK(told(twice, "2026-10-25T01:44:59Z") == "in force until 2026-10-25T01:45:00Z");
  CHECK(told(compiled(world, "over"), "2026-10-24T23:30:00Z") == "in force until 2026-10-25T03:00:00Z");
  CHECK(told(compiled(world, "whole"), "2026-10-25T00:00:00Z") == "in force until 2026-10-25T02:00:00Z");
}

TEST_CASE("a window that passes midnight belongs to the day on which it begins") {
  const test::World world = test::make_world(
      "zone Europe/London\n"
      "term 2026-09-03 2026-12-18\n"
      "schedule friday-night days fri from 22:00 to 06:00 in term\n");
  const auto night = compiled(world, "friday-night");
  CHECK(told(night, "2026-11-27T21:59:59Z") == "not in force until 2026-11-27T22:00:00Z");
  CHECK(told(night, "2026-11-28T05:59:59Z") == "in force until 2026-11-28T06:00:00Z");
  CHECK(told(night, "2026-12-19T01:00:00Z") == "in force until 2026-12-19T06:00:00Z");  // the last day of term's night
  CHECK(told(night, "2026-12-19T06:00:00Z") == "not in force until for ever");          // no later term is known
}

TEST_CASE("bells ring on days of term only, and holidays are what is left") {
  const test::World world = test::make_world(
      "zone Europe/London\n"
      "term 2026-09-03 2026-12-18\n"
      "break 2026-10-26 2026-10-30\n"
      "inset 2026-11-27\n"
      "period p3 mon,tue,wed,thu 11:00 12:00\n"
      "period p3 fri 10:30 11:15\n"
      "schedule p3 period p3\n"
      "schedule holidays in holidays\n");
  const auto lesson = compiled(world, "p3");
  CHECK(told(lesson, "2026-11-19T12:00:00Z") == "not in force until 2026-11-20T10:30:00Z");  // Friday's own time
  CHECK(told(lesson, "2026-10-23T10:15:00Z") ==
        "not in force until 2026-11-02T11:00:00Z");  // over half-term; 11:15 BST
  CHECK(told(lesson, "2026-11-26T12:00:00Z") == "not in force until 2026-11-30T11:00:00Z");  // over the INSET day
  const auto holidays = compiled(world, "holidays");
  CHECK(told(holidays, "2026-10-25T12:00:00Z") == "not in force until 2026-10-26T00:00:00Z");
  CHECK(told(holidays, "2026-10-26T00:00:00Z") == "in force until 2026-10-31T00:00:00Z");
  CHECK(told(holidays, "2026-11-27T12:00:00Z") == "not in force until 2026-12-19T00:00:00Z");  // INSET is no holiday
}

TEST_CASE("a school without terms is always in term, and windows that touch are one") {
  const test::World world = test::make_world(
      "zone Europe/London\n"
      "schedule day from 09:00 to 10:00 in term + from 10:00 to 11:00 + from 10:30 to 12:00\n"
      "schedule always from 00:00 to 24:00\n"
      "schedule never in holidays\n");
  CHECK(told(compiled(world, "day"), "2026-07-31T08:00:00Z") == "in force until 2026-07-31T11:00:00Z");
  CHECK(told(compiled(world, "always"), "2026-07-31T08:00:00Z") == "in force until for ever");
  CHECK(told(compiled(world, "never"), "2026-07-31T08:00:00Z") == "not in force until for ever");
}

TEST_CASE("another zone's school has its own time, and an unknown zone is UTC with a warning") {
  const test::World kolkata = test::make_world("zone Asia/Kolkata\nschedule day from 09:00 to 10:00\n");
  CHECK(told(compiled(kolkata, "day"), "2026-07-31T00:00:00Z") == "not in force until 2026-07-31T03:30:00Z");
  const test::World nowhere = test::make_world("zone Nowhere/Else\nschedule day from 09:00 to 10:00\n");
  REQUIRE(nowhere.snapshot()->warnings.size() == 1);
  CHECK(told(compiled(nowhere, "day"), "2026-07-31T00:00:00Z") == "not in force until 2026-07-31T09:00:00Z");
}

}  // namespace
}  // namespace schoolgate
