// The school's own names, as the API takes and shows them.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

Json record(const char* name, const char* type, const char* value) {
  return {{"name", name}, {"type", type}, {"value", value}, {"reason", "the intranet moved"}};
}

}  // namespace

TEST_CASE("a local record is set, shown, changed and removed") {
  test::School school;
  CHECK(
      school.ask("manager", "PUT", "/api/v1/local-records/intranet", record("Intranet.School.example", "A", "10.0.0.5"))
          .status == 201);
  auto shown = school.ask("teacher", "GET", "/api/v1/local-records").json["local_records"];
  REQUIRE(shown.size() == 1);
  CHECK(
      shown[0] ==
      Json{
          {"id", "intranet"}, {"name", "intranet.school.example"}, {"type", "A"}, {"value", "10.0.0.5"}, {"ttl", 300}});
  CHECK(
      school
          .ask("manager", "PUT", "/api/v1/local-records/intranet", record("intranet.school.example", "AAAA", "fd00::5"))
          .status == 200);
  CHECK(school.ask("teacher", "PUT", "/api/v1/local-records/intranet", record("x.example", "A", "10.0.0.5")).status ==
        403);
  CHECK(school.ask("manager", "DELETE", "/api/v1/local-records/intranet?reason=gone").status == 200);
  CHECK(school.ask("manager", "DELETE", "/api/v1/local-records/intranet?reason=gone").status == 404);
}

TEST_CASE("a record that cannot be served is refused") {
  test::School school;
  CHECK(school.ask("manager", "PUT", "/api/v1/local-records/x", record("x.example", "A", "fd00::5")).status == 422);
  CHECK(school.ask("manager", "PUT", "/api/v1/local-records/x", record("x.example", "MX", "10 mail.example")).status ==
        422);
  CHECK(school.ask("manager", "PUT", "/api/v1/local-records/x", record("a..b", "A", "10.0.0.5")).status == 422);
  REQUIRE(school.ask("manager", "PUT", "/api/v1/local-records/x", record("x.example", "A", "10.0.0.5")).status == 201);
  CHECK(school.ask("manager", "PUT", "/api/v1/local-records/y", record("x.example", "CNAME", "y.example")).status ==
        409);
}

TEST_CASE("a zone is forwarded to the school's own servers") {
  test::School school;
  const Json zone = {{"zone", "School.local"}, {"servers", {"10.0.0.2", "[fd00::2]:53"}}, {"reason", "sign-in"}};
  CHECK(school.ask("manager", "PUT", "/api/v1/forward-zones/domain", zone).status == 201);
  const auto shown = school.ask("teacher", "GET", "/api/v1/forward-zones").json["forward_zones"];
  REQUIRE(shown.size() == 1);
  CHECK(shown[0] == Json{{"id", "domain"}, {"zone", "school.local"}, {"servers", {"10.0.0.2", "[fd00::2]:53"}}});
  CHECK(school.ask("manager", "PUT", "/api/v1/forward-zones/other", zone).status == 409);
  Json bad = zone;
  bad["servers"] = {"dc1"};
  CHECK(school.ask("manager", "PUT", "/api/v1/forward-zones/bad", bad).status == 422);
  bad["servers"] = Json::array();
  CHECK(school.ask("manager", "PUT", "/api/v1/forward-zones/bad", bad).status == 422);
  CHECK(school.ask("manager", "DELETE", "/api/v1/forward-zones/domain?reason=gone").status == 200);
}
