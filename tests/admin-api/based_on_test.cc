// Two people who edit the same thing: the second one is told, and nothing of the first one's is lost.
#include "admin-api/routes/based_on.h"

#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

test::Reply put(test::School& school, const std::string& path, const Json& body, const std::string& based_on) {
  auto request = school.request("manager", "PUT", path, body);
  request.headers[routes::based_on_header] = based_on;
  return school.send(request);
}

}  // namespace

TEST_CASE("a reply to a GET tells how far the log had come") {
  test::School school;
  const auto before = school.ask("manager", "GET", "/api/v1/groups").headers.at(routes::serial_header);
  CHECK(before == std::to_string(school.changes->state()->serial));
  REQUIRE(school.ask("manager", "PUT", "/api/v1/groups/pupils", {{"name", "All"}, {"reason", "x"}}).status == 200);
  CHECK(school.ask("manager", "GET", "/api/v1/groups").headers.at(routes::serial_header) != before);
  CHECK_FALSE(school.ask("", "GET", "/healthz").headers.contains(routes::serial_header));
}

TEST_CASE("a change that was made from an older state of the same thing is refused, with who changed it and why") {
  test::School school;
  const auto opened = school.ask("manager", "GET", "/api/v1/groups").headers.at(routes::serial_header);
  REQUIRE(put(school, "/api/v1/groups/pupils", {{"name", "First"}, {"reason", "the first one"}}, opened).status == 200);
  const auto late = put(school, "/api/v1/groups/pupils", {{"name", "Second"}, {"reason", "late"}}, opened);
  CHECK(late.status == 409);
  CHECK(late.type() == "/problems/changed-meanwhile");
  CHECK(late.json["detail"].get<std::string>().find("the first one") != std::string::npos);
  CHECK(school.changes->state()->groups.at("pupils").name == "First");

  const auto now = school.ask("manager", "GET", "/api/v1/groups").headers.at(routes::serial_header);
  CHECK(put(school, "/api/v1/groups/pupils", {{"name", "Second"}, {"reason", "again"}}, now).status == 200);
}

TEST_CASE("changes of other things, and of other kinds of things with the same id, are no conflict") {
  test::School school;
  const auto opened = school.ask("manager", "GET", "/api/v1/groups").headers.at(routes::serial_header);
  REQUIRE(school.ask("manager", "PUT", "/api/v1/groups/staff", {{"name", "Staff 2"}, {"reason", "x"}}).status == 200);
  REQUIRE(
      school.ask("manager", "PUT", "/api/v1/bundles/pupils", {{"name", "B"}, {"names", {"a.example"}}, {"reason", "x"}})
          .status == 201);
  CHECK(put(school, "/api/v1/groups/pupils", {{"name", "Mine"}, {"reason", "x"}}, opened).status == 200);
}

TEST_CASE("settings and the calendar are one thing each") {
  test::School school;
  const auto opened = school.ask("manager", "GET", "/api/v1/settings").headers.at(routes::serial_header);
  REQUIRE(school.ask("manager", "PUT", "/api/v1/settings", {{"school", "A"}, {"reason", "x"}}).status == 200);
  CHECK(put(school, "/api/v1/settings", {{"school", "B"}, {"reason", "x"}}, opened).status == 409);
  CHECK(put(school, "/api/v1/calendar", {{"terms", Json::array()}, {"reason", "x"}}, opened).status == 200);
}

TEST_CASE("a number that is none is refused, and without one nothing is compared") {
  test::School school;
  CHECK(put(school, "/api/v1/settings", {{"school", "B"}, {"reason", "x"}}, "soon").status == 400);
  CHECK(put(school, "/api/v1/settings", {{"school", "B"}, {"reason", "x"}}, "-1").status == 400);
  CHECK(school.ask("manager", "PUT", "/api/v1/settings", {{"school", "C"}, {"reason", "x"}}).status == 200);
}

TEST_CASE("why a name is answered is told for a group and for a device that the school knows") {
  test::School school;
  const auto group = school.ask("teacher", "GET", "/api/v1/check?name=a.example&group=staff");
  CHECK(group.status == 200);
  CHECK(group.json["group"] == "staff");
  CHECK(group.json["client"] == "");
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/devices/ipad-3",
                   {{"name", "iPad 3"}, {"group", "staff"}, {"macs", {"3c:22:fb:01:02:03"}}, {"reason", "x"}})
              .status == 201);
  const auto device = school.ask("teacher", "GET", "/api/v1/check?name=a.example&device=ipad-3");
  CHECK(device.json["device_name"] == "iPad 3");
  CHECK(device.json["group"] == "staff");
  REQUIRE(school.ask("manager", "POST", "/api/v1/quarantines", {{"known", "ipad-3"}, {"reason", "lost"}}).status ==
          201);
  CHECK(school.ask("teacher", "GET", "/api/v1/check?name=a.example&device=ipad-3").json["verdict"] == "block");
  CHECK(school.ask("teacher", "GET", "/api/v1/check?name=a.example&group=nobody").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/check?name=a.example&device=nothing").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/check?name=a.example&device=ipad-3&group=staff").status == 422);
}
