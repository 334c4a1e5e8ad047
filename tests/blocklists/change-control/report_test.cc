// The document for governors: what it says, that it is self-contained, and that nothing it shows can be edited.
#include "blocklists/change-control/report.h"

#include <fstream>

#include "blocklists/change-control/export.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/report_period.h"
#include "blocklists/change-control/report_words.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

std::string document(const Box& box, ExportRange range = {}) {
  std::string text;
  const auto written = write_export(*box.changes, ExportFormat::html, range, [&](std::string_view piece) {
    text += piece;
    return true;
  });
  REQUIRE(written);
  return text;
}

std::string verdict(const std::string& text) {
  const TemporaryDirectory folder;
  std::ofstream(folder.file("log.html"), std::ios::binary) << text;
  const auto verified = verify_export(folder.file("log.html"), {});
  return verified ? std::string() : verified.error().what;
}

void live(Box& box) {
  box.add_people();
  Group group;
  group.id = "year-9";
  group.name = "Year 9";
  box.commit(manager(), change::GroupSet{group});
  Unblock unblock = box.unblock("history.example", std::chrono::hours(48));
  unblock.groups = {"year-9"};
  unblock.requested_by = "j.smith";
  box.commit(manager(), change::UnblockGranted{unblock}, "</script><b>\"coursework\" & 'more'</b>");
  group.blocked_categories = {"gambling"};
  box.commit(manager(), change::GroupSet{group}, "parents asked");
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the document says in plain words who unblocked what, for whom and until when") {
  Box box;
  live(box);
  const std::string text = document(box);
  INFO(text.substr(0, text.find(report_data_start)));
  CHECK(has(text,
            "Head of IT (network manager) unblocked history.example for Year 9 until 25 November 2026 at 08:00; "
            "topic: Year 9 history: the suffragettes; asked for by Jo Smith."));
  CHECK(has(text, "Why: &lt;/script&gt;&lt;b&gt;&quot;coursework&quot; &amp; &#39;more&#39;&lt;/b&gt;"));
  CHECK(has(text, "Head of IT (network manager) changed what holds for the group Year 9."));
  CHECK(has(text, "<li>blocked categories: now gambling</li>"));
  CHECK(has(text, "1 was made; on average for 2 days, the longest for 2 days."));
  CHECK(has(text, "Year 9: 1."));
  CHECK(has(text, "Our school"));
  CHECK(has(text, box.changes->public_key()));
  CHECK(verdict(text).empty());
}

TEST_CASE("the document is one file that asks for nothing and runs nothing") {
  Box box;
  live(box);
  const std::string text = document(box);
  for (const char* outside : {"<link", "<img", "src=", "url(", "@import", "<iframe", "onload"}) {
    INFO(outside);
    CHECK_FALSE(has(text, outside));
  }
  std::size_t scripts = 0;
  for (auto at = text.find("<script"); at != std::string::npos; at = text.find("<script", at + 1)) ++scripts;
  CHECK(scripts == 1);  // the entries, which no browser runs
  CHECK(text.find("</script>") == text.size() - report_end.size());
}

TEST_CASE("whatever is edited in a document is noticed: what it shows and what it holds") {
  Box box;
  live(box);
  const std::string good = document(box);
  const auto edited = [&](std::string_view what, std::string_view by) {
    std::string text = good;
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return verdict(text.replace(at, what.size(), by));
  };
  CHECK(has(edited("for Year 9 until", "for Year 7 until"), "does not show what its entries say"));
  CHECK(has(edited("1 was made;", "0 were made;"), "does not show what its entries say"));
  CHECK(has(edited("@page", "@pagE"), "does not show what its entries say"));
  CHECK(has(edited("Year 9: 1.", ""), "does not show what its entries say"));
  CHECK(has(edited("\"school\":\"Our school\"", "\"school\":\"Your school\""), "digest"));
  CHECK(has(edited("</script>\n</body>", "</script>\n<p>more</p></body>"), "behind the file's end"));
  CHECK(has(edited("{\"serial\":9", "{\"serial\":8"), "entry 9"));
  CHECK(has(verdict(good + "\n"), "behind the file's end"));
  CHECK(has(verdict(good.substr(0, good.find(report_data_start))), "header"));
}

TEST_CASE("a document of a time without changes says so and verifies") {
  Box box;
  live(box);
  const auto text = document(box, {UtcMillis(monday) + std::chrono::days(30), {}, {}});
  CHECK(has(text, "Nothing was changed in this time."));
  CHECK(has(text, "From 23 December 2026"));
  CHECK(verdict(text).empty());
}

