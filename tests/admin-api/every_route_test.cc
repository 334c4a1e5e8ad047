// Every role on every address with every method, over real HTTPS and the real socket, as the access table has it: who
// gets in, who is refused with what, and what no reply ever says.
#include <array>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "admin-api/routes/access.h"
#include "admin-api/routes/pages.h"
#include "tests/admin-api/client.h"
#include "tests/admin-api/school.h"
#include "tests/admin-api/served.h"

using namespace schoolgate;

using test::Json;

namespace {

constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

/// The school's router behind the real fence, and a client that connects anew when the server has had enough of it.
class Door {
 public:
  test::School school;

  test::Client::Answer ask(const std::string& who, std::string_view method, const std::string& path,
                           const std::map<std::string, std::string>& more = {}) {
    auto request = school.request(who, std::string(method), path);
    std::map<std::string, std::string> headers(request.headers.begin(), request.headers.end());
    for (const auto& [name, value] : more) headers[name] = value;
    std::string text = fmt::format("{} {} HTTP/1.1\r\n", method, path);
    for (const auto& [name, value] : headers)
      if (!value.empty()) text += fmt::format("{}: {}\r\n", name, value);
    if (method == "GET")
      text += "\r\n";
    else
      text += "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    auto& client = clients_[who == "console"];
    if (!client)
      client.emplace(who == "console" ? test::Client::to_socket(served_.socket())
                                      : test::Client::to_port(served_.server->port()));
    auto answer = client->ask(text);
    if (answer.status == 0 || answer.headers["connection"] == "close") client.reset();
    return answer;
  }

 private:
  test::Served served_{[this](const http::Request& request) { return school.router->handle(request); }};
  std::map<bool, std::optional<test::Client>> clients_;  // one for people, one for the console
};

/// A path with something in its braces.
std::string filled(std::string pattern) {
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
    pattern.replace(open, pattern.find('}') - open + 1, pattern.contains("{user}") ? "someone" : "1");
  return pattern;
}

std::set<std::string> patterns() {
  std::set<std::string> result;
  for (const routes::Access& access : routes::access_table()) result.emplace(access.pattern);
  return result;
}

const std::map<std::string, routes::Roles> people{
    {"manager", routes::manager}, {"lead", routes::safeguarding}, {"head", routes::leadership},
    {"teacher", routes::teacher}, {"governor", routes::governor}, {"console", routes::manager | routes::console}};

/// What keeps a reply out of frames, caches and guesses at its type.
void check_headers(const test::Client::Answer& answer) {
  const auto header = [&](const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
  };
  CHECK(header("x-frame-options") == "DENY");
  CHECK(header("x-content-type-options") == "nosniff");
  CHECK(header("content-security-policy").contains("frame-ancestors 'none'"));
  CHECK(header("cache-control") == "no-store");
  CHECK_FALSE(answer.headers.contains("access-control-allow-origin"));
}

}  // namespace

TEST_CASE("over HTTPS and the socket, every role gets on every address with every method what the table says") {
  Door door;
  for (const std::string& pattern : patterns()) {
    if (pattern == "/api/v1/session") continue;  // signing out here would end the test's own sessions
    const std::string path = filled(pattern);
    for (const std::string_view method : methods) {
      const routes::Access* access = routes::find_access(method, pattern);
      // An own password and own sessions are everybody's, and "someone" is somebody else's.
      const bool of_a_person = path.ends_with("/someone/password") || path.ends_with("/someone/sessions");
      for (const auto& [who, roles] : people) {
        INFO(who << " " << method << " " << path);
        const auto answer = door.ask(who, method, path);
        check_headers(answer);
        if (access == nullptr) {
          // Where another pattern takes the address ("/people/export" is one of "/people/{user}"), its own rules hold.
          CHECK((answer.status == 405 || answer.status == 422 || answer.status == 404 || answer.status == 403));
          continue;
        }
        const bool in_table = (access->roles & (roles | routes::anyone)) != 0;
        const bool allowed = in_table && (!of_a_person || who == "manager" || who == "console");
        CHECK((answer.status == 403) == !allowed);
        CHECK(answer.status != 401);
        CHECK(answer.status != 500);
      }
      INFO("nobody " << method << " " << path);
      const auto answer = door.ask("", method, path);
      check_headers(answer);
      if (access != nullptr) CHECK((answer.status == 401) == (access->roles != routes::anyone));
    }
  }
}

