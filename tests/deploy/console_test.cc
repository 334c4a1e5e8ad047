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

TEST_CASE("a template is applied, or only asked what it would do") {
  const auto apply = console::apply_template("secondary", "September", false);
  CHECK(apply.path == "/api/v1/templates/secondary/apply");
  CHECK(apply.body == R"({"reason":"September"})");
  CHECK(console::apply_template("secondary", "September", true).path ==
        "/api/v1/templates/secondary/apply?preview=true");
}

TEST_CASE("a preview is told in lines, or that nothing would change") {
  CHECK(console::tell_preview(R"({"preview":[{"group":"year-9","subject":"category","id":"games","before":"allowed",
    "after":"blocked"},{"group":"","subject":"device","id":"pc-12","before":"not known","after":"in staff"}],
    "left_out":4,"warnings":["w"]})") ==
        "year-9: category games: allowed -> blocked\ndevice pc-12: not known -> in staff\nand 4 more\nWarning: w");
  CHECK(console::tell_preview(R"({"preview":[],"left_out":0,"warnings":[]})") ==
        "Nothing would be answered otherwise than now.");
}

TEST_CASE("who tries to go round the filter is told with all that is known of the device") {
  const auto told = console::tell_attempts(
      R"({"clients":3,"attempts":[{"client":"10.1.0.7","group":"pupils","device_name":"Library PC 12","host":"lib-12",
    "signals":2,"names":40,"last":"2026-11-23T08:00:05Z"}]})");
  CHECK(told ==
        "10.1.0.7, Library PC 12, lib-12 (pupils): 2 signals, 40 blocked names, last at 2026-11-23T08:00:05Z\n"
        "and others: 3 clients in all");
  CHECK(has(console::tell_attempts(R"({"clients":0,"attempts":[]})"), "Nobody"));
}

TEST_CASE("devices, calendar and schedules are told in lines") {
  CHECK(console::tell_devices(R"({"devices":[{"id":"pc-12","name":"Library PC 12","group":null,"identities":[],
    "macs":["00:1a:2b:3c:4d:5e"],"addresses":[],"hosts":["lib-12"]}]})") ==
        "pc-12 (Library PC 12): in the group of its address\n  macs: 00:1a:2b:3c:4d:5e\n  hosts: lib-12");
  CHECK(console::tell_calendar(R"({"terms":[{"name":"Autumn","first":"2026-09-03","last":"2026-12-18"}],"breaks":[],
    "inset":[{"name":"","first":"2026-11-27","last":"2026-11-27"}],
    "periods":[{"id":"lunch","days":["mon","fri"],"from":"12:15","to":"13:05"}]})") ==
        "Term      2026-09-03 to 2026-12-18  Autumn\nINSET     2026-11-27  \nlunch     12:15-13:05  mon, fri");
  CHECK(console::tell_schedules(R"({"schedules":[{"id":"lunch","name":"Lunchtime","in_force":false,
    "next_change":"2026-11-23T12:15:00Z","windows":[{"days":["mon"],"season":"term","period":"lunch"},
    {"days":["sat"],"season":"always","from":"09:00","to":"12:00"}]}]})") ==
        "lunch (Lunchtime): not in force until 2026-11-23T12:15:00Z\n  mon (term) in lunch\n  sat 09:00-12:00");
}

TEST_CASE("a person is changed only in what was given, and a leaver is disabled") {
  const auto left = console::change_person({"j.smith", "", "", "", "left", true, false, false});
  CHECK(left.method == "PATCH");
  CHECK(left.path == "/api/v1/people/j.smith");
  CHECK(left.body == R"({"disabled":true,"reason":"left"})");
  const auto moved = console::change_person({"j.smith", "governor", "", "j@school.example", "new post"});
  CHECK(moved.body == R"({"mail":"j@school.example","reason":"new post","role":"governor"})");
  CHECK(console::change_person({"j.smith", "", "", "", "x", false, true, true}).body ==
        R"({"disabled":false,"mail":"","reason":"x"})");
  CHECK(console::sign_out_person("j.smith", "lost laptop").path ==
        "/api/v1/people/j.smith/sessions?reason=lost%20laptop");
}

TEST_CASE("a rescue tells the one-time password, and that it is on record") {
  const auto told = console::tell_rescue(R"({"serial":9,"id":"x-9","user":"admin","one_time_password":"abcd-efgh"})");
  CHECK(has(told, "one-time password: abcd-efgh"));
  CHECK(has(told, "on record as x-9"));
}

TEST_CASE("the register is told a line a person") {
  CHECK(
      console::tell_people(
          R"({"people":[{"user":"a","name":"A","role":"teacher","mail":"a@b.c","second_factor":true,"disabled":true}]})") ==
      "a (A): teacher, a@b.c, second factor, DISABLED");
}

}  // namespace
