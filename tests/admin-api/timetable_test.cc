// The school's time, groups with parents, services and bundles, as the API takes and shows them.
#include <algorithm>

#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

// `now` in these tests is Monday 2026-11-23, 08:00 in London.
void set_up_time(test::School& school) {
  const auto calendar =
      school.ask("manager", "PUT", "/api/v1/calendar",
                 {{"terms", {{{"name", "Autumn"}, {"first", "2026-09-03"}, {"last", "2026-12-18"}}}},
                  {"breaks", {{{"name", "Half-term"}, {"first", "2026-10-26"}, {"last", "2026-10-30"}}}},
                  {"inset", {{{"first", "2026-11-27"}}}},
                  {"periods",
                   {{{"id", "lunch"}, {"days", {"mon", "tue", "wed", "thu"}}, {"from", "12:15"}, {"to", "13:05"}},
                    {{"id", "lunch"}, {"days", {"fri"}}, {"from", "12:10"}, {"to", "12:50"}}}},
                  {"reason", "the year's dates"}});
  INFO(calendar.body);
  REQUIRE(calendar.status == 200);
  const auto schedule = school.ask("manager", "PUT", "/api/v1/schedules/lunch",
                                   {{"name", "Lunchtime"}, {"windows", {{{"period", "lunch"}}}}, {"reason", "clubs"}});
  INFO(schedule.body);
  REQUIRE(schedule.status == 201);
}

Json row_of(const Json& rows, const std::string& id) {
  for (const auto& row : rows)
    if (row["id"] == id) return row;
  return nullptr;
}

}  // namespace

TEST_CASE("the calendar is set list by list, and shown as it was written") {
  test::School school;
  set_up_time(school);
  auto calendar = school.ask("teacher", "GET", "/api/v1/calendar").json;
  CHECK(calendar["terms"][0]["last"] == "2026-12-18");
  CHECK(calendar["inset"][0]["last"] == "2026-11-27");
  CHECK(calendar["periods"][1]["days"] == Json{"fri"});
  REQUIRE(school.ask("manager", "PUT", "/api/v1/calendar", {{"inset", Json::array()}, {"reason", "moved"}}).status ==
          200);
  calendar = school.ask("teacher", "GET", "/api/v1/calendar").json;
  CHECK(calendar["inset"].empty());
  CHECK(calendar["periods"].size() == 2);
  const auto wrong = school.ask("manager", "PUT", "/api/v1/calendar",
                                {{"terms", {{{"first", "2026-02-30"}, {"last", "2026-09-03"}, {"until", "x"}}}},
                                 {"periods", {{{"id", "p1"}, {"from", "9:00"}, {"to", "24:01"}}}},
                                 {"reason", "x"}});
  REQUIRE(wrong.status == 422);
  CHECK(wrong.json["errors"][0]["pointer"] == "/terms/0/first");
  CHECK(wrong.json["errors"][1]["pointer"] == "/terms/0/until");
  CHECK(wrong.json["errors"][2]["pointer"] == "/periods/0/from");
  CHECK(wrong.json["errors"][3]["pointer"] == "/periods/0/to");
}

TEST_CASE("a schedule says whether it is in force and what comes next") {
  test::School school;
  set_up_time(school);
  const auto row = row_of(school.ask("teacher", "GET", "/api/v1/schedules").json["schedules"], "lunch");
  CHECK(row["in_force"] == false);
  CHECK(row["next_change"] == "2026-11-23T12:15:00Z");
  CHECK(row["windows"][0]["period"] == "lunch");
  CHECK(school
            .ask("manager", "PUT", "/api/v1/schedules/other",
                 {{"name", "Other"}, {"windows", {{{"period", "teatime"}}}}, {"reason", "x"}})
            .status == 404);
  CHECK(school
            .ask("manager", "PUT", "/api/v1/schedules/other",
                 {{"name", "Other"}, {"windows", {{{"from", "09:00"}, {"to", "09:00"}}}}, {"reason", "x"}})
            .status == 422);
}

