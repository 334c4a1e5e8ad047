// The nouns, one by one, against the real change control.
#include <filesystem>
#include <fstream>

#include "blocklists/change-control/export.h"
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

TEST_CASE("a teacher grants a temporary unblock, sees it, and ends it; each is on record with its reason") {
  test::School school;
  const auto granted = school.ask("teacher", "POST", "/api/v1/unblocks", unblock(school));
  INFO(granted.body);
  REQUIRE(granted.status == 201);
  const auto id = granted.json["id"].get<std::string>();
  CHECK(granted.json["serial"] == school.changes->state()->serial);
  CHECK(granted.json["checkpoint"]["size"] == granted.json["serial"]);
  CHECK(granted.json["checkpoint"]["note"].get<std::string>() == school.changes->checkpoint().note);

  const auto rows = school.ask("governor", "GET", "/api/v1/unblocks").json["unblocks"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["names"][0] == "casino.example");
  CHECK(rows[0]["state"] == "running");
  CHECK(rows[0]["requested_by"] == "teacher");
  CHECK(rows[0]["until"] == at(school.now + 1h));

  REQUIRE(school.ask("teacher", "DELETE", "/api/v1/unblocks/" + id + "?reason=over").status == 200);
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"].empty());
  const auto changes =
      school.ask("governor", "GET", "/api/v1/changes?after=" + std::to_string(granted.json["serial"].get<int>() - 1))
          .json["changes"];
  REQUIRE(changes.size() == 2);
  CHECK(changes[0]["kind"] == "unblock.granted");
  CHECK(changes[0]["user"] == "teacher");
  CHECK(changes[0]["why"] == "Year 9 lesson");
  CHECK(changes[0]["after"].is_object());
  CHECK(changes[1]["kind"] == "unblock.ended");
  CHECK(changes[1]["why"] == "over");
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

TEST_CASE("an unblock has an end, in the future, and not before its start") {
  test::School school;
  auto body = unblock(school);
  body.erase("until");
  CHECK(school.ask("teacher", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now - 1h);
  CHECK(school.ask("teacher", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now + 1h);
  body["starts"] = at(school.now + 2h);
  CHECK(school.ask("teacher", "POST", "/api/v1/unblocks", body).status == 422);
  body["until"] = at(school.now + 3h);
  REQUIRE(school.ask("teacher", "POST", "/api/v1/unblocks", body).status == 201);
  CHECK(school.ask("teacher", "GET", "/api/v1/unblocks").json["unblocks"][0]["state"] == "coming");
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

TEST_CASE("a new person gets a one-time password once, and changes it with the present one") {
  test::School school;
  const auto added =
      school.ask("manager", "POST", "/api/v1/people",
                 {{"user", "J.Smith"}, {"name", "Jo Smith"}, {"role", "staff"}, {"reason", "new teacher"}});
  INFO(added.body);
  REQUIRE(added.status == 201);
  const auto password = added.json["one_time_password"].get<std::string>();
  CHECK_FALSE(school.ask("manager", "GET", "/api/v1/people").body.contains("argon2"));
  CHECK(school.ask("manager", "POST", "/api/v1/people", {{"user", "j.smith"}, {"role", "staff"}, {"reason", "again"}})
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

TEST_CASE("lists are imported at the console only, reported line by line, and removed by an id with a slash") {
  test::School school;
  const auto path = school.directory.file("games.txt");
  std::ofstream(path) << "games.example\n";
  const auto reply = school.ask("console", "POST", "/api/v1/lists/import",
                                {{"paths", {path}}, {"category", "games"}, {"name", "Our own: Games!"}});
  INFO(reply.body);
  REQUIRE(reply.status == 201);
  REQUIRE(school.lists.imported.size() == 1);
  CHECK(school.lists.imported[0].list_id == "our-own-games");
  CHECK(school.lists.imported[0].title == "Our own: Games!");
  CHECK(reply.json["lists"][0]["totals"]["accepted"] == 2);
  CHECK(reply.json["lists"][0]["findings"][0]["first"][0]["line"] == 2);
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path}}, {"format", "hostz"}}).status == 422);
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path + ".gone"}}}).status == 404);
  school.lists.refusal = Fault{Fault::Kind::storage, "the disk is full", ""};
  CHECK(school.ask("console", "POST", "/api/v1/lists/import", {{"paths", {path}}}).status == 507);

  CHECK(school.ask("manager", "DELETE", "/api/v1/lists/ut1%2Fgambling?reason=x").status == 404);
  const Actor system{"schoolgate", Role::network_manager, Actor::Via::system, {}};
  change::ListTaken taken;
  taken.list.id = "ut1/gambling";
  taken.list.title = "UT1";
  taken.list.category = "gambling";
  taken.list.origin = "file";
  taken.list.format = "plain";
  taken.list.version = 1;
  taken.trie_generation = 1;
  REQUIRE(school.changes->commit(Proposal{system, "", taken}));
  CHECK(school.ask("manager", "DELETE", "/api/v1/lists/ut1%2Fgambling?reason=x").status == 200);
  CHECK(school.lists.removed == std::vector<std::string>{"ut1/gambling"});
}

