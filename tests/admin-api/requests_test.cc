// Requests over the API: asked for, tried, signed, ended, kept as a topic; and what the DNS side decides meanwhile.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Json;

namespace {

std::string at(UtcMillis when) { return to_rfc3339(std::chrono::floor<std::chrono::seconds>(when)); }

Json wish(const test::School& school) {
  return {{"names", {"Votes.Example."}},
          {"topic", "Votes for women"},
          {"groups", {"pupils"}},
          {"until", at(school.now + 48h)},
          {"reason", "Year 9 reads the trial records"}};
}

std::string ask(test::School& school, const std::string& who = "teacher") {
  const auto made = school.ask(who, "POST", "/api/v1/requests", wish(school));
  INFO(made.body);
  REQUIRE(made.status == 201);
  return made.json["id"];
}

test::Reply sign(test::School& school, const std::string& who, const std::string& id, const std::string& query = "") {
  return school.ask(who, "POST", "/api/v1/requests/" + id + "/sign" + query,
                    {{"version", 1}, {"likelihood", 2}, {"impact", 3}});
}

bool blocks_votes(test::School& school) {
  REQUIRE(school
              .ask("manager", "POST", "/api/v1/rules",
                   {{"action", "block"}, {"name", "votes.example"}, {"reason", "a test"}})
              .status == 201);
  return true;
}

std::string verdict(const test::School& school, const char* address = "10.1.1.1", const char* name = "votes.example") {
  const auto snapshot = school.policy->current();
  const Client client = identify(*snapshot, *Address::parse(address));
  const auto decision =
      decide(*snapshot, client, *Name::from_text(name), 1, std::chrono::floor<std::chrono::seconds>(school.now));
  return decision.verdict == Verdict::allow ? "allow" : "block";
}

}  // namespace

TEST_CASE("a teacher asks, two people agree, and the site is open to the class until it ends") {
  test::School school;
  blocks_votes(school);
  const std::string id = ask(school);
  const auto waiting = school.ask("lead", "GET", "/api/v1/requests?state=requested&requester=teacher").json["requests"];
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0]["needs"] == Json{"the educational sign-off", "the technical sign-off", "a risk rating"});
  CHECK(waiting[0]["could_sign"] == Json{"head", "lead", "manager"});
  CHECK(waiting[0]["names"] == Json{"votes.example"});
  CHECK(waiting[0]["reason"] == "Year 9 reads the trial records");
  CHECK(verdict(school) == "block");

  CHECK(sign(school, "teacher", id).status == 403);
  CHECK(sign(school, "governor", id).status == 403);
  const auto first = sign(school, "lead", id);
  INFO(first.body);
  REQUIRE(first.status == 200);
  CHECK(first.json["request"]["sign_offs"][0]["counts"] == true);
  CHECK(sign(school, "lead", id).status == 409);
  const auto last = sign(school, "manager", id);
  REQUIRE(last.status == 200);
  CHECK(last.json["request"]["state"] == "active");
  CHECK(verdict(school) == "allow");
  const auto rows = school.ask("governor", "GET", "/api/v1/unblocks").json["unblocks"];
  CHECK(rows[0]["request"] == id);
  CHECK(rows[0]["approved_by"] == Json{"lead", "manager"});
  CHECK(rows[0]["emergency_use"] == false);

  CHECK(school.ask("teacher", "POST", "/api/v1/requests/" + id + "/revoke").status == 422);
  REQUIRE(school.ask("teacher", "POST", "/api/v1/requests/" + id + "/revoke", {{"reason", "done early"}}).status ==
          200);
  CHECK(verdict(school) == "block");
  const auto ended = school.ask("teacher", "GET", "/api/v1/requests/" + id).json;
  CHECK(ended["state"] == "revoked");
  CHECK(ended["closed_because"] == "done early");
}

TEST_CASE("signing previews what it would open, first sign-off or last") {
  test::School school;
  blocks_votes(school);
  const std::string id = ask(school);
  const auto first = sign(school, "lead", id, "?preview=true");
  INFO(first.body);
  REQUIRE(first.status == 200);
  CHECK(first.json["complete"] == false);
  CHECK(first.json["needs"] == Json{"the technical sign-off"});
  REQUIRE(first.json["preview"].size() == 1);
  CHECK(first.json["preview"][0]["id"] == "votes.example");
  CHECK(first.json["preview"][0]["after"] == "allowed (temporary unblock)");
  CHECK(school.ask("lead", "GET", "/api/v1/requests/" + id).json["sign_offs"].empty());
  REQUIRE(sign(school, "lead", id).status == 200);
  const auto last = sign(school, "manager", id, "?preview=true");
  CHECK(last.json["complete"] == true);
  CHECK(last.json["preview"].size() == 1);
  CHECK(school.changes->state()->unblocks.empty());
}

