// The commands about requests: what they send, and how replies are told.
#include "admin-api/console/console.h"
#include "tests/catch.h"

namespace {

using namespace schoolgate;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a request sends what was given and leaves the rest to the appliance") {
  console::Wish wish;
  wish.topic_id = "votes";
  wish.groups = {"year-9"};
  wish.until = "2026-12-01";
  wish.reason = "history";
  const auto sent = console::request(wish);
  CHECK(sent.path == "/api/v1/requests");
  CHECK(sent.body == R"({"groups":["year-9"],"reason":"history","topic_id":"votes","until":"2026-12-01T00:00:00Z"})");
  CHECK(console::requests("active").path == "/api/v1/requests?state=active");
  const auto signed_off = console::approve({"rq-1", "", 2, 3, 4}, true);
  CHECK(signed_off.path == "/api/v1/requests/rq-1/sign?preview=true");
  CHECK(signed_off.body == R"({"impact":4,"likelihood":3,"version":2})");
  CHECK(console::approve({"rq-1", "fine", 2, 0, 0}, false).body == R"({"reason":"fine","version":2})");
  CHECK(console::version_of(R"({"version":3})") == 3);
  CHECK(console::version_of("no JSON") == 0);
}

TEST_CASE("a request is told with its sign-offs and what it still needs") {
  const auto told = console::tell_requests(
      R"({"requests":[{"id":"rq-4","state":"requested","version":2,"names":["a.example"],"groups":["year-9"],
      "topic":"Votes","starts":"S","until":"U","requested_by":"j.smith","reason":"history","sign_offs":[
      {"judgement":"educational","user":"d.lead","at":"T","risk":{"rating":6},"counts":false}],
      "needs":["the technical sign-off"],"could_sign":["head.of.it"]}]})");
  CHECK(has(told, "rq-4 (requested, version 2): a.example for year-9, Votes"));
  CHECK(has(told, "S to U, asked for by j.smith: history"));
  CHECK(has(told, "educational sign-off by d.lead at T, risk 6; it counts no more"));
  CHECK(has(told, "needs the technical sign-off; could sign: head.of.it"));
  CHECK(console::tell_requests(R"({"requests":[]})") == "There are no such requests.");
  CHECK(has(console::tell_approval(R"({"preview":[],"complete":true,"needs":[]})"), "the last one needed"));
}

TEST_CASE("an unblock in emergency use is told as one") {
  CHECK(has(console::tell_unblock(R"({"serial":7,"id":"u-7","emergency_use":true})", "unblocked"), "a review is open"));
  CHECK(console::tell_unblock(R"({"serial":7,"id":"u-7","emergency_use":false})", "unblocked") ==
        "unblocked (u-7, change 7)");
}

}  // namespace
