// An emergency block opens a review; what came of it is on record.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

std::string block(test::School& school, Json more = Json::object()) {
  more["reason"] = "reported by a parent";
  if (!more.contains("everything")) more["names"] = {"bad.example", "worse.example"};
  const auto started = school.ask("manager", "POST", "/api/v1/emergency-blocks", more);
  REQUIRE(started.status == 201);
  return started.json["id"];
}

Json review(test::School& school, const std::string& id) {
  const auto shown = school.ask("governor", "GET", "/api/v1/reviews");
  for (const Json& row : shown.json["reviews"])
    if (row["id"] == id) return row;
  return nullptr;
}

int conclude(test::School& school, const std::string& who, const std::string& id, const char* outcome) {
  return school
      .ask(who, "POST", "/api/v1/reviews/" + id + "/conclude", {{"outcome", outcome}, {"reason", "looked at it"}})
      .status;
}

std::string newest_kind(const test::School& school) {
  return school.changes->records(school.changes->state()->serial - 1, 1).front().kind;
}

}  // namespace

TEST_CASE("an emergency block opens a review, due within a day, and an overdue one is told") {
  test::School school;
  const std::string id = block(school);
  auto row = review(school, id);
  CHECK(row["names"] == Json{"bad.example", "worse.example"});
  CHECK(row["in_force"] == true);
  CHECK(row["outcome"] == "open");
  CHECK(row["due"] == "2026-11-24T08:00:00Z");
  CHECK(row["overdue"] == false);
  school.now += std::chrono::hours(24);
  CHECK(school.ask("console", "GET", "/api/v1/status").json["reviews"][0]["overdue"] == true);
  CHECK(school.ask("", "GET", "/metrics").body.find("schoolgate_reviews_overdue 1\n") != std::string::npos);
  CHECK(conclude(school, "console", id, "kept") == 200);
  CHECK(school.ask("console", "GET", "/api/v1/status").json["reviews"].empty());
}

TEST_CASE("a review ends in the block as it is, in rules, or in nothing, once") {
  test::School school;
  const std::string kept = block(school), ruled = block(school), ended = block(school);
  CHECK(conclude(school, "manager", kept, "kept") == 200);
  CHECK(review(school, kept)["in_force"] == true);
  CHECK(conclude(school, "manager", ruled, "rule") == 200);
  CHECK(review(school, ruled)["in_force"] == false);
  CHECK(school.changes->state()->rules.size() == 2);
  CHECK(school.changes->state()->rules.begin()->second.name == "bad.example");
  CHECK(conclude(school, "manager", ended, "ended") == 200);
  CHECK(review(school, ended)["outcome"] == "ended");
  CHECK(newest_kind(school) == "review.concluded");
  CHECK(conclude(school, "manager", ended, "ended") == 409);
  CHECK(conclude(school, "manager", "e-9999", "ended") == 404);
  CHECK(conclude(school, "manager", kept, "forgotten") == 422);
  CHECK(school.changes->state()->emergencies.size() == 1);
}

TEST_CASE("a block that has ended is reviewed all the same, and cannot be kept") {
  test::School school;
  const std::string id = block(school);
  REQUIRE(school.ask("manager", "DELETE", "/api/v1/emergency-blocks/" + id + "?reason=a+mistake").status == 200);
  CHECK(review(school, id)["outcome"] == "open");
  CHECK(conclude(school, "manager", id, "kept") == 409);
  CHECK(conclude(school, "manager", id, "ended") == 200);
  const std::string all = block(school, {{"everything", true}});
  CHECK(conclude(school, "manager", all, "rule") == 422);
}

TEST_CASE("a review is its reviewer's, and the network managers'") {
  test::School school;
  const std::string id = block(school, {{"reviewer", "teacher"}, {"review_by", "2026-11-26T12:00:00Z"}});
  CHECK(review(school, id)["reviewer"] == "teacher");
  CHECK(review(school, id)["due"] == "2026-11-26T12:00:00Z");
  CHECK(conclude(school, "governor", id, "ended") == 403);
  CHECK(conclude(school, "teacher", id, "rule") == 403);  // rules are the network manager's
  CHECK(conclude(school, "teacher", id, "ended") == 200);
  CHECK_FALSE(school.changes->state()->emergencies.contains(id));
  const auto record = school.changes->records(school.changes->state()->serial - 1, 1).front();
  CHECK(record.user == "teacher");
  CHECK(record.leaf.find("\"user\":\"teacher\"") == std::string::npos);  // personal: only its commitment
  const Json nobody = {{"names", {"x.example"}}, {"reviewer", "nobody"}, {"reason", "x"}};
  CHECK(school.ask("manager", "POST", "/api/v1/emergency-blocks", nobody).status == 404);
  const Json late = {{"names", {"x.example"}}, {"review_by", "2027-11-26T12:00:00Z"}, {"reason", "x"}};
  CHECK(school.ask("manager", "POST", "/api/v1/emergency-blocks", late).status == 422);
  CHECK(school.changes->state()->emergencies.empty());  // both or neither
}