TEST_CASE("over HTTPS no change is made without the session's token, nor from a page of another site") {
  Door door;
  const auto before = door.school.changes->state()->serial;
  for (const routes::Access& access : routes::access_table()) {
    if (access.method == "GET" || access.roles == routes::console) continue;
    const std::string path = filled(std::string(access.pattern));
    INFO(access.method << " " << path);
    const auto with = [&](const char* header, const char* value) {
      return door.ask("manager", access.method, path, {{header, value}}).status;
    };
    if (access.roles != routes::anyone) CHECK(with("X-CSRF-Token", "") == 403);
    CHECK(with("Origin", "https://evil.example") == 403);
    CHECK(with("Origin", "null") == 403);
    CHECK(with("Sec-Fetch-Site", "cross-site") == 403);
    CHECK(with("Sec-Fetch-Site", "same-site") == 403);
  }
  CHECK(door.school.changes->state()->serial == before);
}

TEST_CASE("over HTTPS the session's cookie is the host's own, and no script, frame or other site can use it") {
  Door door;
  const Json made =
      door.school
          .ask("manager", "POST", "/api/v1/people", {{"user", "b.wood"}, {"role", "teacher"}, {"reason", "begins"}})
          .json;
  const Json body = {{"user", "b.wood"}, {"password", made["one_time_password"]}};
  const auto opened = door.school.ask("", "POST", "/api/v1/session", body);
  REQUIRE(opened.status == 201);
  const std::string cookie = opened.headers.at("Set-Cookie");
  CHECK(cookie.starts_with("__Host-schoolgate="));
  for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"}) CHECK(cookie.contains(part));
  CHECK_FALSE(cookie.contains("Domain"));
  const std::string value = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  CHECK_FALSE(opened.body.contains(value));
  CHECK(door.ask("", "GET", "/api/v1/session", {{"Cookie", "__Host-schoolgate=" + value}}).status == 200);
  CHECK(door.ask("", "GET", "/api/v1/session", {{"Cookie", "schoolgate=" + value}}).status == 401);
}

TEST_CASE("no reply and no line of the appliance's own log has a secret in it") {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  test::School school;
  const auto ask = [&](const char* method, const std::string& path, const Json& body = nullptr) {
    const auto reply = school.ask("manager", method, "/api/v1" + path, body);
    INFO(path << " " << reply.body);
    REQUIRE(reply.status < 300);
    return reply.json;
  };
  std::vector<std::string> secrets{"$argon2id$", "open sesame", "a house with no door"};
  ask("PUT", "/sending",
      {{"server", "smtps://mail.school.example"},
       {"from", "gate@school.example"},
       {"user", "gate"},
       {"password", "open sesame"},
       {"reason", "notices"}});
  secrets.push_back(
      ask("PUT", "/webhooks/mis", {{"address", "https://mis.school.example/"}, {"reason", "ours"}})["secret"]
          .get<std::string>());
  ask("PUT", "/sealed-lists/iwf/source",
      {{"title", "A sealed list"},
       {"address", "https://lists.example/hosts.txt"},
       {"user", "school"},
       {"password", "a house with no door"},
       {"reason", "licence"}});
  secrets.push_back(ask("POST", "/tokens", {{"name", "a script"}, {"scope", "read"}})["token"].get<std::string>());
  secrets.push_back(ask("POST", "/invitations", {{"user", "n.park"}, {"role", "governor"}, {"reason", "new"}})["code"]
                        .get<std::string>());
  secrets.push_back(
      ask("POST", "/people", {{"user", "b.wood"}, {"role", "teacher"}, {"reason", "begins"}})["one_time_password"]
          .get<std::string>());
  secrets.push_back(ask("POST", "/session/factor", Json::object())["key"].get<std::string>());

  for (const char* who : {"manager", "lead", "governor"})
    for (const routes::Access& access : routes::access_table()) {
      if (access.method != "GET" || access.pattern.contains("{") || access.pattern == "/api/v1/events") continue;
      for (const char* query : {"", "?format=csv", "?format=jsonl", "?format=html"}) {
        if (*query != '\0' && access.pattern != "/api/v1/changes/export") continue;
        const auto reply = school.ask(who, "GET", std::string(access.pattern) + query);
        for (const std::string& secret : secrets) {
          INFO(who << " " << access.pattern << query << " tells " << secret);
          CHECK_FALSE(reply.body.contains(secret));
        }
      }
    }
  spdlog::set_default_logger(before);
  for (const std::string& secret : secrets) CHECK_FALSE(log.str().contains(secret));
}
