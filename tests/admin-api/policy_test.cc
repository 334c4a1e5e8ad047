// What a school decides, noun by noun, against the real change control; and how a bad request is answered.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Json;

namespace {

std::string at(UtcMillis when) { return to_rfc3339(std::chrono::floor<std::chrono::seconds>(when)); }

Json unblock(const test::School& school) {
  return {{"names", {"Casino.Example."}},
          {"topic", "Probability"},
          {"groups", {"pupils"}},
          {"until", at(school.now + 1h)},
          {"reason", "Year 9 lesson"}};
}

}  // namespace

TEST_CASE("a network manager unblocks at once, and it is ended; each is on record with its reason") {
  test::School school;
  const auto granted = school.ask("manager", "POST", "/api/v1/unblocks", unblock(school));
  INFO(granted.body);
  REQUIRE(granted.status == 201);
  const auto id = granted.json["id"].get<std::string>();
  CHECK(granted.json["serial"] == school.changes->state()->serial - 1);  // behind it, a review was opened
  CHECK(granted.json["checkpoint"]["size"] == school.changes->state()->serial);
  CHECK(granted.json["checkpoint"]["note"].get<std::string>() == school.changes->checkpoint().note);

  const auto rows = school.ask("governor", "GET", "/api/v1/unblocks").json["unblocks"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["names"][0] == "casino.example");
  CHECK(rows[0]["state"] == "running");
  CHECK(rows[0]["requested_by"] == "manager");
  CHECK(rows[0]["emergency_use"] == true);
  CHECK(rows[0]["until"] == at(school.now + 1h));

  REQUIRE(school.ask("manager", "DELETE", "/api/v1/unblocks/" + id + "?reason=over").status == 200);
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"].empty());
  const auto changes =
      school.ask("governor", "GET", "/api/v1/changes?after=" + std::to_string(granted.json["serial"].get<int>() - 1))
          .json["changes"];
  REQUIRE(changes.size() == 3);
  CHECK(changes[0]["kind"] == "unblock.granted");
  CHECK(changes[0]["user"] == "manager");
  CHECK(changes[0]["why"] == "Year 9 lesson");
  CHECK(changes[0]["after"].is_object());
  CHECK(changes[1]["kind"] == "review.opened");
  CHECK(changes[2]["kind"] == "unblock.ended");
  CHECK(changes[2]["why"] == "over");
}

TEST_CASE("every fault of a request is told at once, with its place and what is right") {
  test::School school;
  const auto reply = school.ask("teacher", "POST", "/api/v1/unblocks",
                                {{"names", {"ok.example", "not..right", 7}},
                                 {"groups", Json::array()},
                                 {"until", "tomorrow"},
                                 {"risk", 26},
                                 {"reasn", "x"}});
  REQUIRE(reply.status == 422);
  CHECK(reply.type() == "/problems/bad-input");
  std::map<std::string, std::string> errors;
  for (const auto& error : reply.json["errors"]) errors[error["pointer"]] = error["detail"];
  CHECK(errors.at("/names/1").contains("two dots"));
  CHECK(errors.contains("/names/2"));
  CHECK(errors.contains("/groups"));
  CHECK(errors.contains("/until"));
  CHECK(errors.at("/risk").contains("1 to 25"));
  CHECK(errors.contains("/reason"));
  CHECK(errors.at("/reasn").contains("\"reason\""));
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"].empty());
}

TEST_CASE("a body that is no JSON object, is nested deeply or has a key twice is refused") {
  test::School school;
  for (const char* body : {"{", "[]", "7", "\"text\"", "{\"a\":1}{\"b\":2}", "{\"names\":[[[[[[[[1]]]]]]]]}",
                           "{\"reason\":\"a\",\"reason\":\"b\"}", "{\"reason\":\"\xff\"}", "{\"reason\":NaN}"}) {
    INFO(body);
    auto request = school.request("manager", "POST", "/api/v1/clock");
    request.body = body;
    CHECK(school.send(request).status == 400);
  }
  auto request = school.request("manager", "POST", "/api/v1/clock");
  request.body = R"({"reason":"a\u0000b"})";
  CHECK(school.send(request).status == 422);
  request.body = R"({"reason":"   "})";
  CHECK(school.send(request).status == 422);
}

