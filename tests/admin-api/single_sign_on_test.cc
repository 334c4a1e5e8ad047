// Single sign-on at the API: its settings, whose account is whose, and the browser's way to the provider and back.
#include <set>

#include "admin-api/auth/totp.h"
#include "admin-api/routes/identify.h"
#include "admin-api/server.h"
#include "tests/admin-api/oidc/provider/provider.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

constexpr const char* settings_path = "/api/v1/single-sign-on";
constexpr const char* begin_path = "/api/v1/session/oidc";

struct Connected : test::School {
  test::Provider provider;
  explicit Connected(const std::string& issuer = "https://id.school.example") : provider(clock(), issuer) {
    exchange = provider.exchange();
  }
  Json settings() const {
    const auto s = provider.settings();
    return {{"enabled", true},
            {"provider", "other"},
            {"issuer", s.issuer},
            {"client_id", s.client_id},
            {"client_secret", test::client_secret},
            {"redirect_uri", s.redirect_uri},
            {"domain", s.domain},
            {"reason", "the school's accounts"}};
  }
  test::Reply set(const Json& more = Json::object()) {
    Json body = settings();
    body.update(more);
    return ask("manager", "PUT", settings_path, body);
  }
  /// What a browser sends when it comes back.
  http::Request back() {
    const auto away = ask("", "GET", begin_path);
    REQUIRE(away.status == 303);
    const auto& address = away.headers.at("Location");
    http::Request request = this->request("", "GET", sign_in_callback_path);
    request.query = {{"state", test::query_of(address).at("state")},
                     {"code", provider.sign_in(address)},
                     {"session_state", "what Microsoft adds"}};
    const auto& cookie = away.headers.at("Set-Cookie");
    request.headers["Cookie"] = cookie.substr(0, cookie.find(';'));
    return request;
  }
};

}  // namespace

TEST_CASE("signing in with the school's account: away with a cookie, back with a session") {
  Connected school;
  REQUIRE(school.set().status == 200);
  const auto away = school.ask("", "GET", begin_path);
  CHECK(away.status == 303);
  CHECK(away.headers.at("Location").starts_with("https://id.school.example/authorize?"));
  const auto& cookie = away.headers.at("Set-Cookie");
  CHECK(cookie.starts_with("__Host-schoolgate-sign-in="));
  for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"})
    CHECK(cookie.contains(part));

  const auto response = school.router->handle(school.back());
  CHECK(response.status == 303);
  std::string session;
  bool flow_ended = false;
  for (const auto& [name, value] : response.headers) {
    if (name == "Location") CHECK(value == "/");
    if (name == "Set-Cookie" && value.starts_with("__Host-schoolgate=")) session = value;
    if (name == "Set-Cookie" && value.starts_with("__Host-schoolgate-sign-in=;")) flow_ended = true;
  }
  CHECK(flow_ended);
  CHECK(session.contains("SameSite=Strict"));
  http::Request who = school.request("", "GET", "/api/v1/session");
  who.headers["Cookie"] = session.substr(0, session.find(';'));
  CHECK(school.send(who).json["user"] == "teacher");
}

