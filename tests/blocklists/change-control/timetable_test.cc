// The school's time and its groups' policy in change control: kept, logged, read again.
#include "blocklists/change-control/codec.h"
#include "blocklists/policy/timetable_text.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

Calendar calendar() {
  Calendar made;
  made.terms = {{*parse_day("2026-09-03"), *parse_day("2026-12-18"), "Autumn term"}};
  made.breaks = {{*parse_day("2026-10-26"), *parse_day("2026-10-30"), "Half-term"}};
  made.inset = {{*parse_day("2026-11-27"), *parse_day("2026-11-27"), ""}};
  made.periods = {{"p3", school_week, 11 * 60, 12 * 60}};
  return made;
}

Schedule lesson() { return {"p3", "Period 3", {Window{every_day, Season::term, "p3", 0, minutes_a_day}}}; }

Group year_9() {
  Group group;
  group.id = "year-9";
  group.name = "Year 9";
  group.parent = "pupils";
  group.allowed_categories = {"shopping"};
  group.timed_categories = {{"games", true, "p3"}};
  group.blocked_services = {"chatgpt"};
  group.allowed_services = {"discord"};
  group.timed_services = {{"tiktok", false, "p3"}};
  group.bundles = {"romans"};
  group.walled_garden = false;
  group.other_engines_blocked = true;
  group.engines = {{"bing", EngineUse::blocked}, {"google", EngineUse::safe}, {"yahoo", EngineUse::open}};
  return group;
}

}  // namespace

TEST_CASE("calendar, schedules, bundles and groups are read again as they were written") {
  Box box;
  box.commit(console(), change::CalendarSet{calendar()});
  box.commit(console(), change::ScheduleSet{lesson()});
  box.commit(console(), change::BundleSet{{"romans", "The Romans", {"Museum.Example"}}});
  box.commit(console(), change::GroupSet{year_9()});
  const auto before = box.changes->state();
  box.open();
  const auto after = box.changes->state();
  CHECK(after->calendar == calendar());
  CHECK(after->schedules == before->schedules);
  CHECK(after->schedules.at("p3") == lesson());
  CHECK(after->bundles.at("romans").names == std::vector<std::string>{"museum.example"});
  CHECK(after->groups.at("year-9") == year_9());
  CHECK(box.changes->records(0, 100).back().after.find("\"during\"") == std::string::npos);
  CHECK(box.changes->records(0, 100).back().after.find("\"allowed_during\":true") != std::string::npos);
}

TEST_CASE("a group that an earlier version wrote is read as it was meant") {
  PolicyState state;
  const auto read = codec::decode_into(
      state, "groups", "pupils",
      R"({"addresses":[],"blocked_categories":["games"],"garden":[],"id":"pupils","name":"Pupils","safe_search":true,)"
      R"("walled_garden":false,"youtube":"strict"})");
  REQUIRE(read);
  const Group& group = state.groups.at("pupils");
  CHECK(group.safe_search == true);
  CHECK(group.walled_garden == false);
  CHECK(group.youtube == YouTube::strict);
  CHECK(group.parent.empty());
  CHECK_FALSE(group.other_engines_blocked);
}

TEST_CASE("a calendar that makes no sense is refused with what is wrong") {
  Box box;
  Calendar wrong = calendar();
  std::swap(wrong.terms[0].first, wrong.terms[0].last);
  CHECK(box.refused(console(), change::CalendarSet{wrong}).what.find("2026-09-03") != std::string::npos);
  wrong = calendar();
  wrong.periods[0].days = 0;
  CHECK(box.refused(console(), change::CalendarSet{wrong}).kind == Fault::Kind::bad_input);
  wrong = calendar();
  wrong.periods[0].to = wrong.periods[0].from;
  CHECK(box.refused(console(), change::CalendarSet{wrong}).kind == Fault::Kind::bad_input);
  wrong = calendar();
  wrong.periods.resize(101, wrong.periods[0]);
  CHECK(box.refused(console(), change::CalendarSet{wrong}).kind == Fault::Kind::limit);
}

TEST_CASE("parents end, and not too deep") {
  Box box;
  std::string parent;
  for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
    Group group;
    group.id = group.name = id;
    group.parent = parent;
    box.commit(console(), change::GroupSet{group});
    parent = id;
  }
  Group deep;
  deep.id = deep.name = "g";
  deep.parent = "f";
  CHECK(box.refused(console(), change::GroupSet{deep}).kind == Fault::Kind::limit);
  // A new parent on top pushes those at the bottom too deep to hear it.
  Group top = box.changes->state()->groups.at("a");
  top.parent = "pupils";
  CHECK(box.refused(console(), change::GroupSet{top}).kind == Fault::Kind::limit);
  Group bottom = box.changes->state()->groups.at("f");
  bottom.parent = "d";
  box.commit(console(), change::GroupSet{bottom});
  box.commit(console(), change::GroupSet{top});
  top.parent.clear();
  box.commit(console(), change::GroupSet{top});
  Group circle = box.changes->state()->groups.at("a");
  circle.parent = "c";
  CHECK(box.refused(console(), change::GroupSet{circle}).kind == Fault::Kind::conflict);
  circle.parent = "a";
  CHECK(box.refused(console(), change::GroupSet{circle}).kind == Fault::Kind::conflict);
  circle.parent = "nobody";
  CHECK(box.refused(console(), change::GroupSet{circle}).kind == Fault::Kind::not_found);
}
