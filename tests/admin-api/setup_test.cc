// The first run: who may set a new appliance up, that nobody may twice, and that nothing else works before.
#include "admin-api/routes/access.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;

using test::Json;

namespace {

Json claim(const std::string& code, const std::string& user = "a.shah") {
  return {{"code", code}, {"user", user}, {"name", "Aisha Shah"}, {"password", "a lamp above the gate"}};
}

std::string code_from_console(test::School& school) {
  const auto made = school.ask("console", "POST", "/api/v1/setup/code");
  REQUIRE(made.status == 201);
  return made.json["code"];
}

}  // namespace

TEST_CASE("while nobody has an account, people and programs are told so, and the console works") {
  test::School school(false);
  CHECK(school.ask("", "GET", "/api/v1/setup").json["needed"] == true);
  for (const routes::Access& access : routes::access_table()) {
    const std::string method(access.method), path(access.pattern);
    INFO(method << " " << path);
    const auto reply = school.ask("", method, path, method == "GET" ? Json(nullptr) : Json::object());
    const bool for_strangers = access.roles == routes::anyone && path != "/api/v1/session";
    if (for_strangers)
      CHECK(reply.type() != "/problems/not-set-up");
    else
      CHECK(reply.type() == (method != "GET" || access.roles != routes::anyone ? "/problems/not-set-up" : ""));
  }
  CHECK(school.ask("console", "GET", "/api/v1/status").status == 200);
}

TEST_CASE("whoever has the code makes the first network manager, and the door is gone for ever") {
  test::School school(false);
  const std::string code = code_from_console(school);
  const auto made = school.ask("", "POST", "/api/v1/setup", claim(code));
  INFO(made.body);
  REQUIRE(made.status == 201);
  CHECK(made.json["user"] == "a.shah");
  const auto state = school.changes->state();
  REQUIRE(state->people.size() == 1);
  CHECK(state->people.at("a.shah").role == Role::network_manager);
  CHECK_FALSE(state->people.at("a.shah").must_change_password);
  const auto record = school.changes->records(state->serial - 1, 1).at(0);
  CHECK(record.kind == "person.added");
  CHECK(record.via == "system");
  CHECK(record.address == "192.0.2.10");
  CHECK(record.leaf.find(code) == std::string::npos);

  CHECK(school.ask("", "GET", "/api/v1/setup").json["needed"] == false);
  CHECK(school.ask("", "POST", "/api/v1/setup", claim(code, "somebody.else")).status == 409);
  CHECK(school.ask("console", "POST", "/api/v1/setup/code").status == 409);
  const Json sign_in = {{"user", "a.shah"}, {"password", "a lamp above the gate"}};
  CHECK(school.ask("", "POST", "/api/v1/session", sign_in).status == 201);
}

TEST_CASE("a wrong code, an old one and none at all are refused, and guessing is slowed down") {
  test::School school(false);
  CHECK(school.ask("", "POST", "/api/v1/setup", claim("aaaa-bbbb-cccc-dddd-eeee")).status == 422);
  const std::string old = code_from_console(school), code = code_from_console(school);
  CHECK(school.ask("", "POST", "/api/v1/setup", claim(old)).status == 422);
  for (int n = 0; n < auth::free_failures - 2; ++n)
    CHECK(school.ask("", "POST", "/api/v1/setup", claim("wrong")).status == 422);
  const auto locked = school.ask("", "POST", "/api/v1/setup", claim(code));
  CHECK(locked.status == 429);
  CHECK(locked.headers.contains("Retry-After"));
  school.now += auth::longest_wait;
  CHECK(school.ask("", "POST", "/api/v1/setup", claim(code)).status == 201);
}

TEST_CASE("the first password follows the same rules as every other, and a fault uses no code up") {
  test::School school(false);
  const std::string code = code_from_console(school);
  Json weak = claim(code);
  weak["password"] = "password1234";
  const auto refused = school.ask("", "POST", "/api/v1/setup", weak);
  CHECK(refused.status == 422);
  CHECK(refused.json["errors"][0]["pointer"] == "/password");
  CHECK(school.ask("", "POST", "/api/v1/setup", claim(code, "not a user!")).status == 422);
  CHECK(school.changes->state()->people.empty());
  CHECK(school.ask("", "POST", "/api/v1/setup", claim(code)).status == 201);
}

TEST_CASE("no page of another site sets an appliance up") {
  test::School school(false);
  auto request = school.request("", "POST", "/api/v1/setup", claim(code_from_console(school)));
  request.headers["Origin"] = "https://evil.example";
  CHECK(school.send(request).status == 403);
  CHECK(school.changes->state()->people.empty());
}

TEST_CASE("upstream servers are tested before they are set, and set like every other setting") {
  test::School school;
  const Json servers = {"9.9.9.9", "tls://9.9.9.9#dns.quad9.net"};
  const auto tested = school.ask("manager", "POST", "/api/v1/settings/test-upstreams", {{"servers", servers}});
  INFO(tested.body);
  REQUIRE(tested.status == 200);
  REQUIRE(tested.json["upstreams"].size() == 2);
  CHECK(tested.json["upstreams"][0]["answered"] == true);
  CHECK(tested.json["upstreams"][0]["signatures"] == "passed_on");
  const auto in_force = school.ask("manager", "POST", "/api/v1/settings/test-upstreams", {{"name", "School.Example"}});
  CHECK(in_force.json["upstreams"][0]["server"] == school.upstreams.front());
  CHECK(in_force.json["upstreams"][0]["problem"] == "asked for school.example");
  const Json bad = {{"servers", {"nonsense"}}};
  CHECK(school.ask("manager", "POST", "/api/v1/settings/test-upstreams", bad).status == 422);
  CHECK(school.changes->state()->settings.upstreams.empty());

  const Json change = {{"upstreams", servers}, {"reason", "encrypted from now on"}};
  REQUIRE(school.ask("manager", "PUT", "/api/v1/settings", change).status == 200);
  CHECK(school.ask("teacher", "GET", "/api/v1/settings").json["upstreams"] == servers);
  const Json wrong = {{"upstreams", {"nonsense"}}, {"reason", "x"}};
  CHECK(school.ask("manager", "PUT", "/api/v1/settings", wrong).status == 422);
  CHECK(school.ask("manager", "GET", "/api/v1/status").json["dns"]["addresses"] == Json{"10.1.0.2"});
}
