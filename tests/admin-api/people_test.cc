// The register of people through the API: roles, leavers, tokens, invitations, networks, rescues, and its export.
#include "admin-api/routes/access.h"
#include "admin-api/routes/identify.h"
#include "admin-api/routes/scope.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Json;

namespace {

std::string last_kind(const test::School& school) {
  return school.changes->records(school.changes->state()->serial - 1, 1).front().kind;
}

std::string make_token(test::School& school, const std::string& who, const std::string& scope) {
  const auto made = school.ask(who, "POST", "/api/v1/tokens", {{"name", "inventory script"}, {"scope", scope}});
  INFO(made.body);
  REQUIRE(made.status == 201);
  return made.json["token"].get<std::string>();
}

test::Reply ask_with(test::School& school, const std::string& token, const std::string& method, const std::string& path,
                     const Json& body = nullptr) {
  auto request = school.request("", method, path, body);
  request.headers["Authorization"] = "Bearer " + token;
  return school.send(request);
}

Json rule(const std::string& name = "games.example") {
  return {{"action", "block"}, {"name", name}, {"reason", "lessons"}};
}

}  // namespace

TEST_CASE("older scripts may say staff for teacher, and are never told so") {
  test::School school;
  const auto added = school.ask("manager", "POST", "/api/v1/people", {{"user", "p.old"}, {"role", "staff"}});
  INFO(added.body);
  REQUIRE(added.status == 201);
  CHECK(school.changes->state()->people.at("p.old").role == Role::teacher);
  CHECK_FALSE(school.ask("manager", "GET", "/api/v1/people").body.contains("\"staff\""));
  const auto wrong = school.ask("manager", "POST", "/api/v1/people", {{"user", "p.new"}, {"role", "admin"}});
  CHECK(wrong.status == 422);
  CHECK_FALSE(wrong.body.contains("staff"));
  const auto changed =
      school.ask("manager", "PATCH", "/api/v1/people/governor", {{"role", "staff"}, {"reason", "new post"}});
  CHECK(changed.status == 200);
  CHECK(school.changes->state()->people.at("governor").role == Role::teacher);
}

TEST_CASE("a mail address is kept and shown, and a bad one is refused") {
  test::School school;
  CHECK(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"mail", "no address"}, {"reason", "x"}}).status ==
        422);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"mail", "t@school.example"}, {"reason", "x"}})
              .status == 200);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"name", "Tess"}, {"reason", "x"}}).status == 200);
  CHECK(school.changes->state()->people.at("teacher").mail == "t@school.example");
  CHECK(school.ask("governor", "GET", "/api/v1/people").body.contains("t@school.example"));
}

TEST_CASE("a leaver's sessions and tokens end at once, and the tokens for good") {
  test::School school;
  const auto token = make_token(school, "teacher", "read");
  REQUIRE(ask_with(school, token, "GET", "/api/v1/rules").status == 200);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"disabled", true}, {"reason", "left"}}).status ==
          200);
  CHECK(ask_with(school, token, "GET", "/api/v1/rules").status == 401);
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
  CHECK(school.changes->state()->tokens.empty());
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"disabled", false}, {"reason", "back"}}).status ==
          200);
  CHECK(ask_with(school, token, "GET", "/api/v1/rules").status == 401);
}

TEST_CASE("signing out everywhere is one's own to do, and a network manager's for anybody") {
  test::School school;
  REQUIRE(school.ask("teacher", "GET", "/api/v1/session").status == 200);
  CHECK(school.ask("head", "DELETE", "/api/v1/people/teacher/sessions?reason=x").status == 403);
  CHECK(school.ask("teacher", "DELETE", "/api/v1/people/teacher/sessions").status == 200);
  CHECK(last_kind(school) == "person.signed_out");
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
  REQUIRE(school.ask("head", "GET", "/api/v1/session").status == 200);
  CHECK(school.ask("manager", "DELETE", "/api/v1/people/head/sessions").status == 422);
  CHECK(school.ask("manager", "DELETE", "/api/v1/people/head/sessions?reason=lost+laptop").status == 200);
  CHECK(school.ask("head", "GET", "/api/v1/session").status == 401);
  CHECK(school.ask("manager", "DELETE", "/api/v1/people/nobody/sessions?reason=x").status == 404);
}