TEST_CASE("whoever has a second factor shows it after single sign-on, before anything else") {
  Connected school;
  REQUIRE(school.set().status == 200);
  const std::string key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const Actor owner{"teacher", Role::teacher, Actor::Via::web, {}};
  REQUIRE(school.changes->commit({owner, "", change::FactorEnrolled{{"teacher", {}, key, {}, 0}}}));
  const auto response = school.router->handle(school.back());
  std::string cookie;
  for (const auto& [name, value] : response.headers)
    if (name == "Set-Cookie" && value.starts_with("__Host-schoolgate=")) cookie = value.substr(0, value.find(';'));
  std::string csrf;
  const auto ask = [&](const std::string& method, const std::string& path, const Json& body = nullptr) {
    auto request = school.request("", method, path, body);
    request.headers["Cookie"] = cookie;
    request.headers["X-CSRF-Token"] = csrf;
    return school.send(request);
  };
  const auto who = ask("GET", "/api/v1/session");
  csrf = who.json["csrf_token"].get<std::string>();
  CHECK(who.json["may_only"] == "enter_code");
  for (const auto& [method, path] : {std::pair{"GET", "/api/v1/unblocks"},
                                     {"POST", "/api/v1/session/factor"},
                                     {"DELETE", "/api/v1/session/factor"},
                                     {"POST", "/api/v1/people/teacher/password"}}) {
    const auto refused = ask(method, path, std::string(method) == "GET" ? Json(nullptr) : Json::object());
    CHECK(refused.status == 403);
    CHECK(refused.type() == "/problems/second-factor-needed");
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(school.now).time_since_epoch();
  const auto step = static_cast<std::uint64_t>(seconds / auth::totp_step);
  const std::string code = auth::hotp(*auth::from_base32(key), step);
  CHECK(ask("POST", "/api/v1/session/code", {{"totp", auth::hotp(*auth::from_base32(key), step + 100)}}).status == 401);
  CHECK_FALSE(ask("POST", "/api/v1/session/code", {{"totp", code}}).json.contains("may_only"));
  CHECK(ask("GET", "/api/v1/unblocks").status == 200);
  CHECK(ask("POST", "/api/v1/session/code", {{"totp", code}}).status == 409);  // nothing is owed any more
  const auto record = school.changes->records(school.changes->state()->serial - 1, 1).at(0);
  CHECK(record.kind == "person.signed_in");
  CHECK(record.after == R"({"by":"single sign-on","second_factor":"code"})");
}

TEST_CASE("whoever may not come in reads the same, whatever the reason, and nothing of what was sent") {
  Connected school;
  REQUIRE(school.set().status == 200);
  std::set<std::string> bodies;
  school.provider.person["email"] = "nobody@school.example";
  bodies.insert(school.send(school.back()).body);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/lead", {{"disabled", true}, {"reason", "left"}}).status ==
          200);
  school.provider.person["email"] = "lead@school.example";
  bodies.insert(school.send(school.back()).body);
  school.provider.person["email"] = "head@other.example";
  bodies.insert(school.send(school.back()).body);
  CHECK(bodies.size() == 1);
  CHECK_FALSE(bodies.begin()->contains("other.example"));

  auto request = school.back();
  request.query["error"] = "access_denied";
  request.query["error_description"] = "<script>";
  const auto refused = school.send(request);
  CHECK(refused.status == 403);
  CHECK(refused.type() == "/problems/forbidden");
  CHECK_FALSE(refused.body.contains("script"));
  CHECK_FALSE(refused.body.contains("access_denied"));
  CHECK(refused.headers.at("Set-Cookie").contains("Max-Age=0"));

  const auto replayed = school.send(request);
  CHECK(replayed.status == 400);
  CHECK(school.ask("", "GET", sign_in_callback_path).status == 400);
  school.provider.down = true;
  school.now += std::chrono::hours(2);
  const auto down = school.ask("", "GET", begin_path);
  CHECK(down.status == 503);
  CHECK_FALSE(down.body.contains("id.school.example"));
}

