// What was asked and blocked, and the reports of the block page, as the API shows them.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;
using test::monday;
using namespace std::chrono_literals;

namespace {

RecentBlock block(std::uint64_t number, const std::string& name, const std::string& group = "pupils") {
  RecentBlock made;
  made.number = number;
  made.first = made.last = monday;
  made.name = name;
  made.type = 1;
  made.client = "10.1.0.7";
  made.device = "pc-7";
  made.group = group;
  made.why = {Tier::category, "tiktok", "social"};
  return made;
}

Json put_settings(test::School& school, const Json& fields) {
  Json body = fields;
  body["reason"] = "data protection";
  const auto reply = school.ask("manager", "PUT", "/api/v1/settings", body);
  REQUIRE(reply.status == 200);
  return reply.json;
}

}  // namespace

TEST_CASE("activity has every hour of the span, also those in which nobody asked") {
  test::School school;
  HourCounts hour;
  hour.start = monday - 2h;
  hour.queries = 100;
  hour.blocked = 7;
  hour.by_category["gambling"] = 7;
  hour.by_group["pupils"] = {90, 7};
  school.activity.known_hours = {hour};
  const auto reply = school.ask("teacher", "GET", "/api/v1/activity");
  REQUIRE(reply.status == 200);
  const auto& hours = reply.json["hours"];
  REQUIRE(hours.size() == 24);
  CHECK(hours[22]["start"] == "2026-11-23T06:00:00Z");
  CHECK(hours[22]["queries"] == 100);
  CHECK(hours[22]["by_category"]["gambling"] == 7);
  CHECK(hours[22]["by_group"]["pupils"]["blocked"] == 7);
  CHECK(hours[0]["queries"] == 0);
  CHECK(school.ask("teacher", "GET", "/api/v1/activity?from=2026-11-01&to=2026-11-23").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/activity?from=2026-11-24&to=2026-11-23").status == 422);
}

TEST_CASE("blocked answers are shown newest first, by group and device, to those who look after them") {
  test::School school;
  school.activity.blocks = {block(1, "a.example"), block(2, "b.example", "staff"), block(3, "")};
  auto reply = school.ask("lead", "GET", "/api/v1/recent-blocks");
  REQUIRE(reply.status == 200);
  REQUIRE(reply.json["blocks"].size() == 3);
  CHECK(reply.json["blocks"][0]["name"].is_null());  // of a sealed list
  CHECK(reply.json["blocks"][2]["name"] == "a.example");
  CHECK(reply.json["blocks"][2]["tier"] == "category");
  CHECK(reply.json["blocks"][2]["by"] == "tiktok");
  CHECK(reply.json["recent_blocks"] == "without_client");
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?group=staff").json["blocks"].size() == 1);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?after=2").json["blocks"].size() == 1);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?limit=1").json["blocks"][0]["number"] == 3);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?limit=0").status == 422);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?client=10.1.0.7").status == 422);
  for (const char* who : {"teacher", "head", "governor"})
    CHECK(school.ask(who, "GET", "/api/v1/recent-blocks").status == 403);
  put_settings(school, {{"recent_blocks", "with_client"}});
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?client=10.1.0.7").json["blocks"].size() == 3);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?client=pc-7").json["blocks"].size() == 3);
  CHECK(school.ask("manager", "GET", "/api/v1/recent-blocks?client=10.1.0.8").json["blocks"].empty());
}

TEST_CASE("whether and how long blocked answers are kept is a setting like others") {
  test::School school;
  put_settings(school, {{"recent_blocks", "off"}, {"recent_minutes", 15}, {"monitoring_notice", "We look."}});
  const auto settings = school.ask("governor", "GET", "/api/v1/settings").json;
  CHECK(settings["recent_blocks"] == "off");
  CHECK(settings["recent_minutes"] == 15);
  CHECK(settings["monitoring_notice"] == "We look.");
  for (const Json& bad :
       {Json{{"recent_blocks", "for ever"}}, Json{{"recent_minutes", 1441}}, Json{{"recent_minutes", 0}}}) {
    Json body = bad;
    body["reason"] = "x";
    CHECK(school.ask("manager", "PUT", "/api/v1/settings", body).status == 422);
  }
}