TEST_CASE("a token acts as its owner within its scope, and its last use is shown") {
  test::School school;
  const auto token = make_token(school, "manager", "read");
  CHECK(token.starts_with("sgt_"));
  CHECK(ask_with(school, token, "GET", "/api/v1/people").status == 200);
  CHECK(ask_with(school, token, "GET", "/api/v1/session").json["user"] == "manager");
  const auto refused = ask_with(school, token, "POST", "/api/v1/rules", rule());
  CHECK(refused.status == 403);
  CHECK(refused.json["detail"].get<std::string>().contains("scope"));
  const auto full = make_token(school, "manager", "full");
  CHECK(ask_with(school, full, "POST", "/api/v1/rules", rule()).status == 201);
  const auto record = school.changes->records(school.changes->state()->serial - 1, 1).front();
  CHECK(record.user == "manager");
  CHECK(record.via == "token");
  const auto rows = school.ask("manager", "GET", "/api/v1/tokens").json["tokens"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["last_used"] == to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now)));
  CHECK(rows[0]["scope"] == "read");
  CHECK_FALSE(rows.dump().contains("hash"));
  CHECK_FALSE(rows.dump().contains(token));
}

TEST_CASE("a token is never more than its owner's role") {
  test::School school;
  const auto token = make_token(school, "teacher", "full");
  CHECK(ask_with(school, token, "POST", "/api/v1/rules", rule()).status == 403);
  CHECK(ask_with(school, token, "GET", "/api/v1/people").status == 403);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"role", "governor"}, {"reason", "post"}}).status ==
          200);
  CHECK(ask_with(school, token, "GET", "/api/v1/people").status == 200);
}

TEST_CASE("a token ends at its time, by its owner and by a network manager") {
  test::School school;
  const auto until = to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now) + 1h);
  const auto made =
      school.ask("teacher", "POST", "/api/v1/tokens", {{"name", "a script"}, {"scope", "requests"}, {"until", until}});
  REQUIRE(made.status == 201);
  const auto token = made.json["token"].get<std::string>();
  school.now += 59min;
  CHECK(ask_with(school, token, "GET", "/api/v1/rules").status == 200);
  school.now += 1min;
  CHECK(ask_with(school, token, "GET", "/api/v1/rules").status == 401);

  const auto second = make_token(school, "governor", "read");
  const auto id = school.ask("governor", "GET", "/api/v1/tokens").json["tokens"][0]["id"].get<std::string>();
  CHECK(school.ask("head", "GET", "/api/v1/tokens").json["tokens"].empty());
  CHECK(school.ask("head", "DELETE", "/api/v1/tokens/" + id).status == 403);
  CHECK(school.ask("manager", "DELETE", "/api/v1/tokens/" + id + "?reason=audit").status == 200);
  CHECK(last_kind(school) == "token.revoked");
  CHECK(ask_with(school, second, "GET", "/api/v1/rules").status == 401);
  CHECK(
      school
          .ask("head", "POST", "/api/v1/tokens", {{"name", "x"}, {"scope", "read"}, {"until", "2029-01-01T00:00:00Z"}})
          .status == 409);
  CHECK(school.ask("console", "POST", "/api/v1/tokens", {{"name", "x"}, {"scope", "read"}}).status == 403);
}

TEST_CASE("no scope holds what belongs to signing in, and each wider scope is told apart") {
  using routes::in_scope;
  for (const auto& access : routes::access_table()) {
    INFO(access.method << " " << access.pattern);
    const bool reads = access.method == "GET";
    const bool signing_in = access.pattern.contains("/tokens") || access.pattern.contains("/session") ||
                            access.pattern.contains("/invitations") || access.pattern.contains("/rescue") ||
                            (access.pattern.contains("/people") && !reads);
    const bool excepted = access.pattern == "/api/v1/session" && reads;
    if (signing_in && !excepted) {
      for (const auto scope : {TokenScope::read, TokenScope::requests, TokenScope::lists, TokenScope::full})
        CHECK_FALSE(in_scope(scope, access));
      continue;
    }
    CHECK(in_scope(TokenScope::full, access));
    CHECK(in_scope(TokenScope::read, access) == reads);
    CHECK(in_scope(TokenScope::requests, access) ==
          (reads || access.pattern.starts_with("/api/v1/unblocks") || access.pattern.starts_with("/api/v1/requests")));
    CHECK(in_scope(TokenScope::lists, access) ==
          (reads || access.pattern.starts_with("/api/v1/lists") || access.pattern.starts_with("/api/v1/sources") ||
           access.pattern.starts_with("/api/v1/uploads")));  // a file to import
  }
}

