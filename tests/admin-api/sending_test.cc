// Mail, webhooks and the outbox through the API: set by network managers, secrets taken and never shown.
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::FakeTransport;
using test::Json;

namespace {

Json mail_server() {
  return {{"server", "smtp://mail.school.example:587"},
          {"from", "schoolgate@school.example"},
          {"user", "school"},
          {"password", "open-sesame"},
          {"addresses", Json::array({{{"for", "chair"}, {"address", "chair@governors.example"}}})},
          {"reason", "mail at last"}};
}

void nothing_tells(test::School& school, const std::string& secret) {
  for (const char* path : {"/api/v1/sending", "/api/v1/webhooks", "/api/v1/outbox", "/api/v1/changes", "/api/v1/status",
                           "/api/v1/changes/export?format=jsonl", "/api/v1/changes/export?format=csv", "/metrics"}) {
    INFO(path);
    const auto told = school.ask("manager", "GET", path);
    CHECK(told.status == 200);
    CHECK(told.body.find(secret) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("the mail server is set by a network manager, and its password is never shown") {
  test::School school;
  CHECK(school.ask("lead", "PUT", "/api/v1/sending", mail_server()).status == 403);
  const auto set = school.ask("manager", "PUT", "/api/v1/sending", mail_server());
  INFO(set.body);
  REQUIRE(set.status == 200);
  const auto shown = school.ask("governor", "GET", "/api/v1/sending").json;
  CHECK(shown["mail"]["server"] == "smtp://mail.school.example:587");
  CHECK(shown["mail"]["signs_in"] == true);
  CHECK(shown["addresses"][0]["address"] == "chair@governors.example");
  CHECK(shown["kinds"][0]["on"] == true);
  nothing_tells(school, "sesame");
  CHECK(
      school.ask("manager", "PUT", "/api/v1/sending", {{"off", {"unblock.granted"}}, {"reason", "too many"}}).status ==
      200);
  CHECK(school.ask("manager", "GET", "/api/v1/sending").json["kinds"][0]["on"] == false);
  CHECK(school.changes->state()->mail.signs_in);
  nothing_tells(school, "sesame");
}

TEST_CASE("settings that would send in clear, or that are none, are refused") {
  test::School school;
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"server", "http://mail.school.example"},
           {"server", "smtp://user:secret@mail.school.example"},
           {"server", "smtp://mail.school.example:0"},
           {"server", "smtp://mail.school.example/path"},
           {"server", "smtp://"},
           {"from", "nobody"},
           {"from", "a@b\r\nBcc: c@d.example"},
           {"from", "a b@school.example"},
           {"from", "<a@school.example>"},
           {"in_clear", true},
           {"password", ""},
           {"authority", "no pem"},
           {"off", Json::array({"no.such.kind"})},
           {"addresses", Json::array({{{"for", "chair"}, {"address", "x"}}})},
           {"addresses", Json::array({{{"for", "caretaker"}, {"address", "x@school.example"}}})}}) {
    Json body = mail_server();
    body[key] = value;
    INFO(body.dump());
    CHECK(school.ask("manager", "PUT", "/api/v1/sending", body).status == 422);
  }
  CHECK(school.changes->state()->mail == MailSettings());
  Json body = mail_server();
  body["server"] = "smtp://127.0.0.1:25";
  body["in_clear"] = true;
  CHECK(school.ask("manager", "PUT", "/api/v1/sending", body).status == 200);
}

TEST_CASE("a test message tells the server's answer, or what is wrong with it") {
  test::School school;
  const Json to = {{"to", "it@school.example"}};
  CHECK(school.ask("manager", "POST", "/api/v1/sending/test", to).status == 404);
  REQUIRE(school.ask("manager", "PUT", "/api/v1/sending", mail_server()).status == 200);
  auto told = school.ask("manager", "POST", "/api/v1/sending/test", to);
  CHECK(told.status == 200);
  CHECK(told.json["answer"] == "250 taken");
  CHECK(school.ask("manager", "POST", "/api/v1/sending/test", Json::object()).status == 422);
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/manager", {{"mail", "own@school.example"}, {"reason", "x"}})
              .status == 200);
  CHECK(school.ask("manager", "POST", "/api/v1/sending/test", Json::object()).json["to"] == "own@school.example");
  CHECK(school.ask("manager", "POST", "/api/v1/sending/test", {{"to", "x\r\nBcc: y"}}).status == 422);
  school.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  told = school.ask("manager", "POST", "/api/v1/sending/test", to);
  CHECK(told.status == 503);
  CHECK(told.json["detail"] == "The mail server is away.");
}

