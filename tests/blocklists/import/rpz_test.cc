// RPZ zone files, clean ones and those found in the wild.
#include "tests/blocklists/import/importing.h"
#include "tests/blocklists/import/parsing.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string because(std::string_view kind) { return "rejected: " + std::string(kind); }

TEST_CASE("RPZ records are rules about names") {
  for (const Example& example : std::vector<Example>{
           {"ads.example CNAME .", "NXDOMAIN exact ads.example"},
           {"*.ads.example CNAME .", "NXDOMAIN below ads.example"},
           {"ads.example\tIN\tCNAME\t.", "NXDOMAIN exact ads.example"},
           {"ads.example 3600 IN CNAME .", "NXDOMAIN exact ads.example"},
           {"ads.example IN 1h CNAME .", "NXDOMAIN exact ads.example"},
           {"ads.example CNAME . ; why", "NXDOMAIN exact ads.example"},
           {"ads.example CNAME *.", "NODATA exact ads.example"},
           {"ADS.example cname .", "NXDOMAIN exact ads.example"},
           {"ads.example. CNAME .", "NXDOMAIN exact ads.example"},
           {"good.example CNAME rpz-passthru.", "PASSTHRU exact good.example"},
           {"*.good.example CNAME RPZ-PASSTHRU.", "PASSTHRU below good.example"},
           {"good.example CNAME good.example.", "PASSTHRU exact good.example"},
           {"ads.example CNAME rpz-drop.", "DROP exact ads.example"},
           {"*.ads.example CNAME rpz-tcp-only.", "TCP-ONLY below ads.example"},
           {"ads.example CNAME rpz-undrop.", "rejected: an action (rpz-...) that is not known"},
           {"ads.example A 0.0.0.0", "data exact ads.example 1 3600 <0><0><0><0>"},
           {"ads.example 5 AAAA ::1", "data exact ads.example 28 5 <0><0><0><0><0><0><0><0><0><0><0><0><0><0><0><1>"},
           {"*.ads.example 2h IN A 192.0.2.7", "data below ads.example 1 7200 <192><0><2><7>"},
           {"www.search.example CNAME Safe.search.example.",
            "data exact www.search.example 5 3600 <4>safe<6>search<7>example<0>"},
           {"*.bad.example CNAME *.garden.example.", "data below bad.example 5 3600 <1>*<6>garden<7>example<0>"},
           {"ads.example TXT \"no; really\" two", "data exact ads.example 16 3600 <10>no;<32>really<3>two"},
           {R"(ads.example TXT "a \"b\" \065")", "data exact ads.example 16 3600 <7>a<32>\"b\"<32>A"},
           {"ads.example MX 10 mail.example.", "data exact ads.example 15 3600 <0><10><4>mail<7>example<0>"},
           {"ads.example MX 0 .", "data exact ads.example 15 3600 <0><0><0>"},
           {"ads.example SRV 1 2 443 a.example.",
            "data exact ads.example 33 3600 <0><1><0><2><1><187><1>a<7>example<0>"},
           {"ads.example HTTPS 0 a.example.", "data exact ads.example 65 3600 <0><0><1>a<7>example<0>"},
           {"ads.example HTTPS 1 . alpn=h2", "rejected: a record whose data is not what its type wants"},
           {"ads.example CAA 0 issue \"ca.example\"", "data exact ads.example 257 3600 <0><5>issueca.example"},
           {R"(ads.example TYPE65 \# 3 0001 00)", "data exact ads.example 65 3600 <0><1><0>"},
           {R"(ads.example A \# 4 C0000207)", "data exact ads.example 1 3600 <192><0><2><7>"},
           {R"(ads.example A \# 3 C00002)", "rejected: a record whose data is not what its type wants"},
           {R"(ads.example CNAME \# 1 00)", "rejected: a record whose data is not what its type wants"},
           {"ads.example A 192.0.2", "rejected: a record whose data is not what its type wants"},
           {"ads.example A 2001:db8::1", "rejected: a record whose data is not what its type wants"},
           {"ads.example A 192.0.2.7 192.0.2.8", "rejected: a record whose data is not what its type wants"},
           {"ads.example MX 70000 mail.example.", "rejected: a record whose data is not what its type wants"},
           {"ads.example TXT \"open", "rejected: a record whose data is not what its type wants"},
           {"ads.example TXT ( one", "rejected: a record that goes on in the next line"},
           {"ads.example CNAME garden", "rejected: a name without its final dot, in a file that does not say its zone"},
           {"ads.example CNAME a..example.", "rejected: a record that leads to something that is not a name"},
           {"ads.example DNAME b.example.", "rejected: a record type that is not kept here"},
           {R"(ads.example TYPE46 \# 0)", "rejected: a record type that is not kept here"},
           {"24.0.2.0.192.rpz-ip CNAME .", "rejected: a trigger on the answer's address (rpz-ip)"},
           {"32.1.2.0.192.rpz-client-ip CNAME .", "rejected: a trigger on the client's address (rpz-client-ip)"},
           {"ns.bad.example.rpz-nsdname CNAME .", "rejected: a trigger on a name server's name (rpz-nsdname)"},
           {"24.0.2.0.192.rpz-nsip CNAME .", "rejected: a trigger on a name server's address (rpz-nsip)"},
           {"paypal.*.no CNAME .", because(kinds::inner_wildcard)},
           {"vg.no.* CNAME .", because(kinds::inner_wildcard)},
           {"*-bank1.*.net CNAME .", because(kinds::inner_wildcard)},
           {"* CNAME .", because(kinds::every_name)},
           {"48.2404:9dc0:cd01::.rpz.ip CNAME .", "rejected: not a name: a character that domain names cannot hold"},
           {"ads.example", because(kinds::several_words)},
           {"$INCLUDE other.zone", "rejected: a directive that reads or makes other lines"},
           {"$TTL 1800;", "comment"},
           {"@ SOA localhost. root.localhost. 1 12h 15m 3w 3h", "comment"},
           {"@ IN SOA localhost. root.localhost. (2 3H 1H 1W 1H)", "comment"},
           {"  NS  localhost.", "comment"},
           {"!*.ads.example", "comment"},
           {"; words", "comment"},
           {"", "comment"},
           {"\t", "comment"},
       }) {
    INFO(example.line);
    CHECK(parse(ListFormat::rpz, example.line) == example.means);
  }
}