TEST_CASE("a period, a schedule, a bundle or a parent that is in use stays") {
  test::School school;
  set_up_time(school);
  CHECK(school.ask("manager", "PUT", "/api/v1/calendar", {{"periods", Json::array()}, {"reason", "x"}}).status == 409);
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/bundles/romans",
                   {{"name", "The Romans"}, {"names", {"museum.example"}}, {"reason", "year 4"}})
              .status == 201);
  const auto group = school.ask("manager", "PUT", "/api/v1/groups/year-4",
                                {{"name", "Year 4"},
                                 {"parent", "pupils"},
                                 {"timed_services", {{{"id", "tiktok"}, {"during", "allowed"}, {"schedule", "lunch"}}}},
                                 {"bundles", {"romans"}},
                                 {"reason", "x"}});
  INFO(group.body);
  REQUIRE(group.status == 201);
  CHECK(school.ask("manager", "DELETE", "/api/v1/schedules/lunch?reason=x").status == 409);
  CHECK(school.ask("manager", "DELETE", "/api/v1/bundles/romans?reason=x").status == 409);
  CHECK(school.ask("manager", "DELETE", "/api/v1/groups/pupils?reason=x").status == 409);
  CHECK(school.ask("manager", "PUT", "/api/v1/groups/pupils", {{"parent", "year-4"}, {"reason", "x"}}).status == 409);
  CHECK(school.ask("manager", "DELETE", "/api/v1/groups/year-4?reason=x").status == 200);
  CHECK(school.ask("manager", "DELETE", "/api/v1/bundles/romans?reason=x").status == 200);
  CHECK(school.ask("manager", "DELETE", "/api/v1/schedules/lunch?reason=x").status == 200);
}

TEST_CASE("a group shows its own words, and what is in force with where it comes from") {
  test::School school;
  set_up_time(school);
  const auto put = school.ask("manager", "PUT", "/api/v1/groups/year-9",
                              {{"name", "Year 9"},
                               {"parent", "pupils"},
                               {"addresses", {"10.9.0.0/16"}},
                               {"timed_categories", {{{"id", "games"}, {"during", "allowed"}, {"schedule", "lunch"}}}},
                               {"blocked_services", {"chatgpt"}},
                               {"engines", {{{"id", "yahoo"}, {"use", "blocked"}}}},
                               {"reason", "September"}});
  INFO(put.body);
  REQUIRE(put.status == 201);
  auto group = row_of(school.ask("teacher", "GET", "/api/v1/groups").json["groups"], "year-9");
  CHECK(group["safe_search"].is_null());
  CHECK(group["timed_categories"][0]["during"] == "allowed");
  const auto& in_force = group["effective"];
  CHECK(in_force["safe_search"] == Json{{"is", true}, {"from", "pupils"}});
  CHECK(in_force["youtube"]["is"] == "moderate");
  CHECK(row_of(in_force["categories"], "games")["is"] == "allowed_during");
  CHECK(row_of(in_force["categories"], "games")["from"] == "year-9");
  CHECK(row_of(in_force["categories"], "gambling") == Json{{"id", "gambling"}, {"is", "blocked"}, {"from", "pupils"}});
  CHECK(row_of(in_force["services"], "chatgpt")["is"] == "blocked");
  CHECK(in_force["engines"][0]["from"] == "year-9");
  // Set here, and given back to the parent again.
  REQUIRE(school.ask("manager", "PUT", "/api/v1/groups/year-9", {{"safe_search", false}, {"reason", "x"}}).status ==
          200);
  group = row_of(school.ask("teacher", "GET", "/api/v1/groups").json["groups"], "year-9");
  CHECK(group["effective"]["safe_search"] == Json{{"is", false}, {"from", "year-9"}});
  REQUIRE(school.ask("manager", "PUT", "/api/v1/groups/year-9", {{"safe_search", nullptr}, {"reason", "x"}}).status ==
          200);
  group = row_of(school.ask("teacher", "GET", "/api/v1/groups").json["groups"], "year-9");
  CHECK(group["effective"]["safe_search"]["from"] == "pupils");
  // What nobody knows, and what is said twice, is refused.
  for (const Json& wrong :
       {Json{{"blocked_services", {"tictoc"}}}, Json{{"blocked_categories", {"games"}}},
        Json{{"engines", {{{"id", "yahoo"}, {"use", "safe"}}}}}, Json{{"parent", "year-10"}},
        Json{{"timed_categories", {{{"id", "games"}, {"during", "now"}, {"schedule", "lunch"}}}}}}) {
    Json body = wrong;
    body["reason"] = "x";
    INFO(wrong.dump());
    const int status = school.ask("manager", "PUT", "/api/v1/groups/year-9", body).status;
    CHECK((status == 422 || status == 404));
  }
}