TEST_CASE("names that are blocked often are kept or allowed, with a reason on record") {
  test::School school;
  school.activity.often = {{"maths.example", 40, 44, 300, monday, "pupils", {Tier::category, "", "games"}}};
  const auto first = school.ask("governor", "GET", "/api/v1/over-blocking").json["names"][0];
  CHECK(first["devices"] == 40);
  CHECK(first["at_most"] == 44);
  CHECK(first["category"] == "games");
  CHECK(first["outcome"] == "open");

  const auto mark = [&](const std::string& who, const Json& body) {
    return school.ask(who, "POST", "/api/v1/over-blocking/maths.example", body);
  };
  CHECK(mark("lead", {{"outcome", "kept"}}).status == 422);  // without a reason
  CHECK(mark("lead", {{"outcome", "kept"}, {"reason", "games, mostly"}}).status == 200);
  CHECK(school.ask("head", "GET", "/api/v1/over-blocking").json["names"][0]["outcome"] == "kept");
  CHECK(mark("lead", {{"outcome", "allowed"}, {"reason", "lessons"}}).status == 403);  // a rule is a network manager's
  const auto preview = school.ask("manager", "POST", "/api/v1/over-blocking/maths.example?preview=true",
                                  {{"outcome", "allowed"}, {"reason", "lessons"}});
  CHECK(preview.status == 200);
  CHECK(school.changes->state()->rules.empty());
  const auto allowed = mark("manager", {{"outcome", "allowed"}, {"groups", {"staff"}}, {"reason", "lessons"}});
  REQUIRE(allowed.status == 200);
  CHECK(allowed.json["changes"] == 2);
  REQUIRE(school.changes->state()->rules.size() == 1);
  CHECK(school.changes->state()->rules.begin()->second.groups == std::vector<std::string>{"staff"});
  CHECK(mark("manager", {{"outcome", "kept"}, {"groups", {"staff"}}, {"reason", "x"}}).status == 422);
  CHECK(mark("manager", {{"outcome", "open"}, {"reason", "look again"}}).status == 200);
  CHECK(school.ask("head", "GET", "/api/v1/over-blocking").json["reviewed"].empty());
  CHECK(
      school.ask("manager", "POST", "/api/v1/over-blocking/10.0.0.1", {{"outcome", "kept"}, {"reason", "x"}}).status ==
      404);
}

TEST_CASE("a preview tells what a change does to names that devices asked for") {
  test::School school;
  school.activity.names = {"cdn.maths.example", "www.other.example"};
  const auto reply = school.ask("manager", "POST", "/api/v1/rules?preview=true",
                                {{"action", "block"}, {"name", "maths.example"}, {"reason", "x"}});
  REQUIRE(reply.status == 200);
  bool told = false;
  for (const auto& row : reply.json["preview"]) {
    if (row["subject"] != "asked name") continue;
    told = true;
    CHECK(row["id"] == "cdn.maths.example");
    CHECK(row["after"] == "blocked (rule)");
  }
  CHECK(told);
}

TEST_CASE("reports are read and closed by those who look after them") {
  test::School school;
  const Actor system{"schoolgate", Role::network_manager, Actor::Via::system, "10.1.0.7"};
  const auto added = school.changes->commit(
      {system, "",
       change::SiteReportAdded{
           {"", SiteReportKind::wrong, "maths.example", "for homework", "10.1.0.7", "pupils", {}}}});
  REQUIRE(added);
  const auto rows = school.ask("lead", "GET", "/api/v1/site-reports").json["site_reports"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["kind"] == "wrong");
  CHECK(rows[0]["text"] == "for homework");
  CHECK(rows[0]["time"] == "2026-11-23T08:00:00Z");
  CHECK(school.ask("teacher", "GET", "/api/v1/site-reports").status == 403);
  const std::string path = "/api/v1/site-reports/" + added->id + "/close";
  CHECK(school.ask("lead", "POST", path, {}).status == 422);
  CHECK(school.ask("lead", "POST", path, {{"reason", "now allowed"}}).status == 200);
  CHECK(school.ask("lead", "POST", path, {{"reason", "again"}}).status == 404);
  CHECK(school.ask("manager", "GET", "/api/v1/status").json["counts"]["site_reports"] == 0);
  CHECK(school.ask("", "GET", "/metrics").body.find("schoolgate_reports_open 0") != std::string::npos);
}