TEST_CASE("an SOA over several lines is a comment, and the rules after it are rules") {
  std::vector<std::string> zone = {"@ IN SOA ns.rpz.example. admin.rpz.example. (",
                                   "  2026 ; serial",
                                   "  86400",
                                   "  7200",
                                   "  2592000",
                                   "  3600 ) ; ttl",
                                   "  IN NS localhost."};
  for (std::size_t lines = 1; lines <= zone.size(); ++lines) {
    CHECK(parse_all(ListFormat::rpz, {zone.begin(), zone.begin() + static_cast<std::ptrdiff_t>(lines)}) == "comment");
  }
  zone.push_back("ads.example CNAME .");
  CHECK(parse_all(ListFormat::rpz, zone) == "NXDOMAIN exact ads.example");
}

TEST_CASE("an SOA with a stray backslash for its parenthesis does not swallow the zone") {
  const std::vector<std::string> zone = {
      "$ORIGIN\tlocalhost.",         "$TTL 1800;",     "@\tIN\tSOA\tlocalhost. host.example. 15\t; Serial",
      "\t\t3600\t; refresh",         "\t\t60;\t; TTL", "\t\t\\)",
      "\t\tIN\tNS\tlocalhost\t;none"};
  for (std::size_t lines = 1; lines <= zone.size(); ++lines) {
    CHECK(parse_all(ListFormat::rpz, {zone.begin(), zone.begin() + static_cast<std::ptrdiff_t>(lines)}) == "comment");
  }
  std::vector<std::string> with_rule = zone;
  with_rule.push_back("ads.example\tCNAME\t.");
  CHECK(parse_all(ListFormat::rpz, with_rule) == "NXDOMAIN exact ads.example");
}

TEST_CASE("a parenthesis that never closes ends by itself") {
  std::vector<std::string> zone = {"@ SOA a. b. ( 1 2 3 4 5"};
  for (int line = 0; line < 20; ++line) zone.push_back("ads.example CNAME .");
  CHECK(parse_all(ListFormat::rpz, zone) == "NXDOMAIN exact ads.example");
}

TEST_CASE("names are read relative to the zone") {
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "ads.example.rpz.example. CNAME ."}) ==
        "NXDOMAIN exact ads.example");
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "ads.example. CNAME ."}) ==
        "rejected: a name outside the file's own zone");
  CHECK(parse_all(ListFormat::rpz, {"rpz.example. SOA a. b. 1 2 3 4 5", "*.ads.example.rpz.example. CNAME ."}) ==
        "NXDOMAIN below ads.example");
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "$ORIGIN example.rpz.example.", "ads CNAME ."}) ==
        "NXDOMAIN exact ads.example");
  CHECK(parse_all(ListFormat::rpz, {"ads.example CNAME .", "  CNAME *."}) == "NODATA exact ads.example");
}

