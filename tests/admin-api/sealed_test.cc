// Sealed lists through the API: numbers for those who answer for them, content for nobody.
#include <fstream>

#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::Json;

namespace {

Json file_with(const test::School& school, const std::string& content) {
  std::ofstream(school.directory.file("list.txt"), std::ios::trunc) << content;
  return {{"path", school.directory.file("list.txt")}, {"title", "IWF"}};
}

constexpr const char* import_path = "/api/v1/sealed-lists/iwf/import";

}  // namespace

TEST_CASE("a sealed list is imported at the console and seen by manager and governors in numbers") {
  test::School school;
  const Json body = file_with(school, "vile.example\nhttp://shared.example/x\n");
  CHECK(school.ask("manager", "POST", import_path, body).status == 403);
  const auto taken = school.ask("console", "POST", import_path, body);
  REQUIRE(taken.status == 201);
  CHECK(taken.json["counts"]["names"] == 1);
  CHECK(taken.json["counts"]["paths"] == 1);
  CHECK(school.ask("teacher", "GET", "/api/v1/sealed-lists").status == 403);
  for (const char* who : {"manager", "governor"}) {
    const auto shown = school.ask(who, "GET", "/api/v1/sealed-lists").json["sealed_lists"];
    REQUIRE(shown.size() == 1);
    CHECK(shown[0]["title"] == "IWF");
    CHECK(shown[0]["names"] == 1);
  }
  CHECK(school.ask("teacher", "GET", "/api/v1/status").json["sealed"] ==
        Json{{"lists", 1}, {"names", 1}, {"warnings", Json::array()}});
  CHECK(school.ask("", "GET", "/metrics").body.find("schoolgate_sealed_entries{list=\"iwf\"} 1\n") !=
        std::string::npos);
}

TEST_CASE("nothing that can be asked tells what is on a sealed list, and nothing opens it") {
  test::School school;
  REQUIRE(school.ask("console", "POST", import_path, file_with(school, "vile.example\nodd one\n")).status == 201);
  for (const char* path : {"/api/v1/sealed-lists", "/api/v1/status", "/api/v1/lists", "/api/v1/changes", "/metrics",
                           "/api/v1/changes/export?format=csv", "/api/v1/changes/export?format=jsonl"}) {
    INFO(path);
    const auto told = school.ask("manager", "GET", path);
    CHECK(told.status == 200);
    CHECK(told.body.find("vile") == std::string::npos);
    CHECK(told.body.find("odd one") == std::string::npos);
  }
  const Json rule = {{"action", "allow"}, {"name", "www.vile.example"}, {"reason", "lessons"}};
  CHECK(school.ask("manager", "POST", "/api/v1/rules", rule).status == 403);
  CHECK(school.ask("manager", "DELETE", "/api/v1/sealed-lists/iwf?reason=x").status == 404);
  CHECK(school.ask("manager", "DELETE", "/api/v1/lists/iwf?reason=x").status == 404);
  const auto why = school.ask("manager", "GET", "/api/v1/check?name=vile.example").json;
  CHECK(why["verdict"] == "block");
  CHECK(why["lists"].empty());
}

TEST_CASE("a connector's credentials are taken and never shown") {
  test::School school;
  Json source = {{"address", "https://lists.example/iwf"},
                 {"user", "school"},
                 {"password", "open-sesame"},
                 {"every_hours", 6},
                 {"title", "IWF"},
                 {"reason", "our licence"}};
  const char* path = "/api/v1/sealed-lists/iwf/source";
  CHECK(school.ask("governor", "PUT", path, source).status == 403);
  REQUIRE(school.ask("manager", "PUT", path, source).status == 201);
  const auto shown = school.ask("governor", "GET", "/api/v1/sealed-lists").json["sealed_lists"][0];
  CHECK(shown["source"]["sign_in"] == "password");
  CHECK(shown["source"]["every_hours"] == 6);
  CHECK(shown["warning"].get<std::string>().contains("never fetched"));
  for (const char* each : {"/api/v1/sealed-lists", "/api/v1/changes", "/api/v1/changes/export?format=jsonl"})
    CHECK(school.ask("manager", "GET", each).body.find("sesame") == std::string::npos);
  CHECK(school.ask("manager", "PUT", path, {{"every_hours", 12}, {"reason", "less often"}}).status == 200);
  CHECK(school.ask("manager", "PUT", path, {{"token", "a"}, {"user", "b"}, {"reason", "x"}}).status == 422);
  CHECK(school.ask("manager", "PUT", path, {{"certificate", "no"}, {"key", "no"}, {"reason", "x"}}).status == 422);
  source["address"] = "file:///etc/passwd";
  CHECK(school.ask("manager", "PUT", path, source).status == 422);
  source["address"] = "https://user:secret@lists.example/iwf";
  CHECK(school.ask("manager", "PUT", path, source).status == 422);
}
