// Whole imports: accounting, formats told by their shape, packed files, and files that are no lists.
#include "blocklists/lists/import/import.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "blocklists/lists/import/parser.h"
#include "tests/blocklists/import/importing.h"

namespace schoolgate {
namespace {

using Strings = std::vector<std::string>;

TEST_CASE("every line of a list ends in exactly one count") {
  Importing import;
  const auto report = import.text(
      "# heading\n"
      "\n"
      "example.com\n"
      "www.example.com\n"  // covered
      "example.com\n"      // duplicate
      "192.0.2.7\n"        // rejected
      "EXAMPLE.net.\n"
      "a.example.org\r\n"
      "site.example/page");  // rejected, and without a line end
  REQUIRE(report);
  CHECK(
      report->totals ==
      ImportTotals{.lines = 9, .accepted = 3, .duplicate = 1, .covered = 1, .rejected = 2, .comments = 2, .names = 3});
  CHECK(report->format == ListFormat::plain);
  CHECK(report->detected);
  CHECK(report->compression == "none");
  CHECK(import.entries(*report) ==
        Strings{"block subtree example.com", "block subtree example.net", "block subtree a.example.org"});
  CHECK(found(*report, kinds::address) == 1);
  CHECK(found(*report, kinds::path) == 1);
}

TEST_CASE("a finding shows its first three places, with line numbers and the text") {
  Importing import;
  const auto report = import.text("ok.example\n192.0.2.1\n192.0.2.2\n192.0.2.3\n192.0.2.4\n");
  REQUIRE(report);
  REQUIRE(report->findings.size() == 1);
  const ImportFinding& finding = report->findings.front();
  CHECK(finding.count == 4);
  CHECK_FALSE(finding.warning);
  REQUIRE(finding.first.size() == 3);
  CHECK(finding.first[0].line == 2);
  CHECK(finding.first[0].text == "192.0.2.1");
  CHECK(finding.first[2].line == 4);
}

TEST_CASE("a finding's text is short and safe to print") {
  Importing import;
  const auto report = import.text("ok.example\nbad\x1b[2J\xff\nx" + std::string(500, '/') + "\n");
  REQUIRE(report);
  REQUIRE(report->findings.size() == 2);
  Strings texts;
  for (const auto& finding : report->findings) texts.push_back(finding.first.front().text);
  std::ranges::sort(texts);
  CHECK(texts == Strings{"bad\\x1b[2J\\xff", "x" + std::string(119, '/')});
}

TEST_CASE("a line with several names counts once, by its first good name") {
  Importing import;
  const auto report = import.text("0.0.0.0 a.example b.example\n0.0.0.0 b.example\n0.0.0.0 bad..name c.example\n");
  REQUIRE(report);
  CHECK(report->totals == ImportTotals{.lines = 3, .accepted = 2, .duplicate = 1, .names = 3});
  CHECK(found(*report, kinds::word_beside) == 1);
  CHECK(report->findings.front().warning);
}

TEST_CASE("an import takes a whole public suffix with a warning") {
  Importing import;
  const auto report = import.text("co.uk\nactor\nexample.com\n");
  REQUIRE(report);
  CHECK(report->totals.accepted == 3);
  CHECK(found(*report, kinds::public_suffix) == 2);
}

TEST_CASE("names that the caller refuses are rejected with its reason, exceptions are not asked about") {
  Importing import;
  const std::string path =
      import.directory.write("list.txt", "||school.example^\n||ads.example^\n@@||school.example^\n");
  const auto report = import_list(import.store, {.path = path,
                                                 .list_id = "list",
                                                 .format = {},
                                                 .work_dir = import.directory.path(),
                                                 .refuse = [](NameView name, Scope) -> std::optional<std::string> {
                                                   if (name.to_text() != "school.example") return {};
                                                   return "would block a protected name: school.example";
                                                 },
                                                 .cancelled = {}});
  REQUIRE(report);
  CHECK(report->totals.accepted == 2);
  CHECK(found(*report, "would block a protected name: school.example") == 1);
  CHECK(import.entries(*report) == Strings{"block subtree ads.example", "except subtree school.example"});
}

TEST_CASE("an import that is cancelled ends soon and leaves no list behind") {
  Importing import;
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += fmt::format("name-{}.example\n", i);
  int asked = 0;
  SECTION("while lines are read") {
    import.cancelled = [&] { return ++asked == 2; };
  }
  SECTION("while names are written") {
    import.cancelled = [&] { return ++asked == 6; };
  }
  const auto report = import.text(many);
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == Fault::Kind::unavailable);
  CHECK_FALSE(read_list(import.store, "list", 1));
  import.cancelled = nullptr;
  CHECK(import.text("a.example\n"));
}

TEST_CASE("RPZ pairs of a name and its wildcard are both kept") {
  Importing import;
  const auto report =
      import.text("$TTL 60\n@ SOA a. b. 1 2 3 4 5\na.example CNAME .\n*.a.example CNAME .\nb.a.example CNAME .\n");
  REQUIRE(report);
  CHECK(report->format == ListFormat::rpz);
  CHECK(report->totals.accepted == 2);
  CHECK(report->totals.covered == 1);
  CHECK(import.entries(*report) == Strings{"NXDOMAIN exact a.example", "NXDOMAIN below a.example"});
}

TEST_CASE("unbound's null data for a zone that is blocked already is covered") {
  Importing import;
  const auto report = import.text(
      "server:\nlocal-zone: \"a.example\" static\nlocal-data: \"a.example A 0.0.0.0\"\nlocal-data: \"a.example AAAA "
      "::\"\n");
  REQUIRE(report);
  // The first address is covered by the zone; the second says the same again.
  CHECK(report->totals ==
        ImportTotals{.lines = 4, .accepted = 1, .duplicate = 1, .covered = 1, .comments = 1, .names = 1});
  CHECK(import.entries(*report) == Strings{"block subtree a.example"});
}

TEST_CASE("$badfilter takes away the rule that says exactly the same, wherever it stands") {
  Importing import;
  const auto report = import.text(
      "||a.example^\n||b.example^$all\n||a.example^$badfilter\n||b.example^$badfilter\n||a.example^\n||c.example^$"
      "badfilter\n");
  REQUIRE(report);
  CHECK(import.entries(*report) == Strings{"block subtree b.example"});
  CHECK(report->totals == ImportTotals{.lines = 6, .accepted = 1, .rejected = 5, .names = 1});
  CHECK(found(*report, kinds::badfilter) == 3);
  CHECK(found(*report, kinds::badfiltered) == 2);
}

TEST_CASE("the format is told by the lines") {
  const std::vector<std::pair<std::string, ListFormat>> lists = {
      {"# h\n127.0.0.1 localhost\n0.0.0.0 a.example\n", ListFormat::hosts},
      {"# h\na.example\nb.example\n", ListFormat::plain},
      {".a.example\n.b.example\n", ListFormat::plain},
      {"*.a.example\n*.b.example\n", ListFormat::wildcard},
      {"! h\n||a.example^\n", ListFormat::adblock},
      {"[Adblock Plus 2.0]\na.example\n", ListFormat::adblock},
      {"a.example\nb.example\n||c.example^\n", ListFormat::adblock},
      {"# h\naddress=/a.example/#\n", ListFormat::dnsmasq},
      {"server:\n local-zone: \"a.example\" always_null\n", ListFormat::unbound},
      {"; h\na.example CNAME .\n", ListFormat::rpz},
      {"\xef\xbb\xbf; h\na.example IN CNAME .\n", ListFormat::rpz},
      {"# only comments\n", ListFormat::plain},
      {"", ListFormat::plain},
  };
  for (const auto& [text, format] : lists) {
    INFO(text);
    Importing import;
    const auto report = import.text(text);
    REQUIRE(report);
    CHECK(report->format == format);
    CHECK(adds_up(report->totals));
    CHECK(report->totals.rejected == 0);
  }
}

TEST_CASE("a given format is not second-guessed") {
  Importing import;
  const auto report = import.text("a.example\n", ListFormat::dnsmasq);
  REQUIRE(report);
  CHECK_FALSE(report->detected);
  CHECK(report->totals.rejected == 1);
}

TEST_CASE("formats have names") {
  for (int number = 0; number < 8; ++number) {
    const auto format = static_cast<ListFormat>(number);
    CHECK(parse_list_format(to_text(format)) == format);
  }
  CHECK(parse_list_format("excel") == std::nullopt);
}

TEST_CASE("a file of another program imports with nothing accepted and every line explained") {
  for (const char* text :
       {"{\n  \"version\": 3,\n  \"rules\": [\n    \"ads.example\"\n  ]\n}\n", "192.0.2.0/24\n198.51.100.0/24\n",
        "^ads?[0-9]*\\.\n^pixel[-.]\n", "DOMAIN-SUFFIX,ads.example\n", "W0F1dG9Qcm94eSAwLjIuOV0KISBDaGVja3N1=\n"}) {
    INFO(text);
    Importing import;
    const auto report = import.text(text);
    REQUIRE(report);
    CHECK(report->totals.accepted == 0);
    CHECK(report->totals.rejected > 0);
    CHECK(adds_up(report->totals));
    CHECK(import.entries(*report).empty());
  }
}

TEST_CASE("packed lists are unpacked, whatever their name") {
  const std::string plain = "# list\nads.example\ntrack.example\n";
  const std::vector<std::pair<std::string, std::string>> packed = {
      {"gzip", gzipped(plain)},
      {"gzip", gzipped("# list\nads.ex") + gzipped("ample\ntrack.example\n")},
      {"gzip", gzipped(plain) + std::string(512, '\0')},
      {"xz", xz_packed(plain)},
      {"xz", xz_packed("# list\n") + xz_packed("ads.example\ntrack.example\n")},
      {"zstd", zstd_packed(plain)},
      {"zstd", zstd_packed("# list\n") + zstd_packed("ads.example\ntrack.example\n")},
      {"none", plain},
  };
  for (const auto& [compression, content] : packed) {
    INFO(compression);
    Importing import;
    const auto report = import.text(content);
    REQUIRE(report);
    CHECK(report->compression == compression);
    CHECK(report->totals == ImportTotals{.lines = 3, .accepted = 2, .comments = 1, .names = 2});
  }
}

TEST_CASE("a packed list that is cut off or damaged is a fault, and nothing of it is stored") {
  std::string plain;
  for (int number = 0; number < 5000; ++number)
    plain += fmt::format("host{}.example{}.com\n", number * 7919 % 5000, number);
  for (std::string packed : {gzipped(plain), xz_packed(plain), zstd_packed(plain)}) {
    for (const bool cut : {true, false}) {
      Importing import;
      std::string content = packed;
      if (cut) content.resize(content.size() - 20);
      if (!cut) content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 0x55);
      const auto report = import.text(content);
      REQUIRE_FALSE(report);
      CHECK(report.error().kind == Fault::Kind::bad_input);
      CHECK(import.store.count(Family::lists) == 0);
    }
  }
}