TEST_CASE("the settings are shown without the secret, and are the network manager's") {
  Connected school;
  CHECK(school.ask("", "GET", begin_path).status == 404);
  CHECK(school.ask("manager", "GET", settings_path).json["enabled"] == false);
  REQUIRE(school.set({{"authority", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"}}).status == 200);
  const auto shown = school.ask("manager", "GET", settings_path);
  CHECK(shown.json["has_secret"] == true);
  CHECK(shown.json["has_authority"] == true);
  CHECK(shown.json["issuer"] == "https://id.school.example");
  CHECK(shown.json["client_authentication"] == "client_secret_basic");
  CHECK_FALSE(shown.body.contains(test::client_secret));
  for (const char* who : {"lead", "head", "teacher", "governor"})
    CHECK(school.ask(who, "GET", settings_path).status == 403);
  CHECK(school.ask("manager", "PUT", settings_path, {{"enabled", false}}).status == 422);  // no reason
  REQUIRE(
      school.ask("manager", "PUT", settings_path, {{"no_authority", true}, {"reason", "a public one now"}}).status ==
      200);
  CHECK(school.ask("manager", "GET", settings_path).json["has_authority"] == false);
  CHECK(school.ask("manager", "GET", settings_path).json["has_secret"] == true);
  CHECK_FALSE(school.ask("manager", "GET", "/api/v1/changes").body.contains(test::client_secret));
  CHECK(school.set({{"redirect_uri", "https://box.school.example/"}}).status == 422);
}

TEST_CASE("Google's issuer is known, and Microsoft's follows from the tenant") {
  Connected school("https://accounts.google.com");
  Json google = {{"enabled", true},
                 {"provider", "google"},
                 {"client_id", "schoolgate-at-school"},
                 {"client_secret", test::client_secret},
                 {"redirect_uri", std::string("https://box.school.example") + sign_in_callback_path},
                 {"domain", "School.example"},
                 {"reason", "Google Workspace"}};
  REQUIRE(school.ask("manager", "PUT", settings_path, google).status == 200);
  CHECK(school.ask("manager", "GET", settings_path).json["issuer"] == "https://accounts.google.com");
  CHECK(school.ask("", "GET", begin_path).headers.at("Location").contains("hd=school.example"));
  CHECK(school.send(school.back()).status == 403);  // a token without `hd`: some private account
  school.provider.person["hd"] = "school.example";
  CHECK(school.send(school.back()).status == 303);

  Json entra = google;
  entra["provider"] = "entra";
  entra["tenant"] = "common";
  CHECK(school.ask("manager", "PUT", settings_path, entra).status == 422);
  entra["tenant"] = "11111111-2222-3333-4444-555555555555";
  REQUIRE(school.ask("manager", "PUT", settings_path, entra).status == 200);
  CHECK(school.ask("manager", "GET", settings_path).json["issuer"] ==
        "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0");
}

TEST_CASE("a test tells what the provider answers, in words for whoever sets it up") {
  Connected school;
  CHECK(school.ask("manager", "POST", "/api/v1/single-sign-on/test").json["works"] == false);
  REQUIRE(school.set().status == 200);
  const auto works = school.ask("manager", "POST", "/api/v1/single-sign-on/test");
  CHECK(works.json["works"] == true);
  CHECK(works.json["keys"] == 1);
  CHECK(works.json["secret"] == "accepted");
  REQUIRE(school.set({{"client_secret", "wrong"}}).status == 200);
  const auto wrong = school.ask("manager", "POST", "/api/v1/single-sign-on/test");
  CHECK(wrong.json["works"] == false);
  CHECK(wrong.json["secret"] == "refused");
  CHECK_FALSE(wrong.body.contains(test::client_secret));
}

TEST_CASE("the name at the provider is set by a network manager, and a link is removed with its sessions") {
  Connected school;
  REQUIRE(school.set().status == 200);
  const std::string path = "/api/v1/people/teacher/sign-in-link";
  REQUIRE(school.ask("manager", "PUT", path, {{"sign_in_name", "T.Teacher@school.example"}, {"reason", "her name"}})
              .status == 200);
  CHECK(school.send(school.back()).status == 403);  // teacher@school.example is nobody's now
  school.provider.person["email"] = "t.teacher@school.example";
  CHECK(school.send(school.back()).status == 303);
  const auto links = school.ask("manager", "GET", settings_path).json["links"];
  REQUIRE(links.size() == 1);
  CHECK(links[0] == Json({{"user", "teacher"}, {"sign_in_name", "t.teacher@school.example"}, {"bound", true}}));
  REQUIRE(school.ask("teacher", "GET", "/api/v1/session").status == 200);
  REQUIRE(school.ask("manager", "DELETE", path, {{"reason", "a new account"}}).status == 200);
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
  CHECK(school.ask("manager", "DELETE", path, {{"reason", "again"}}).status == 404);
  CHECK(school.ask("manager", "PUT", "/api/v1/people/nobody/sign-in-link", {{"sign_in_name", "a"}, {"reason", "b"}})
            .status == 404);
}

TEST_CASE(
    "when single sign-on is required, passwords are for network managers, and their use is told apart in the log") {
  Connected school;
  REQUIRE(school.set({{"required", true}}).status == 200);
  const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
  static const std::string hash = hash_password("horse battery staple");
  for (const char* user : {"teacher", "manager"})
    REQUIRE(school.changes->commit(Proposal{console, "test", change::PasswordSet{user, hash, false}}));
  const auto sign_in = [&](const char* user, const char* password) {
    return school.ask("", "POST", "/api/v1/session", {{"user", user}, {"password", password}});
  };
  const auto refused = sign_in("teacher", "horse battery staple");
  CHECK(refused.status == 403);
  CHECK(refused.json["hint"].get<std::string>().contains(begin_path));
  CHECK(sign_in("teacher", "a wrong password").status == 401);  // who guesses learns nothing of it
  CHECK(sign_in("manager", "horse battery staple").status == 201);
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().why.contains("single sign-on"));
  CHECK(school.send(school.back()).status == 303);
  CHECK(school.set({{"enabled", false}, {"required", true}}).status == 422);
}
