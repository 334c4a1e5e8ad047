#include "admin-api/console/console.h"

#include "tests/catch.h"

namespace {

using namespace schoolgate;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("what a person types is escaped in a request's path and body") {
  const auto why = console::why({"a b&c=é.example", "::1", "", ""});
  CHECK(why.path == "/api/v1/check?name=a%20b%26c%3D%C3%A9.example&client=%3A%3A1");
  const auto block = console::block({"x.example"}, "say \"no\"\n");
  CHECK(has(block.body, R"("say \"no\"\n")"));
}

TEST_CASE("a day of an export's range is its first moment") {
  CHECK(console::export_log({"2026-09-01", "2026-12-18T15:00:00Z", "csv"}).path ==
        "/api/v1/changes/export?format=csv&from=2026-09-01T00%3A00%3A00Z&to=2026-12-18T15%3A00%3A00Z");
}

TEST_CASE("an import tells where every line went") {
  const auto told = console::tell_import(
      R"({"serial":9,"lists":[{"id":"a","title":"A","category":"gambling","format":"hosts","detected":true,
    "compression":"gzip","totals":{"lines":10,"accepted":4,"duplicate":1,"covered":2,"rejected":2,"comments":1,"names":4},
    "findings":[{"kind":"an address, not a name","warning":false,"count":2,"first":[{"line":3,"text":"192.0.2.1"}]}]}]})");
  CHECK(has(told, "10 lines: 4 accepted, 1 duplicate, 2 covered by a parent, 2 rejected, 1 comments"));
  CHECK(has(told, "2 rejected: an address, not a name"));
  CHECK(has(told, "line 3: 192.0.2.1"));
}

TEST_CASE("a list's text cannot steer the terminal") {
  CHECK(!has(console::tell_lists("{\"lists\":[{\"id\":\"\\u001b[31m\",\"category\":\"x\"}]}"), "\x1b"));
}

TEST_CASE("a problem is told in words, with what to do") {
  const auto told =
      console::tell_problem(R"({"title":"t","detail":"The group is not known.","hint":"Groups are: pupils."})");
  CHECK(told == "The group is not known.\nGroups are: pupils.");
}

TEST_CASE("status tells the first few of many sources with a problem, and how many more there are") {
  const auto told = console::tell_status(
      R"({"lists":{"troubles":[{"id":"a","problem":"p"},{"id":"b","held":"h"},{"id":"c","problem":"p"},)"
      R"({"id":"d","problem":"p"},{"id":"e","problem":"p"}]}})");
  CHECK(told.find(" b: held: h") != std::string::npos);
  CHECK(told.find(" d: ") == std::string::npos);
  CHECK(told.find("and 2 more sources with a problem") != std::string::npos);
}

TEST_CASE("a reply that is no JSON is shown as it came") { CHECK(console::tell_status("oops") == "oops"); }

}  // namespace
