// RPZ zone files, clean ones and those found in the wild.
#include "tests/blocklists/import/parsing.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string because(std::string_view kind) { return "rejected: " + std::string(kind); }

TEST_CASE("RPZ records are rules about names") {
  for (const Example& example : std::vector<Example>{
           {"ads.example CNAME .", "block exact ads.example"},
           {"*.ads.example CNAME .", "block below ads.example"},
           {"ads.example\tIN\tCNAME\t.", "block exact ads.example"},
           {"ads.example 3600 IN CNAME .", "block exact ads.example"},
           {"ads.example IN 1h CNAME .", "block exact ads.example"},
           {"ads.example CNAME . ; why", "block exact ads.example"},
           {"ads.example CNAME *.", "block exact ads.example"},
           {"ADS.example cname .", "block exact ads.example"},
           {"ads.example. CNAME .", "block exact ads.example"},
           {"ads.example A 0.0.0.0", "block exact ads.example"},
           {"ads.example AAAA ::", "block exact ads.example"},
           {"good.example CNAME rpz-passthru.", "except exact good.example"},
           {"*.good.example CNAME rpz-passthru.", "except below good.example"},
           {"good.example CNAME good.example.", "except exact good.example"},
           {"ads.example CNAME rpz-drop.", "rejected: an action that DNS filtering here has not: rpz-drop"},
           {"ads.example CNAME rpz-tcp-only.", "rejected: an action that DNS filtering here has not: rpz-tcp-only"},
           {"www.search.example CNAME safe.search.example.", because(kinds::rewrite_to_name)},
           {"ads.example A 192.0.2.7", because(kinds::rewrite_to_address)},
           {"ads.example TXT \"no; really\"", because(kinds::rewrite_of_data)},
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
  CHECK(parse_all(ListFormat::rpz, zone) == "block exact ads.example");
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
  CHECK(parse_all(ListFormat::rpz, with_rule) == "block exact ads.example");
}

TEST_CASE("a parenthesis that never closes ends by itself") {
  std::vector<std::string> zone = {"@ SOA a. b. ( 1 2 3 4 5"};
  for (int line = 0; line < 20; ++line) zone.push_back("ads.example CNAME .");
  CHECK(parse_all(ListFormat::rpz, zone) == "block exact ads.example");
}

TEST_CASE("names are read relative to the zone") {
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "ads.example.rpz.example. CNAME ."}) ==
        "block exact ads.example");
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "ads.example. CNAME ."}) ==
        "rejected: a name outside the file's own zone");
  CHECK(parse_all(ListFormat::rpz, {"rpz.example. SOA a. b. 1 2 3 4 5", "*.ads.example.rpz.example. CNAME ."}) ==
        "block below ads.example");
  CHECK(parse_all(ListFormat::rpz, {"$ORIGIN rpz.example.", "$ORIGIN example.rpz.example.", "ads CNAME ."}) ==
        "block exact ads.example");
  CHECK(parse_all(ListFormat::rpz, {"ads.example CNAME .", "  AAAA ::"}) == "block exact ads.example");
}

}  // namespace
}  // namespace schoolgate
