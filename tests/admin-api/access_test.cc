// Who may call what: the table, the routes and openapi.yaml say the same, and the router obeys.
#include "admin-api/routes/access.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "admin-api/routes/openapi.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

using Operation = std::pair<std::string, std::string>;  // method, path

/// Reads the lines that matter of our own openapi.yaml: paths at two spaces, methods at four, x-roles at six.
std::map<Operation, std::set<std::string>> described() {
  std::map<Operation, std::set<std::string>> result;
  std::istringstream lines{std::string(routes::openapi_yaml)};
  Operation at;
  for (std::string line; std::getline(lines, line) && !line.starts_with("components:");) {
    if (line.starts_with("  /")) at = {"", line.substr(2, line.rfind(':') - 2)};
    for (const auto& [text, method] : {std::pair{"    get:", "GET"},
                                       {"    post:", "POST"},
                                       {"    put:", "PUT"},
                                       {"    patch:", "PATCH"},
                                       {"    delete:", "DELETE"}})
      if (line == text) {
        at.first = method;
        result[at];
      }
    if (!line.starts_with("      x-roles: [")) continue;
    std::istringstream roles(line.substr(line.find('[') + 1, line.find(']') - line.find('[') - 1));
    for (std::string role; std::getline(roles, role, ',');) result[at].insert(role.substr(role.find_first_not_of(' ')));
  }
  return result;
}

/// A path with something in its braces.
std::string filled(std::string pattern) {
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
    pattern.replace(open, pattern.find('}') - open + 1, pattern.contains("{user}") ? "someone" : "1");
  return pattern;
}

}  // namespace

TEST_CASE("openapi.yaml, the access table and the routes name the same operations with the same roles") {
  test::School school;
  std::set<Operation> registered;
  for (const auto& route : school.router->routes()) registered.insert(route);
  std::set<Operation> in_table;
  for (const auto& access : routes::access_table()) in_table.emplace(access.method, access.pattern);
  std::set<Operation> in_description;
  for (const auto& [operation, roles] : described()) {
    INFO(operation.first << " " << operation.second);
    in_description.insert(operation);
    const auto* access = routes::find_access(operation.first, operation.second);
    REQUIRE(access != nullptr);
    const auto names = routes::role_names(access->roles);
    CHECK(roles == std::set<std::string>(names.begin(), names.end()));
  }
  CHECK(registered == in_table);
  CHECK(registered == in_description);
  CHECK(registered.size() == school.router->routes().size());
}

TEST_CASE("every route refuses every role that the table does not name, and strangers") {
  test::School school;
  for (const auto& access : routes::access_table()) {
    const std::string method(access.method);
    const std::string path = filled(std::string(access.pattern));
    if (path == "/api/v1/session") continue;  // signing out here would end the test's own sessions
    const auto status = [&](const std::string& who) {
      return school.ask(who, method, path, method == "GET" ? Json(nullptr) : Json::object()).status;
    };
    const std::map<std::string, routes::Roles> people{
        {"manager", routes::manager}, {"lead", routes::safeguarding}, {"head", routes::leadership},
        {"teacher", routes::teacher}, {"governor", routes::governor}, {"console", routes::manager | routes::console}};
    for (const auto& [who, roles] : people) {
      INFO(who << " " << method << " " << path);
      const bool allowed = (access.roles & (roles | routes::anyone)) != 0;
      const int got = status(who);
      // An own password and own sessions are everybody's, and "someone" is somebody else's.
      const bool of_a_person = path.ends_with("/someone/password") || path.ends_with("/someone/sessions");
      if (of_a_person && who != "manager" && who != "console")
        CHECK(got == 403);
      else
        CHECK((got == 403) == !allowed);
      CHECK(got != 401);
      CHECK(got != 500);
    }
    INFO("nobody " << method << " " << path);
    CHECK((status("") == 401) == (access.roles != routes::anyone));
  }
}

TEST_CASE("a change needs the session's own CSRF token, and no other site's page may send it") {
  test::School school;
  const Json rule = {{"action", "block"}, {"name", "games.example"}, {"reason", "lessons"}};
  auto request = school.request("manager", "POST", "/api/v1/rules", rule);
  request.headers.erase("X-CSRF-Token");
  CHECK(school.send(request).status == 403);
  request.headers["X-CSRF-Token"] = school.request("teacher", "GET", "/").headers["X-CSRF-Token"];
  CHECK(school.send(request).status == 403);

  request = school.request("manager", "POST", "/api/v1/rules", rule);
  request.headers["Origin"] = "https://evil.example";
  CHECK(school.send(request).status == 403);
  request.headers["Origin"] = "null";
  CHECK(school.send(request).status == 403);
  request.headers["Origin"] = "https://box.school.example";
  request.headers["Sec-Fetch-Site"] = "cross-site";
  CHECK(school.send(request).status == 403);
  request.headers["Sec-Fetch-Site"] = "same-origin";
  CHECK(school.send(request).status == 201);

  auto sign_in = school.request("", "POST", "/api/v1/session", {{"user", "a"}, {"password", "b"}});
  sign_in.headers["Origin"] = "https://evil.example";
  CHECK(school.send(sign_in).status == 403);
}

TEST_CASE("a session is no use once its person is disabled, and a role changes at once") {
  test::School school;
  REQUIRE(school.ask("teacher", "GET", "/api/v1/session").status == 200);
  REQUIRE(
      school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"role", "governor"}, {"reason", "new post"}}).status ==
      200);
  CHECK(school.ask("teacher", "GET", "/api/v1/session").json["role"] == "governor");
  CHECK(school.ask("teacher", "GET", "/api/v1/people").status == 200);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"disabled", true}, {"reason", "left"}}).status ==
          200);
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
}

TEST_CASE("an API token, an ended session and a made-up cookie are told apart from a missing right") {
  test::School school;
  auto request = school.request("", "GET", "/api/v1/status");
  request.headers["Authorization"] = "Bearer abc";
  auto reply = school.send(request);
  CHECK(reply.status == 401);
  CHECK(reply.json["detail"].get<std::string>().contains("API tokens"));
  request.headers.erase("Authorization");
  request.headers["Cookie"] = "a=b; __Host-schoolgate=made-up";
  reply = school.send(request);
  CHECK(reply.status == 401);
  CHECK(reply.type() == "/problems/sign-in-needed");
  request = school.request("teacher", "GET", "/api/v1/status");
  school.now += auth::idle_limit;
  CHECK(school.send(request).status == 401);
}

TEST_CASE("an address that is not there is 404, and a method that is not taken says which are") {
  test::School school;
  CHECK(school.ask("manager", "GET", "/api/v1/nothing").status == 404);
  CHECK(school.ask("manager", "GET", "/api/v1/rules/%zz").status == 404);
  const auto reply = school.ask("manager", "DELETE", "/api/v1/rules");
  CHECK(reply.status == 405);
  CHECK(reply.headers.at("Allow") == "GET, POST");
  CHECK(school.ask("", "HEAD", "/healthz").status == 200);
  CHECK(school.ask("governor", "HEAD", "/api/v1/changes/export").status == 405);
}

TEST_CASE("signing out ends the session and takes the cookie back") {
  test::School school;
  const auto reply = school.ask("teacher", "DELETE", "/api/v1/session");
  CHECK(reply.status == 204);
  CHECK(reply.headers.at("Set-Cookie").contains("Max-Age=0"));
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
}