TEST_CASE("a source of the catalogue needs its id and a reason only, and a file is no source") {
  test::School school;
  const auto sources = school.ask("teacher", "GET", "/api/v1/sources").json;
  REQUIRE_FALSE(sources["catalogue"].empty());
  std::string id = sources["catalogue"][0]["id"];
  std::string encoded = id;
  if (const auto slash = encoded.find('/'); slash != std::string::npos) encoded.replace(slash, 1, "%2F");
  CHECK(school.ask("manager", "PUT", "/api/v1/sources/" + encoded, {{"reason", "more"}}).status == 201);
  CHECK(school.changes->state()->sources.at(id).address == sources["catalogue"][0]["address"]);
  CHECK(school.ask("manager", "PUT", "/api/v1/sources/" + encoded, {{"enabled", false}, {"reason", "less"}}).status ==
        200);
  CHECK_FALSE(school.changes->state()->sources.at(id).enabled);
  CHECK(school.ask("manager", "DELETE", "/api/v1/sources/" + encoded, {{"reason", "none"}}).status == 200);
  const auto file = school.ask("manager", "PUT", "/api/v1/sources/mine",
                               {{"address", "file:///etc/shadow"}, {"category", "games"}, {"reason", "x"}});
  CHECK(file.status == 422);
  CHECK(file.json["errors"][0]["pointer"] == "/address");
}

TEST_CASE("check tells the verdict and every step to it") {
  test::School school;
  REQUIRE(school
              .ask("manager", "POST", "/api/v1/rules",
                   {{"action", "block"}, {"name", "games.example"}, {"reason", "lessons"}})
              .status == 201);
  const auto why = school.ask("governor", "GET", "/api/v1/check?name=www.games.example&client=10.1.2.3&type=AAAA").json;
  CHECK(why["verdict"] == "block");
  CHECK(why["steps"].size() == 8);
  CHECK(why["client"] == "10.1.2.3");
  CHECK(why["name"] == "www.games.example");
  const auto wrong = school.ask("governor", "GET", "/api/v1/check?nme=a.example&type=AAAAA");
  CHECK(wrong.status == 422);
  CHECK(wrong.body.contains("?name"));
  CHECK(wrong.body.contains("did you mean"));
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
  for (const char* format : {"csv", "jsonl"}) {
    const auto reply = school.ask("governor", "GET", std::string("/api/v1/changes/export?format=") + format);
    REQUIRE(reply.status == 200);
    CHECK(reply.headers.at("Content-Disposition").contains(format));
    const auto file = school.directory.file(std::string("log.") + format);
    std::ofstream(file) << reply.body;
    const auto verified = verify_export(file, std::nullopt, school.changes->public_key());
    INFO((verified ? "" : verified.error().what));
    CHECK(verified);
  }
  CHECK(school.changes->checkpoint().size == before + 2);
  CHECK(school.ask("governor", "GET", "/api/v1/changes/export?format=html").status == 422);
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
  CHECK(status["counts"]["people"] == 3);
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