TEST_CASE("people and programs come from the school's networks only, and the console always may") {
  test::School school;
  const auto token = make_token(school, "manager", "read");
  CHECK(school.ask("manager", "PUT", "/api/v1/settings", {{"admin_networks", {"10.0.0.0/8"}}, {"reason", "office"}})
            .status == 409);  // 192.0.2.10 would lock itself out
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/settings",
                   {{"admin_networks", {"192.0.2.0/24", "2001:db8::/32"}}, {"reason", "office"}})
              .status == 200);
  CHECK(school.ask("manager", "GET", "/api/v1/settings").json["admin_networks"] ==
        Json({"192.0.2.0/24", "2001:db8::/32"}));
  const auto from = [&](const std::string& address, http::Request request) {
    request.peer.address = address;
    return school.send(request);
  };
  const auto session = school.request("manager", "GET", "/api/v1/rules");
  CHECK(from("192.0.2.99", session).status == 200);
  CHECK(from("2001:db8::1", session).status == 200);
  const auto refused = from("198.51.100.7", session);
  CHECK(refused.status == 403);
  CHECK(refused.json["detail"].get<std::string>().contains("198.51.100.7"));
  CHECK(
      from("198.51.100.7", school.request("", "POST", "/api/v1/session", {{"user", "a"}, {"password", "b"}})).status ==
      403);
  auto program = school.request("", "GET", "/api/v1/rules");
  program.headers["Authorization"] = "Bearer " + token;
  CHECK(from("198.51.100.7", program).status == 403);
  CHECK(from("192.0.2.7", program).status == 200);
  CHECK(from("198.51.100.7", school.request("", "GET", "/healthz")).status != 403);
  CHECK(school.ask("console", "GET", "/api/v1/rules").status == 200);
  CHECK(
      school.ask("console", "PUT", "/api/v1/settings", {{"admin_networks", Json::array()}, {"reason", "all"}}).status ==
      200);
  CHECK(from("198.51.100.7", session).status == 200);
}

TEST_CASE("an invited person chooses a password, and the code works once") {
  test::School school;
  const auto invited =
      school.ask("manager", "POST", "/api/v1/invitations",
                 {{"user", "N.New"}, {"name", "Nat New"}, {"role", "leadership"}, {"mail", "n@school.example"}});
  INFO(invited.body);
  REQUIRE(invited.status == 201);
  const auto code = invited.json["code"].get<std::string>();
  CHECK(invited.json["link"] == "https://box.school.example/invitation#user=n.new&code=" + code);
  const auto shown = school.ask("manager", "GET", "/api/v1/invitations");
  CHECK(shown.json["invitations"][0]["user"] == "n.new");
  CHECK_FALSE(shown.body.contains(code));
  CHECK_FALSE(shown.body.contains("hash"));
  CHECK(school.ask("head", "POST", "/api/v1/invitations", {{"user", "x"}, {"role", "teacher"}}).status == 403);

  const auto take = [&](const std::string& user, const std::string& with, const std::string& password) {
    return school.ask("", "POST", "/api/v1/invitations/" + user + "/take", {{"code", with}, {"password", password}});
  };
  const auto wrong = take("n.new", "aaaa-bbbb-cccc-dddd-eeee", "Tuesday-Marmalade-9");
  CHECK(wrong.status == 409);
  CHECK(take("nobody", code, "Tuesday-Marmalade-9").body == wrong.body);
  CHECK(take("n.new", code, "short").status == 422);
  REQUIRE(take("n.new", code, "Tuesday-Marmalade-9").status == 201);
  CHECK(take("n.new", code, "Tuesday-Marmalade-9").status == 409);
  const auto person = school.changes->state()->people.at("n.new");
  CHECK(person.role == Role::leadership);
  CHECK(person.mail == "n@school.example");
  CHECK_FALSE(person.must_change_password);
  CHECK(school.changes->state()->invitations.empty());
  CHECK(school.ask("", "POST", "/api/v1/session", {{"user", "n.new"}, {"password", "Tuesday-Marmalade-9"}}).status ==
        201);
}

TEST_CASE("an invitation ends after a week, and may be withdrawn") {
  test::School school;
  const auto invite = [&](const std::string& user) {
    return school.ask("console", "POST", "/api/v1/invitations", {{"user", user}, {"role", "teacher"}})
        .json["code"]
        .get<std::string>();
  };
  const auto code = invite("n.new");
  school.now += std::chrono::days(7);
  const Json body = {{"code", code}, {"password", "Tuesday-Marmalade-9"}};
  CHECK(school.ask("", "POST", "/api/v1/invitations/n.new/take", body).status == 409);
  const auto again = invite("n.new");
  CHECK(school.ask("console", "DELETE", "/api/v1/invitations/n.new?reason=not+coming").status == 200);
  CHECK(school.ask("", "POST", "/api/v1/invitations/n.new/take", {{"code", again}, {"password", "Tuesday-Marmalade-9"}})
            .status == 409);
}