TEST_CASE("the outbox tells what waits and why, and tries again when asked") {
  test::School school;
  REQUIRE(school.ask("manager", "PUT", "/api/v1/sending", mail_server()).status == 200);
  school.sender->turn();
  school.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  CHECK(school.ask("manager", "POST", "/api/v1/sending/checkpoint", Json::object()).status == 202);
  school.sender->turn();
  auto outbox = school.ask("manager", "GET", "/api/v1/outbox").json;
  REQUIRE(outbox["waiting"].size() == 1);
  CHECK(outbox["waiting"][0]["to"] == Json{{"as", "address"}, {"name", "chair@governors.example"}});
  CHECK(outbox["waiting"][0]["problem"] == "The mail server is away.");
  CHECK(outbox["waiting"][0].contains("next"));
  CHECK(school.ask("", "GET", "/metrics").body.contains("schoolgate_outbox_waiting 1\n"));
  CHECK(school.ask("teacher", "GET", "/api/v1/outbox").status == 403);
  school.world.mail_server = {};
  CHECK(school.ask("manager", "POST", "/api/v1/outbox/retry", Json::object()).status == 200);
  school.sender->turn();
  CHECK(school.world.letters.size() == 1);
  CHECK(school.ask("manager", "GET", "/api/v1/outbox").json["waiting"].empty());
  CHECK(school.ask("", "GET", "/metrics").body.contains("schoolgate_outbox_failed 0\n"));
}

TEST_CASE("a webhook's secret is made here and shown once") {
  test::School school;
  const char* path = "/api/v1/webhooks/mis";
  const Json hook = {{"address", "https://mis.school.example/hook"}, {"reason", "our information system"}};
  CHECK(school.ask("governor", "PUT", path, hook).status == 403);
  const auto made = school.ask("manager", "PUT", path, hook);
  REQUIRE(made.status == 201);
  const std::string secret = made.json["secret"];
  CHECK(secret.starts_with("whsec_"));
  nothing_tells(school, secret.substr(6));
  CHECK(school.ask("manager", "GET", path).json["address"] == "https://mis.school.example/hook");
  const auto again = school.ask("manager", "PUT", path, {{"with_people", true}, {"reason", "x"}});
  CHECK(again.status == 200);
  CHECK_FALSE(again.json.contains("secret"));
  CHECK(school.ask("manager", "PUT", path, {{"new_secret", true}, {"reason", "x"}}).json["secret"] != secret);
  for (const char* address : {"http://mis.school.example/", "https://", "https://u:p@mis.example/", "ftp://a.example",
                              "https://mis.example/hook?key=secret", "https://mis.example/ho ok"})
    CHECK(school.ask("manager", "PUT", path, {{"address", address}, {"reason", "x"}}).status == 422);
  CHECK(school.ask("manager", "PUT", path, {{"secret", "short"}, {"reason", "x"}}).status == 422);
  CHECK(school.ask("manager", "POST", "/api/v1/sending/test", {{"webhook", "mis"}}).status == 200);
  CHECK(school.world.posts.size() == 1);
  CHECK(school.ask("manager", "DELETE", "/api/v1/webhooks/mis?reason=gone").status == 200);
  CHECK(school.ask("manager", "GET", path).status == 404);
  CHECK(school.ask("manager", "DELETE", "/api/v1/webhooks/mis?reason=gone").status == 404);
}

TEST_CASE("a person's mail address is checked, and is a personal field of the log") {
  test::School school;
  CHECK(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"mail", "x"}, {"reason", "x"}}).status == 422);
  REQUIRE(
      school
          .ask("manager", "PATCH", "/api/v1/people/teacher", {{"mail", "j.o'smith+sg@school.example"}, {"reason", "x"}})
          .status == 200);
  const Record record = school.changes->records(school.changes->state()->serial - 1, 1).front();
  CHECK(record.after.contains("smith+sg"));
  CHECK_FALSE(record.leaf.contains("smith+sg"));
}