TEST_CASE("a line survives being embedded in a page, whatever it holds") {
  for (const std::string line :
       {R"({"a":"</script><!--"})", R"({"a":"\\u003c"})", R"({"a":"\\\\u003c<"})", R"({"a":"\"\\<"})", ""}) {
    INFO(line);
    const auto text = embedded(line);
    CHECK_FALSE(has(text, "<"));
    CHECK(from_embedded(text) == line);
  }
}

TEST_CASE("a kind of change that has no words yet is told in a general sentence, with all that it says") {
  const ReportNames names{{{"j.smith", "Jo Smith"}}, {}};
  const Zone zone;
  const ReportWords words(names, zone);
  Record record;
  record.user = "j.smith";
  record.role = "teacher";
  record.via = "web";
  record.kind = "request.asked";
  record.subject = "q-7";
  record.after = R"({"asked_by":"j.smith","lesson_ends":"2027-03-03T09:12:00Z","sites":["a.example","b.example"]})";
  CHECK(words.who(record) == "Jo Smith (teacher)");
  CHECK(words.what(record) == "made a change of the kind \"request.asked\" to q-7");
  CHECK(words.details(record) == std::vector<std::string>{"asked by: Jo Smith", "lesson ends: 3 March 2027 at 09:12",
                                                          "sites: a.example and b.example"});
  CHECK(ReportWords::title("request.asked") == "Changes of the kind \"request.asked\"");
}

TEST_CASE("periods come from the school's calendar") {
  const auto day = [](int year, unsigned month, unsigned of_month) {
    return LocalDay(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month));
  };
  Calendar calendar;
  calendar.terms = {{day(2026, 9, 3), day(2026, 12, 18), "Autumn term"},
                    {day(2027, 1, 5), day(2027, 3, 25), "Spring term"}};
  calendar.breaks = {{day(2026, 10, 26), day(2026, 10, 30), "Half-term"},
                     {day(2026, 11, 30), day(2026, 11, 30), "Day off"}};
  const auto zone = Zone::find("Europe/London").value();
  const auto title = [&](const char* word, const char* now) {
    const auto found = find_period(calendar, zone, word, parse_rfc3339(now).value());
    return found ? found->title : found.error().what;
  };
  CHECK(title("term", "2027-01-20T10:00:00Z") == "Autumn term: 3 September 2026 to 18 December 2026");
  CHECK(title("current-term", "2027-01-20T10:00:00Z") == "Spring term: 5 January 2027 to 25 March 2027");
  CHECK(title("half-term", "2026-11-10T10:00:00Z") == "Autumn term, first half: 3 September 2026 to 25 October 2026");
  CHECK(title("current-half-term", "2026-11-10T10:00:00Z") ==
        "Autumn term, second half: 31 October 2026 to 18 December 2026");
  CHECK(title("year", "2027-09-01T10:00:00Z") == "School year 2026-27: 1 September 2026 to 31 August 2027");
  CHECK(title("current-year", "2027-01-20T10:00:00Z") == "School year 2026-27: 1 September 2026 to 31 August 2027");
  CHECK(title("term", "2026-10-10T10:00:00Z") == "the school's calendar has no term that is over");
  CHECK(title("month", "2026-10-10T10:00:00Z") == "\"month\" is no period");
  const auto autumn = find_period(calendar, zone, "term", parse_rfc3339("2027-01-20T10:00:00Z").value()).value();
  CHECK(to_rfc3339(autumn.from) == "2026-09-02T23:00:00.000Z");  // British Summer Time
  CHECK(to_rfc3339(autumn.to) == "2026-12-19T00:00:00.000Z");
}

TEST_CASE("every kind of change has words of its own") {
  for (const Kind& kind : all_kinds()) {
    INFO(kind.name);
    CHECK_FALSE(ReportWords::title(kind.name).starts_with("Changes of the kind"));
  }
}

TEST_CASE("the document tells what was sent from the block page, and what came of it") {
  Box box;
  box.add_people();
  const auto sent = box.commit(
      by_system(),
      change::SiteReportAdded{{"", SiteReportKind::wrong, "maths.example", "for homework", "10.1.0.7", "pupils", {}}},
      "");
  box.commit(manager(), change::SiteReportClosed{sent.id}, "the list was wrong about it");
  box.commit(manager(), change::RuleAdded{{"", RuleAction::allow, "maths.example", {}}});
  box.commit(manager(), change::BlockedNameReviewed{{"maths.example", BlockedNameOutcome::allowed, {}}},
             "for homework");
  const std::string text = document(box);
  CHECK(text.find("from the block page about maths.example: it should not be blocked") != std::string::npos);
  CHECK(text.find("closed the report from the block page about maths.example") != std::string::npos);
  CHECK(text.find("which many devices met: a rule allows it") != std::string::npos);
}