TEST_CASE("an unblock has an end, in the future, and not before its start") {
  test::School school;
  auto body = unblock(school);
  body.erase("until");
  CHECK(school.ask("manager", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now - 1h);
  CHECK(school.ask("manager", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now + 1h);
  body["starts"] = at(school.now + 2h);
  CHECK(school.ask("manager", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now + 3h);
  REQUIRE(school.ask("manager", "POST", "/api/v1/unblocks", body).status == 201);
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"][0]["state"] == "coming");
}

TEST_CASE("a rule is added for a name in canonical form, and removed with a reason") {
  test::School school;
  const auto added = school.ask("manager", "POST", "/api/v1/rules",
                                {{"action", "block"},
                                 {"name",
                                  "B\xc3\xbc"
                                  "cher.example"},
                                 {"reason", "test"}});
  REQUIRE(added.status == 201);
  const auto rules = school.ask("teacher", "GET", "/api/v1/rules").json["rules"];
  REQUIRE(rules.size() == 1);
  CHECK(rules[0]["name"] == "xn--bcher-kva.example");
  const auto path = "/api/v1/rules/" + added.json["id"].get<std::string>();
  CHECK(school.ask("manager", "DELETE", path).status == 422);
  CHECK(school.ask("manager", "DELETE", path, {{"reason", "over"}}).status == 200);
  CHECK(school.ask("manager", "DELETE", path, {{"reason", "over"}}).status == 404);
  CHECK(school.ask("manager", "POST", "/api/v1/rules", {{"action", "bloc"}, {"name", "a.example"}, {"reason", "x"}})
            .json["errors"][0]["pointer"] == "/action");
}

TEST_CASE("a group is made and changed; what a request leaves out stays as it is") {
  test::School school;
  const auto made = school.ask("manager", "PUT", "/api/v1/groups/year-9",
                               {{"name", "Year 9"},
                                {"addresses", {"10.9.0.0/16"}},
                                {"blocked_categories", {"gambling"}},
                                {"safe_search", true},
                                {"reason", "September"}});
  INFO(made.body);
  REQUIRE(made.status == 201);
  REQUIRE(school.ask("manager", "PUT", "/api/v1/groups/year-9", {{"youtube", "strict"}, {"reason", "asked by parents"}})
              .status == 200);
  Json group;
  const auto groups = school.ask("teacher", "GET", "/api/v1/groups").json["groups"];
  for (const auto& row : groups)
    if (row["id"] == "year-9") group = row;
  CHECK(group["name"] == "Year 9");
  CHECK(group["addresses"][0] == "10.9.0.0/16");
  CHECK(group["safe_search"] == true);
  CHECK(group["youtube"] == "strict");
  const auto wrong = school.ask("manager", "PUT", "/api/v1/groups/year-9",
                                {{"addresses", {"10.9.0.1/16"}}, {"blocked_categories", {"gamblin"}}, {"reason", "x"}});
  CHECK(wrong.status == 422);
  CHECK(wrong.json["errors"][0]["pointer"] == "/addresses/0");
  CHECK(wrong.json["errors"][1]["detail"].get<std::string>().contains("\"gambling\""));
  CHECK(school.ask("manager", "DELETE", "/api/v1/groups/year-9?reason=merged").status == 200);
}

TEST_CASE("an emergency block needs names, or says in so many words that it is everything") {
  test::School school;
  CHECK(school.ask("manager", "POST", "/api/v1/emergency-blocks", {{"names", Json::array()}, {"reason", "x"}}).status ==
        422);
  CHECK(school
            .ask("manager", "POST", "/api/v1/emergency-blocks",
                 {{"names", {"a.example"}}, {"everything", true}, {"reason", "x"}})
            .status == 422);
  const auto started =
      school.ask("console", "POST", "/api/v1/emergency-blocks", {{"names", {"bad.example"}}, {"reason", "reported"}});
  REQUIRE(started.status == 201);
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().user == "root");
  const auto rows = school.ask("teacher", "GET", "/api/v1/emergency-blocks").json["emergency_blocks"];
  CHECK(rows[0]["everything"] == false);
  CHECK(
      school
          .ask("manager", "DELETE", "/api/v1/emergency-blocks/" + rows[0]["id"].get<std::string>() + "?reason=reviewed")
          .status == 200);
}

TEST_CASE("a device is taken off the internet until a moment, and released") {
  test::School school;
  CHECK(school.ask("manager", "POST", "/api/v1/quarantines", {{"device", "10.9.0.300"}, {"reason", "x"}}).status ==
        422);
  const auto started = school.ask("manager", "POST", "/api/v1/quarantines",
                                  {{"device", "10.9.0.30"}, {"until", at(school.now + 24h)}, {"reason", "suspended"}});
  REQUIRE(started.status == 201);
  const auto rows = school.ask("governor", "GET", "/api/v1/quarantines").json["quarantines"];
  CHECK(rows[0]["device"].get<std::string>().starts_with("10.9.0.30"));
  CHECK(school.ask("manager", "DELETE", "/api/v1/quarantines/" + rows[0]["id"].get<std::string>(), {{"reason", "over"}})
            .status == 200);
}

TEST_CASE("settings are changed one by one, and wrong ones refused with their place") {
  test::School school;
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/settings",
                   {{"school", "Hill Primary"}, {"protected_names", {"hill.sch.uk"}}, {"reason", "set-up"}})
              .status == 200);
  const auto settings = school.ask("teacher", "GET", "/api/v1/settings").json;
  CHECK(settings["school"] == "Hill Primary");
  CHECK(settings["zone"] == "Europe/London");
  CHECK(settings["block_style"] == "null_address");
  const auto wrong = school.ask("manager", "PUT", "/api/v1/settings",
                                {{"block_style", "block_page"}, {"block_page_addresses", {"10.0.0"}}, {"reason", "x"}});
  CHECK(wrong.json["errors"][0]["pointer"] == "/block_page_addresses/0");
}