TEST_CASE("a sign-off says which version it approves") {
  test::School school;
  const std::string id = ask(school);
  CHECK(school.ask("lead", "POST", "/api/v1/requests/" + id + "/sign", {{"likelihood", 1}, {"impact", 1}}).status ==
        422);
  const auto edited = school.ask("teacher", "PATCH", "/api/v1/requests/" + id, {{"names", {"other.example"}}});
  INFO(edited.body);
  REQUIRE(edited.status == 200);
  CHECK(sign(school, "lead", id).status == 409);
  const auto request = school.ask("lead", "GET", "/api/v1/requests/" + id).json;
  CHECK(request["version"] == 2);
  CHECK(request["names"] == Json{"other.example"});
  CHECK(request["reason"] == "Year 9 reads the trial records");
  CHECK(school.ask("manager", "PATCH", "/api/v1/requests/" + id, {{"topic", "x"}}).status == 403);
}

TEST_CASE("who may not unblock alone makes a request with the same body") {
  test::School school;
  blocks_votes(school);
  for (const char* who : {"teacher", "head"}) {
    const auto asked = school.ask(who, "POST", "/api/v1/unblocks", wish(school));
    INFO(asked.body);
    REQUIRE(asked.status == 202);
    CHECK(asked.json["request"]["state"] == "requested");
    CHECK(asked.json["request"]["requested_by"] == who);
  }
  CHECK(school.changes->state()->unblocks.empty());
  const auto previewed = school.ask("teacher", "POST", "/api/v1/unblocks?preview=true", wish(school));
  CHECK(previewed.json["preview"].size() == 1);
  CHECK(school.changes->state()->requests.size() == 2);
  auto today = wish(school);
  today["until"] = at(school.now + 2h);
  CHECK(school.ask("lead", "POST", "/api/v1/unblocks", today).status == 201);
  CHECK(school.ask("manager", "POST", "/api/v1/unblocks", wish(school)).status == 409);
}

TEST_CASE("an unblock in emergency use opens a review that somebody else concludes") {
  test::School school;
  auto today = wish(school);
  today["until"] = at(school.now + 2h);
  const auto granted = school.ask("manager", "POST", "/api/v1/unblocks", today);
  REQUIRE(granted.status == 201);
  const std::string id = granted.json["id"];
  const auto review = school.ask("governor", "GET", "/api/v1/reviews").json["reviews"][0];
  CHECK(review["id"] == id);
  CHECK(review["about"] == "unblock");
  CHECK(review["done_by"] == "manager");
  CHECK(review["in_force"] == true);
  const std::string conclude = "/api/v1/reviews/" + id + "/conclude";
  CHECK(school.ask("manager", "POST", conclude, {{"outcome", "kept"}, {"reason", "fine"}}).status == 403);
  CHECK(school.ask("lead", "POST", conclude, {{"outcome", "rule"}, {"reason", "fine"}}).status == 409);
  CHECK(school.ask("lead", "POST", conclude, {{"outcome", "ended"}, {"reason", "not needed"}}).status == 200);
  CHECK(school.changes->state()->unblocks.empty());
}

TEST_CASE("a trial opens the names for one device, shows what else it asked for, and the ticked ones are added") {
  test::School school;
  blocks_votes(school);
  REQUIRE(
      school
          .ask("manager", "POST", "/api/v1/rules", {{"action", "block"}, {"name", "cdn.example"}, {"reason", "a test"}})
          .status == 201);
  const std::string id = ask(school), path = "/api/v1/requests/" + id;
  CHECK(school.ask("teacher", "POST", path + "/trial", {{"device", "10.1.1.9"}}).status == 403);
  CHECK(school.ask("lead", "POST", path + "/trial", {{"device", "10.1.0.0/16"}}).status == 422);
  const auto started = school.ask("lead", "POST", path + "/trial", {{"device", "10.1.1.9"}, {"minutes", 5}});
  INFO(started.body);
  REQUIRE(started.status == 201);
  CHECK(verdict(school, "10.1.1.9") == "allow");
  CHECK(verdict(school, "10.1.1.8") == "block");

  const auto snapshot = school.policy->current();
  const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(school.now);
  const Client client = identify(*snapshot, *Address::parse("10.1.1.9"));
  for (const char* name : {"votes.example", "img.cdn.example", "img.cdn.example", "plain.example"}) {
    const Name asked = *Name::from_text(name);
    school.trials.saw(*snapshot, client, asked, decide(*snapshot, client, asked, 1, now), now);
  }
  const auto seen = school.ask("lead", "GET", path + "/trial").json;
  CHECK(seen["running"] == true);
  CHECK(seen["trial"]["device"] == "10.1.1.9");
  REQUIRE(seen["names"].size() == 3);
  CHECK(seen["names"][0]["name"] == "img.cdn.example");
  CHECK(seen["names"][0]["verdict"] == "block");
  CHECK(seen["names"][0]["times"] == 2);
  CHECK(seen["names"][2]["requested"] == true);

  REQUIRE(school
              .ask("lead", "POST", path + "/companions",
                   {{"names", {"cdn.example"}}, {"version", 1}, {"reason", "its pictures"}})
              .status == 200);
  const auto widened = school.ask("lead", "GET", path).json;
  CHECK(widened["names"] == Json{"votes.example", "cdn.example"});
  CHECK(widened["version"] == 2);
  CHECK(school.ask("lead", "DELETE", path + "/trial?reason=seen+enough").status == 200);
  CHECK(school.ask("lead", "DELETE", path + "/trial").status == 404);
  CHECK(verdict(school, "10.1.1.9") == "block");
  CHECK(school.ask("lead", "GET", path + "/trial").json["names"].size() == 3);  // to be looked at still
}

