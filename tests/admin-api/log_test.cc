// The log, people, and what a network manager looks at.
#include <fstream>

#include "blocklists/change-control/export.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

TEST_CASE("a new person gets a one-time password once, and changes it with the present one") {
  test::School school;
  const auto added =
      school.ask("manager", "POST", "/api/v1/people",
                 {{"user", "J.Smith"}, {"name", "Jo Smith"}, {"role", "teacher"}, {"reason", "new teacher"}});
  INFO(added.body);
  REQUIRE(added.status == 201);
  const auto password = added.json["one_time_password"].get<std::string>();
  CHECK_FALSE(school.ask("manager", "GET", "/api/v1/people").body.contains("argon2"));
  CHECK(school.ask("manager", "POST", "/api/v1/people", {{"user", "j.smith"}, {"role", "teacher"}, {"reason", "again"}})
            .status == 409);
  const auto records = school.changes->records(0, 100);
  for (const auto& record : records) CHECK_FALSE(record.leaf.contains(password));

  const auto change = [&](const char* present, const char* next) {
    return school.ask("j.smith", "POST", "/api/v1/people/j.smith/password",
                      {{"current_password", present}, {"password", next}});
  };
  CHECK(change(password.c_str(), "short").json["errors"][0]["pointer"] == "/password");
  CHECK(change("not the present one", "tuesday marmalade nine").json["errors"][0]["pointer"] == "/current_password");
  CHECK(change(password.c_str(), "tuesday marmalade nine").status == 200);
  CHECK_FALSE(school.changes->state()->people.at("j.smith").must_change_password);
  CHECK(school.ask("teacher", "POST", "/api/v1/people/j.smith/password", {{"reason", "x"}}).status == 403);
  const auto reset = school.ask("console", "POST", "/api/v1/people/j.smith/password", {{"reason", "forgotten"}});
  CHECK(reset.status == 200);
  CHECK(reset.json.contains("one_time_password"));
  CHECK(school.ask("j.smith", "GET", "/api/v1/session").status == 401);
}

TEST_CASE("the log is read in pages, by day, with proofs against the checkpoint") {
  test::School school;
  for (int n = 0; n < 5; ++n)
    REQUIRE(school
                .ask("manager", "POST", "/api/v1/rules",
                     {{"action", "block"}, {"name", "n" + std::to_string(n) + ".example"}, {"reason", "x"}})
                .status == 201);
  const auto page = school.ask("teacher", "GET", "/api/v1/changes?limit=2").json;
  CHECK(page["changes"].size() == 2);
  CHECK(page["next_after"] == page["changes"][1]["serial"]);
  CHECK(school.ask("teacher", "GET", "/api/v1/changes?from=2026-11-24").json["changes"].empty());
  CHECK_FALSE(school.ask("teacher", "GET", "/api/v1/changes?from=2026-11-23&to=2026-11-24").json["changes"].empty());
  CHECK(school.ask("teacher", "GET", "/api/v1/changes?limit=501").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/changes?after=-1").status == 422);

  const auto size = school.changes->checkpoint().size;
  const auto proof = school.ask("governor", "GET", "/api/v1/changes/3/proof").json;
  CHECK(proof["path"].size() == school.changes->prove_inclusion(3, size)->size());
  CHECK(proof["leaf"] == school.changes->records(2, 1).front().leaf);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/0/proof").status == 404);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/9999/proof").status == 404);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/three/proof").status == 404);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/consistency?from=3").json["path"].size() ==
        school.changes->prove_consistency(3, size)->size());
  CHECK(school.ask("governor", "GET", "/api/v1/changes/consistency").status == 422);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/checkpoint").json["public_key"] == school.changes->public_key());
}

TEST_CASE("an export verifies, and is itself on record before it leaves") {
  test::School school;
  const auto before = school.changes->checkpoint().size;
  for (const char* format : {"csv", "jsonl", "html"}) {
    const auto reply = school.ask("governor", "GET", std::string("/api/v1/changes/export?format=") + format);
    REQUIRE(reply.status == 200);
    CHECK(reply.headers.at("Content-Disposition").contains(format));
    const auto file = school.directory.file(std::string("log.") + format);
    std::ofstream(file) << reply.body;
    const auto verified = verify_export(file, std::nullopt, school.changes->public_key());
    INFO((verified ? "" : verified.error().what));
    CHECK(verified);
  }
  CHECK(school.changes->checkpoint().size == before + 3);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/export?format=pdf").status == 422);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/export?from=2026-11-24&to=2026-11-23").status == 422);
}