TEST_CASE("files that are no lists are refused with advice") {
  std::string tar(1024, '\0');
  tar.replace(0, 4, "list");
  tar.replace(257, 5, "ustar");
  std::string noise;
  for (int at = 0; at < 4096; ++at) noise += static_cast<char>(at * 31 % 251);
  const std::vector<std::pair<std::string, std::string>> files = {
      {tar, "a tar archive: unpack it first"},
      {gzipped(tar), "a tar archive: unpack it first"},
      {"PK\x03\x04 and so on", "a zip archive"},
      {noise, "not a text file"},
      {std::string("\xff\xfe"
                   "a\0.\0",
                   6),
       "UTF-16"},
  };
  for (const auto& [content, says] : files) {
    Importing import;
    const auto report = import.text(content);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == Fault::Kind::bad_input);
    INFO(report.error().what);
    CHECK(report.error().what.find(says) != std::string::npos);
  }
}

TEST_CASE("a missing file is told from an unreadable one") {
  Importing import;
  const auto report = import.file(import.directory.path() + "/none.txt");
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == Fault::Kind::not_found);
}

TEST_CASE("a SquidGuard directory is one list, its paths and expressions counted as what DNS cannot see") {
  Importing import;
  import.directory.write("ads/domains.gz", gzipped("ads.example\n192.0.2.7\nwww.ads.example\n"));
  import.directory.write("ads/urls", "site.example/banner\nsite.example/ad\n");
  import.directory.write("ads/expressions", "(/banner/|/sponsor/)\n");
  import.directory.write("ads/usage", "black\nads\n");
  import.directory.write("ads/README", "not counted\n");
  const auto report = import.file(import.directory.path() + "/ads");
  REQUIRE(report);
  CHECK(report->format == ListFormat::squidguard);
  CHECK(report->compression == "gzip");
  CHECK(report->totals ==
        ImportTotals{.lines = 8, .accepted = 1, .covered = 1, .rejected = 4, .comments = 2, .names = 1});
  CHECK(found(*report, kinds::path) == 2);
  CHECK(found(*report, kinds::regex) == 1);
  for (const auto& finding : report->findings) {
    if (finding.kind == kinds::path) CHECK(finding.first.front().file == "urls");
  }
}

TEST_CASE("a directory that is no list is refused") {
  Importing import;
  import.directory.write("odd/notes.txt", "x\n");
  const auto report = import.file(import.directory.path() + "/odd");
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == Fault::Kind::bad_input);
  import.directory.write("ads/domains", "ads.example\n");
  CHECK_FALSE(import.file(import.directory.path() + "/ads", ListFormat::hosts));
}

TEST_CASE("one line of a hundred thousand names imports") {
  std::string line;
  for (int number = 0; number < 100'000; ++number)
    line += fmt::format("{}host-number{}.example", number == 0 ? "" : ",", number);
  Importing import;
  const auto report = import.text("# one line\n" + line + "\n");
  REQUIRE(report);
  CHECK(report->totals == ImportTotals{.lines = 2, .accepted = 1, .comments = 1, .names = 100'000});
}

TEST_CASE("a full disk ends the import with a fault") {
  Importing import;
  import.store.writes_until_full = 1;
  const auto report = import.text("ads.example\n");
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == Fault::Kind::storage);
}

}  // namespace
}  // namespace schoolgate