TEST_CASE("a check tells the schedule that decides, and what a later moment brings") {
  test::School school;
  set_up_time(school);
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/groups/year-9",
                   {{"name", "Year 9"},
                    {"addresses", {"10.9.0.0/16"}},
                    {"timed_services", {{{"id", "tiktok"}, {"during", "allowed"}, {"schedule", "lunch"}}}},
                    {"reason", "x"}})
              .status == 201);
  const std::string check = "/api/v1/check?name=www.tiktok.com&client=10.9.0.1";
  auto now = school.ask("teacher", "GET", check).json;
  CHECK(now["verdict"] == "block");
  CHECK(now["by"] == "tiktok");
  CHECK(now["valid_for_seconds"] == 4 * 3600 + 15 * 60);
  CHECK(now["sentence"] ==
        "Blocked for Year 9: it belongs to TikTok, which is blocked for Year 9; by the schedule \"Lunchtime\" it is "
        "blocked now, until Monday 2026-11-23 12:15.");
  REQUIRE(now["schedules"].size() == 1);
  CHECK(now["schedules"][0]["next_change"] == "2026-11-23T12:15:00Z");
  const auto at_lunch = school.ask("teacher", "GET", check + "&at=2026-11-24T12:30:00Z").json;
  CHECK(at_lunch["verdict"] == "allow");
  CHECK(at_lunch["schedules"][0]["in_force"] == true);
  const auto on_inset = school.ask("teacher", "GET", check + "&at=2026-11-27T12:30:00Z").json;
  CHECK(on_inset["verdict"] == "block");
}

TEST_CASE("a lesson's bundle is opened name by name") {
  test::School school;
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/bundles/romans",
                   {{"name", "The Romans"}, {"names", {"museum.example", "fort.example"}}, {"reason", "year 4"}})
              .status == 201);
  Json body = {{"bundle", "romans"},
               {"groups", {"pupils"}},
               {"until", to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now) + std::chrono::hours(2))},
               {"reason", "lesson"}};
  const auto granted = school.ask("manager", "POST", "/api/v1/unblocks", body);
  INFO(granted.body);
  REQUIRE(granted.status == 201);
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"][0]["names"] ==
        Json{"museum.example", "fort.example"});
  body["bundle"] = "greeks";
  CHECK(school.ask("manager", "POST", "/api/v1/unblocks", body).json["errors"][0]["pointer"] == "/bundle");
}

TEST_CASE("services and search engines are listed with what they are reached by") {
  test::School school;
  const auto services = school.ask("teacher", "GET", "/api/v1/services").json["services"];
  CHECK(services.size() >= 80);
  CHECK(row_of(services, "tiktok")["category"] == "social");
  const auto engines = school.ask("teacher", "GET", "/api/v1/search-engines").json["search_engines"];
  CHECK(row_of(engines, "google")["has_safe_search"] == true);
  CHECK(row_of(engines, "yahoo")["has_safe_search"] == false);
}

TEST_CASE("a preview tells what a change would do, and does nothing") {
  test::School school;
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/groups/year-9",
                   {{"name", "Year 9"}, {"parent", "pupils"}, {"addresses", {"10.9.0.0/16"}}, {"reason", "x"}})
              .status == 201);
  const auto serial = school.changes->state()->serial;
  const auto row = [](const Json& rows, const std::string& group, const std::string& id) -> Json {
    for (const auto& each : rows)
      if (each["group"] == group && each["id"] == id) return each;
    return nullptr;
  };
  const auto group = school.ask("manager", "PUT", "/api/v1/groups/year-9?preview=true",
                                {{"allowed_categories", {"games"}},
                                 {"blocked_services", {"tiktok"}},
                                 {"youtube", "strict"},
                                 {"reason", "what if"}});
  INFO(group.body);
  REQUIRE(group.status == 200);
  const auto& rows = group.json["preview"];
  CHECK(row(rows, "year-9", "games")["before"] == "blocked");
  CHECK(row(rows, "year-9", "games")["after"] == "allowed");
  CHECK(row(rows, "year-9", "tiktok")["before"] == "as its categories");
  CHECK(row(rows, "year-9", "youtube")["after"] == "strict");
  CHECK(row(rows, "pupils", "games").is_null());
  const auto rule = school.ask("manager", "POST", "/api/v1/rules?preview=true",
                               {{"action", "block"}, {"name", "bad.example"}, {"groups", {"pupils"}}, {"reason", "x"}});
  REQUIRE(rule.status == 200);
  CHECK(row(rule.json["preview"], "year-9", "bad.example")["after"] == "blocked (rule)");  // below the rule's group
  CHECK(row(rule.json["preview"], "staff", "bad.example").is_null());
  const auto wrong =
      school.ask("manager", "PUT", "/api/v1/groups/year-9?preview=true", {{"parent", "nobody"}, {"reason", "x"}});
  CHECK(wrong.status == 404);
  CHECK(school.ask("teacher", "PUT", "/api/v1/groups/year-9?preview=true", {{"reason", "x"}}).status == 403);
  CHECK(school.ask("manager", "POST", "/api/v1/clock?preview=true", {{"reason", "x"}}).status == 400);
  CHECK(school.changes->state()->serial == serial);
}