TEST_CASE("the library of topics is filled by hand or from what was approved, and used by requests") {
  test::School school;
  CHECK(school.ask("teacher", "PUT", "/api/v1/topics/t", {{"name", "T"}, {"reason", "x"}}).status == 403);
  const std::string id = ask(school);
  const Json keep = {{"id", "votes"}, {"notes", "checked by history"}, {"reason", "every year"}};
  CHECK(school.ask("lead", "POST", "/api/v1/requests/" + id + "/keep-as-topic", keep).status == 409);
  REQUIRE(sign(school, "lead", id).status == 200);
  REQUIRE(sign(school, "manager", id).status == 200);
  REQUIRE(school.ask("lead", "POST", "/api/v1/requests/" + id + "/keep-as-topic", keep).status == 201);
  CHECK(school.ask("lead", "POST", "/api/v1/requests/" + id + "/keep-as-topic", keep).status == 422);
  const auto topics = school.ask("teacher", "GET", "/api/v1/topics").json["topics"];
  CHECK(topics[0]["name"] == "Votes for women");
  CHECK(topics[0]["names"] == Json{"votes.example"});
  auto again = wish(school);
  again.erase("names");
  again.erase("topic");
  again["topic_id"] = "votes";
  const auto made = school.ask("teacher", "POST", "/api/v1/requests", again);
  REQUIRE(made.status == 201);
  CHECK(made.json["request"]["names"] == Json{"votes.example"});
  REQUIRE(school
              .ask("lead", "PUT", "/api/v1/topics/votes",
                   {{"review_by", "2026-11-20T00:00:00Z"}, {"reason", "to be looked at"}})
              .status == 200);
  CHECK(school.ask("teacher", "GET", "/api/v1/topics").json["topics"][0]["review_overdue"] == true);
  CHECK(school.ask("head", "DELETE", "/api/v1/topics/votes?reason=not+taught").status == 200);
}

TEST_CASE("an extension cites the old request and asks for the same") {
  test::School school;
  const std::string id = ask(school);
  REQUIRE(sign(school, "lead", id).status == 200);
  REQUIRE(sign(school, "manager", id).status == 200);
  const auto longer = school.ask("teacher", "POST", "/api/v1/requests",
                                 {{"extends", id}, {"until", at(school.now + 96h)}, {"reason", "the class was ill"}});
  INFO(longer.body);
  REQUIRE(longer.status == 201);
  CHECK(longer.json["request"]["extends"] == id);
  CHECK(longer.json["request"]["names"] == Json{"votes.example"});
  CHECK(longer.json["request"]["starts"] == at(school.now + 48h));
  CHECK(
      school.ask("teacher", "POST", "/api/v1/requests/" + longer.json["id"].get<std::string>() + "/withdraw").status ==
      200);
}

TEST_CASE("what is asked for badly is refused with the place") {
  test::School school;
  auto body = wish(school);
  body.erase("names");
  CHECK(school.ask("teacher", "POST", "/api/v1/requests", body).json["errors"][0]["pointer"] == "/names");
  body = wish(school);
  body["likelihood"] = 3;
  CHECK(school.ask("teacher", "POST", "/api/v1/requests", body).json["errors"][0]["pointer"] == "/impact");
  CHECK(school.ask("teacher", "GET", "/api/v1/requests?state=forgotten").status == 422);
  CHECK(school.ask("teacher", "GET", "/api/v1/requests/rq-none").status == 404);
  CHECK(school.ask("lead", "POST", "/api/v1/requests/rq-none/reject", {{"reason", "x"}}).status == 404);
  CHECK(school.ask("governor", "POST", "/api/v1/requests", wish(school)).status == 403);
}