TEST_CASE("a zone's own TTL and origin complete its records") {
  CHECK(parse_all(ListFormat::rpz, {"$TTL 90", "ads.example A 192.0.2.7"}) ==
        "data exact ads.example 1 90 <192><0><2><7>");
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "ads.example CNAME garden"}) ==
        "data exact ads.example 5 3600 <6>garden<3>rpz<7>example<0>");
  CHECK(parse_all(ListFormat::rpz, {"rpz.example. SOA a. b. 1 2 3 4 5", "ads.example.rpz.example. MX 1 @"}) ==
        "data exact ads.example 15 3600 <0><1><3>rpz<7>example<0>");
}

TEST_CASE("of several rules for one name one is taken, and records are one rule") {
  Importing importing;
  const auto report = importing.text(
      "$TTL 60\n"
      "a.example CNAME *.\n"
      "a.example CNAME .\n"  // the first in the order of the actions
      "a.example A 192.0.2.1\n"
      "b.example A 192.0.2.1\n"
      "b.example A 192.0.2.2\n"
      "b.example A 192.0.2.1\n"  // twice
      "b.example TXT text\n"
      "b.example CNAME c.example.\n"  // an alias stands alone
      "*.b.example CNAME c.example.\n"
      "*.b.example CNAME d.example.\n",
      ListFormat::rpz);
  REQUIRE(report);
  CHECK(importing.entries(*report) == std::vector<std::string>{"NXDOMAIN exact a.example", "data exact b.example",
                                                               "data exact b.example", "data exact b.example",
                                                               "data below b.example"});
  CHECK(report->totals.accepted == 5);
  CHECK(report->totals.duplicate == 1);
  CHECK(found(*report, kinds::other_rule) == 4);
  CHECK(adds_up(report->totals));
}

TEST_CASE("a zone's rule is covered by the nearest parent's for the same action, and by no other") {
  Importing importing;
  const auto report = importing.text(
      "*.example CNAME .\n"
      "a.example CNAME .\n"
      "*.a.example CNAME .\n"
      "b.example CNAME *.\n"
      "*.b.example CNAME rpz-passthru.\n"
      "c.b.example CNAME rpz-passthru.\n"
      "d.b.example CNAME .\n"
      "example CNAME .\n"
      "*.e.example A 192.0.2.1\n"
      "f.e.example A 192.0.2.1\n",
      ListFormat::rpz);
  REQUIRE(report);
  CHECK(importing.entries(*report) == std::vector<std::string>{"NXDOMAIN exact example", "NXDOMAIN below example",
                                                               "NODATA exact b.example", "PASSTHRU below b.example",
                                                               "NXDOMAIN exact d.b.example", "data below e.example",
                                                               "data exact f.e.example"});
  CHECK(report->totals.covered == 3);
  CHECK(adds_up(report->totals));
}

TEST_CASE("no more records are taken at one name than fit one reply") {
  Importing importing;
  std::string zone;
  for (std::size_t i = 0; i < max_zone_records + 5; ++i) zone += "a.example TXT t" + std::to_string(i) + "\n";
  const auto report = importing.text(zone, ListFormat::rpz);
  REQUIRE(report);
  CHECK(report->totals.accepted == max_zone_records);
  CHECK(found(*report, kinds::too_many_records) == 5);
}

TEST_CASE("a zone may let a protected name pass, and do nothing else with it") {
  Importing importing;
  const std::string path = importing.directory.write(
      "list.txt", "www.gov.uk CNAME rpz-passthru.\nwww.gov.uk CNAME .\n*.www.gov.uk A 192.0.2.1\n");
  const auto report = import_list(importing.store, {.path = path,
                                                    .list_id = "list",
                                                    .format = ListFormat::rpz,
                                                    .work_dir = importing.directory.path(),
                                                    .refuse = [](NameView, Scope) { return std::string("protected"); },
                                                    .cancelled = {}});
  REQUIRE(report);
  CHECK(importing.entries(*report) == std::vector<std::string>{"PASSTHRU exact www.gov.uk"});
  CHECK(found(*report, "protected") == 2);
}

}  // namespace
}  // namespace schoolgate