TEST_CASE("the console lets a disabled network manager in again, on record, and it is told until somebody has looked") {
  test::School school;
  const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
  REQUIRE(school.ask("manager", "POST", "/api/v1/people", {{"user", "second"}, {"role", "network_manager"}}).status ==
          201);
  make_token(school, "manager", "full");
  REQUIRE(school.changes->commit(Proposal{
      {"manager", Role::network_manager, Actor::Via::web, "192.0.2.10"},
      "enrolled",
      change::FactorEnrolled{{"manager", std::chrono::floor<std::chrono::seconds>(school.now), "ABCD", {}, 1}}}));
  REQUIRE(school.ask("console", "PATCH", "/api/v1/people/manager", {{"disabled", true}, {"reason", "gone"}}).status ==
          200);

  CHECK(school.ask("head", "POST", "/api/v1/people/manager/rescue", {{"reason", "x"}}).status == 403);
  CHECK(school.ask("console", "POST", "/api/v1/people/manager/rescue").status == 422);
  const auto rescued = school.ask("console", "POST", "/api/v1/people/manager/rescue", {{"reason", "locked out"}});
  INFO(rescued.body);
  REQUIRE(rescued.status == 200);
  CHECK(last_kind(school) == "person.rescued");
  const auto state = school.changes->state();
  CHECK_FALSE(state->people.at("manager").disabled);
  CHECK(state->factors.empty());
  CHECK(state->tokens.empty());
  const auto password = rescued.json["one_time_password"].get<std::string>();
  const auto session = school.ask("", "POST", "/api/v1/session", {{"user", "manager"}, {"password", password}});
  REQUIRE(session.status == 201);
  CHECK(session.json["must_change_password"] == true);

  CHECK(school.ask("console", "GET", "/api/v1/status").body.contains("break-glass: at the console manager was"));
  CHECK(school.ask("teacher", "GET", "/api/v1/status").json["counts"]["rescues"] == 1);
  const auto told = school.ask("governor", "GET", "/api/v1/rescues").json;
  CHECK(told["rescues"][0]["user"] == "manager");
  CHECK(told["rescues"][0]["by"] == "root");
  CHECK(told["rescues"][0]["why"] == "locked out");
  CHECK(told["people"]["manager"] == "manager");
  const auto path = "/api/v1/rescues/" + rescued.json["id"].get<std::string>() + "/acknowledge";
  CHECK(school.ask("teacher", "POST", path, {{"reason", "x"}}).status == 403);
  CHECK(school.ask("console", "POST", path, {{"reason", "x"}}).status == 403);
  auto own = school.request("", "POST", path, {{"reason", "it was me"}});
  own.headers["Cookie"] = session.headers.at("Set-Cookie");
  own.headers["X-CSRF-Token"] = session.json["csrf_token"].get<std::string>();
  CHECK(school.send(own).status == 403);
  CHECK(school.ask("governor", "POST", path, {{"reason", "the head confirmed it"}}).status == 200);
  CHECK_FALSE(school.ask("console", "GET", "/api/v1/status").body.contains("break-glass"));
  CHECK(school.ask("governor", "GET", "/api/v1/rescues").json["rescues"].empty());
}

TEST_CASE("the register is exported without secrets, with no formula in it, and on record") {
  test::School school;
  REQUIRE(
      school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"name", "=1+1, \"Tess\""}, {"reason", "x"}}).status ==
      200);
  REQUIRE(school.ask("manager", "POST", "/api/v1/invitations", {{"user", "n.new"}, {"role", "teacher"}}).status == 201);
  make_token(school, "teacher", "read");
  CHECK(school.ask("teacher", "GET", "/api/v1/people/export").status == 403);
  const auto file = school.ask("governor", "GET", "/api/v1/people/export");
  REQUIRE(file.status == 200);
  CHECK(last_kind(school) == "people.exported");
  CHECK(file.headers.at("Content-Disposition").contains("schoolgate-people.csv"));
  CHECK(file.body.starts_with("user,name,role,mail,state,second factor,first signed in,API tokens\r\n"));
  CHECK(file.body.contains("teacher,\"'=1+1, \"\"Tess\"\"\",teacher,,active,none,,1\r\n"));
  CHECK(file.body.contains("n.new,n.new,teacher,,invited,none,,0\r\n"));
  CHECK_FALSE(file.body.contains("argon2"));
  for (const auto& [id, token] : school.changes->state()->tokens) CHECK_FALSE(file.body.contains(token.hash));
}