TEST_CASE("healthz is 200 while DNS answers, else 503 with the reasons; metrics name no client") {
  test::School school;
  CHECK(school.ask("", "GET", "/healthz").json == Json{{"status", "ok"}});
  school.dns_problems = {"worker 1 does not turn"};
  const auto failing = school.ask("", "GET", "/healthz");
  CHECK(failing.status == 503);
  CHECK(failing.json["reasons"][0] == "worker 1 does not turn");
  ListStatus list;
  list.id = "ut1/\"x\"";
  list.category = "games";
  list.in_force = true;
  list.names = 12;
  list.since = test::monday;
  school.lists.lists.push_back(list);
  const auto metrics = school.ask("", "GET", "/metrics").body;
  CHECK(metrics.contains("schoolgate_queries_total 7\n"));
  CHECK(metrics.contains("schoolgate_list_entries{list=\"ut1/\\\"x\\\"\",category=\"games\"} 12\n"));
  CHECK(metrics.contains("schoolgate_build_info{version=\""));
  CHECK(metrics.contains("schoolgate_last_list_refresh_timestamp_seconds{"));
}

TEST_CASE("status tells what a network manager asks first") {
  test::School school;
  const auto status = school.ask("console", "GET", "/api/v1/status").json;
  CHECK(status["dns"]["answering"] == true);
  CHECK(status["clock"]["trusted"] == true);
  CHECK(status["counts"]["people"] == 5);
  CHECK(status["notes"][0] == "no validator");
  CHECK(status["public_key"] == school.changes->public_key());
}

TEST_CASE("backup and restore name a file on the appliance, at the console only") {
  test::School school;
  CHECK(school.ask("console", "POST", "/api/v1/backup", {{"file", "relative"}}).status == 422);
  CHECK(school.ask("console", "POST", "/api/v1/backup", {{"file", "/full/disk"}}).status == 507);
  CHECK(school.ask("console", "POST", "/api/v1/backup", {{"file", "/srv/backup"}}).status == 201);
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().kind == "backup.taken");
  CHECK(school.ask("console", "POST", "/api/v1/restore", {{"file", "/srv/backup"}}).status == 202);
  CHECK(school.ask("manager", "POST", "/api/v1/clock", {{"reason", "checked against the wall"}}).status == 200);
}

TEST_CASE("a governor takes away the document of a period, and its numbers are the page's") {
  test::School school;
  auto calendar = school.changes->state()->calendar;
  const auto day = [](unsigned month, unsigned of_month) {
    return LocalDay(std::chrono::year(2026) / std::chrono::month(month) / std::chrono::day(of_month));
  };
  calendar.terms = {{day(11, 2), day(12, 18), "Autumn term"}};
  REQUIRE(school.changes->commit(
      Proposal{{"console", Role::network_manager, Actor::Via::console, ""}, "terms", change::CalendarSet{calendar}}));
  const auto reply = school.ask("governor", "GET", "/api/v1/changes/export?format=html&period=current-term");
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  CHECK(reply.body.starts_with("<!doctype html>"));
  CHECK(reply.body.contains("Autumn term: 2 November 2026 to 18 December 2026"));
  const auto numbers = school.ask("governor", "GET", "/api/v1/changes/summary?period=current-term").json;
  CHECK(numbers["period"] == "Autumn term: 2 November 2026 to 18 December 2026");
  CHECK(numbers["policy_changes"]["calendar.set"] == 1);
  CHECK(numbers["erasures"] == 0);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/summary?period=month").status == 422);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/summary?period=term").status == 422);  // none is over yet
  CHECK(school.ask("governor", "GET", "/api/v1/changes/summary?period=term&from=2026-11-01").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/changes/summary").status == 403);
}

TEST_CASE("a disabled person is erased, and nobody who is in use is") {
  test::School school;
  const Json reason = {{"reason", "left, and asked for it"}};
  CHECK(school.ask("manager", "POST", "/api/v1/people/teacher/erase", reason).status == 409);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"disabled", true}, {"reason", "left"}}).status ==
          200);
  CHECK(school.ask("governor", "POST", "/api/v1/people/teacher/erase", reason).status == 403);
  const auto erased = school.ask("manager", "POST", "/api/v1/people/teacher/erase", reason);
  INFO(erased.body);
  REQUIRE(erased.status == 200);
  CHECK(erased.json["id"].get<std::string>().starts_with("erased-"));
  CHECK(school.ask("manager", "POST", "/api/v1/people/teacher/erase", reason).status == 404);
}

TEST_CASE("a question about the past is answered by the policy of then, and says so") {
  test::School school;
  const auto before = to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.changes->now()));
  school.now += std::chrono::hours(1);
  REQUIRE(
      school.ask("console", "POST", "/api/v1/rules", {{"action", "block"}, {"name", "late.example"}, {"reason", "x"}})
          .status == 201);
  school.now += std::chrono::hours(1);
  const auto now = school.ask("console", "GET", "/api/v1/check?name=late.example&client=10.0.0.1").json;
  CHECK(now["verdict"] == "block");
  CHECK_FALSE(now.contains("past"));
  const auto then = school.ask("console", "GET", "/api/v1/check?name=late.example&client=10.0.0.1&at=" + before).json;
  INFO(then.dump());
  REQUIRE(then.contains("verdict"));
  CHECK(then["verdict"] == "allow");
  CHECK(then["past"]["serial"] < school.changes->checkpoint().size);
  CHECK(then["past"]["lists_then"].is_array());
}