TEST_CASE("a template is previewed, then applied as one change, and a second time there is nothing to do") {
  test::School school;
  CHECK(school.ask("teacher", "GET", "/api/v1/templates").json["templates"].size() == 5);
  const auto serial = school.changes->state()->serial;
  const auto preview =
      school.ask("manager", "POST", "/api/v1/templates/secondary/apply?preview=true", {{"reason", "September"}});
  INFO(preview.body);
  REQUIRE(preview.status == 200);
  CHECK_FALSE(preview.json["preview"].empty());
  CHECK(school.changes->state()->serial == serial);
  const auto applied = school.ask("manager", "POST", "/api/v1/templates/secondary/apply", {{"reason", "September"}});
  INFO(applied.body);
  REQUIRE(applied.status == 200);
  CHECK(applied.json["changes"] == school.changes->state()->serial - serial);
  for (const auto& record : school.changes->records(serial, 100))
    CHECK(record.why == "September (template: Secondary school)");
  CHECK(school.changes->state()->groups.contains("sixth-form"));
  const auto again = school.ask("manager", "POST", "/api/v1/templates/secondary/apply", {{"reason", "again"}});
  CHECK(again.json["changes"] == 0);
  CHECK(school.ask("manager", "POST", "/api/v1/templates/college/apply", {{"reason", "x"}}).status == 404);
  for (const char* id : {"primary", "staff", "guests", "exam"})
    CHECK(school.ask("manager", "POST", std::string("/api/v1/templates/") + id + "/apply", {{"reason", "x"}}).status ==
          200);
}

TEST_CASE("a device is told by what finds it, and a known one is suspended until a date") {
  test::School school;
  const auto made = school.ask("manager", "PUT", "/api/v1/devices/library-3",
                               {{"name", "Library PC 3"},
                                {"group", "staff"},
                                {"macs", {"00-1A-2B-3C-4D-5E"}},
                                {"addresses", {"10.9.0.7"}},
                                {"reason", "new"}});
  INFO(made.body);
  REQUIRE(made.status == 201);
  const auto device = school.ask("teacher", "GET", "/api/v1/devices").json["devices"][0];
  CHECK(device["macs"] == Json{"00:1a:2b:3c:4d:5e"});
  CHECK(school
            .ask("manager", "PUT", "/api/v1/devices/other",
                 {{"name", "Other"}, {"macs", {"00:1a:2b:3c:4d:5e"}}, {"reason", "x"}})
            .status == 409);
  CHECK(school.ask("manager", "PUT", "/api/v1/devices/other", {{"name", "Other"}, {"reason", "x"}}).status == 422);
  CHECK(
      school
          .ask("manager", "PUT", "/api/v1/devices/other", {{"name", "Other"}, {"macs", {"00:1a:2b"}}, {"reason", "x"}})
          .json["errors"][0]["pointer"] == "/macs/0");
  auto check = school.ask("teacher", "GET", "/api/v1/check?name=www.example&client=10.9.0.7").json;
  CHECK(check["device_name"] == "Library PC 3");
  CHECK(check["group"] == "staff");
  const auto suspended =
      school.ask("manager", "POST", "/api/v1/quarantines",
                 {{"known", "library-3"},
                  {"suspension", true},
                  {"until", to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now) + std::chrono::hours(24))},
                  {"reason", "agreed with the head of year"}});
  INFO(suspended.body);
  REQUIRE(suspended.status == 201);
  check = school.ask("teacher", "GET", "/api/v1/check?name=www.example&client=10.9.0.7").json;
  CHECK(check["sentence"].get<std::string>().contains("Library PC 3 is suspended until"));
  CHECK(school.ask("manager", "DELETE", "/api/v1/devices/library-3?reason=x").status == 409);
  CHECK(school.ask("manager", "POST", "/api/v1/quarantines", {{"known", "nobody"}, {"reason", "x"}}).status == 404);
  // What names a person's device stands in the log as a commitment, and reads as it was written.
  const auto record = school.changes->records(0, 100);
  const auto set = std::ranges::find(record, "device.set", &Record::kind);
  REQUIRE(set != record.end());
  CHECK(set->after.find("00:1a:2b:3c:4d:5e") != std::string::npos);
  CHECK(set->leaf.find("00:1a:2b:3c:4d:5e") == std::string::npos);
  CHECK(set->leaf.find("Library") == std::string::npos);
}
