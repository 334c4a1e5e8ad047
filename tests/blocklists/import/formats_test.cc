// What each format's lines mean, by example.
#include "tests/blocklists/import/parsing.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

const std::string rejected = "rejected: ";
std::string because(std::string_view kind) { return rejected + std::string(kind); }

void check(ListFormat format, const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    INFO(to_text(format) << ": " << example.line);
    CHECK(parse(format, example.line) == example.means);
  }
}

TEST_CASE("a hosts file blocks the names that it points at null addresses") {
  check(ListFormat::hosts, {
                               {"0.0.0.0 ads.example", "block subtree ads.example"},
                               {"127.0.0.1   ads.example", "block subtree ads.example"},
                               {"127.0.0.7\tads.example", "block subtree ads.example"},
                               {":: ads.example", "block subtree ads.example"},
                               {"::1 ads.example", "block subtree ads.example"},
                               {"0.0.0.0 Ads.Example.", "block subtree ads.example"},
                               {"0.0.0.0 ads.example # banner", "block subtree ads.example"},
                               {"0.0.0.0 ads.example  #[Tracking.Cookie]", "block subtree ads.example"},
                               {"0.0.0.0 a.example b.example", "block subtree a.example; block subtree b.example"},
                               {"0.0.0.0 bad_name.example", "block subtree bad_name.example"},
                               {"# 0.0.0.0 ads.example", "comment"},
                               {"", "comment"},
                               {"! a heading", "comment"},
                           });
}

TEST_CASE("the machine's own lines in a hosts file are no list entries") {
  check(ListFormat::hosts, {
                               {"127.0.0.1 localhost", "comment"},
                               {"127.0.0.1 localhost.localdomain", "comment"},
                               {"127.0.0.1 local", "comment"},
                               {"255.255.255.255 broadcasthost", "comment"},
                               {"::1 ip6-localhost ip6-loopback", "comment"},
                               {"fe80::1%lo0 localhost", "comment"},
                               {"ff00::0 ip6-localnet", "comment"},
                               {"ff02::1 ip6-allnodes", "comment"},
                               {"0.0.0.0 0.0.0.0", "comment"},
                               {"127.0.0.1 localhost ads.example", "block subtree ads.example"},
                           });
}

TEST_CASE("a hosts line that DNS blocking cannot mean is rejected") {
  check(ListFormat::hosts,
        {
            {"216.239.38.120 www.search.example", because(kinds::rewrite_to_address)},
            {"2001:db8::1 www.search.example", because(kinds::rewrite_to_address)},
            {"0.0.0.0", because(kinds::address)},
            {"0.0.0.0 ads..example", "rejected: not a name: two dots in a row, or a dot at the start"},
            {"some words here", because(kinds::several_words)},
            {"://[2001:db8::]", because(kinds::path)},
        });
}

TEST_CASE("a stray word after a name in a hosts file does not block a country") {
  CHECK(parse(ListFormat::hosts, "127.0.0.1 youngsters.example de") ==
        "block subtree youngsters.example; " + because(kinds::several_words));
}

TEST_CASE("a line of a hosts file that has lost its address is taken as a name") {
  CHECK(parse(ListFormat::hosts, "ads.example") == "block subtree ads.example");
}

TEST_CASE("a plain list covers each name and everything below it") {
  check(ListFormat::plain, {
                               {"ads.example", "block subtree ads.example"},
                               {"  ads.example \t", "block subtree ads.example"},
                               {"ADS.Example.", "block subtree ads.example"},
                               {".ads.example", "block subtree ads.example"},
                               {"*.ads.example", "block subtree ads.example"},
                               {"ads.example # why", "block subtree ads.example"},
                               {"ads.example\t#\twhy", "block subtree ads.example"},
                               {"ads.example,", "block subtree ads.example"},
                               {"a.example,b.example, c.example",
                                "block subtree a.example; block subtree b.example; block subtree c.example"},
                               {"a.example;b.example", "block subtree a.example; block subtree b.example"},
                               {"a.example b.example c.example",
                                "block subtree a.example; block subtree b.example; block subtree c.example"},
                               {"actor", "block subtree actor"},
                               {".actor", "block subtree actor"},
                               {"xn--bcher-kva.example", "block subtree xn--bcher-kva.example"},
                               {"b\xc3\xbc"
                                "cher.example",
                                "block subtree xn--bcher-kva.example"},
                               {"# words", "comment"},
                               {"; words", "comment"},
                               {"! words", "comment"},
                               {"// words", "comment"},
                               {"   ", "comment"},
                           });
}

TEST_CASE("what is no name in a plain list is rejected with its reason") {
  check(ListFormat::plain,
        {
            {"192.0.2.7", because(kinds::address)},
            {"2001:db8::1", because(kinds::address)},
            {"0000153.0000255.0000011.0000125", because(kinds::address)},
            {"192.0.2.0/24", because(kinds::address_range)},
            {"192.0.2.1/24", because(kinds::address_range)},
            {"2001:db8::/32", because(kinds::address_range)},
            {"site.example/page", because(kinds::path)},
            {"192.0.2.7/page", because(kinds::path)},
            {"https://site.example/", because(kinds::path)},
            {"site.example:9900", because(kinds::port)},
            {"pay*.example", because(kinds::inner_wildcard)},
            {"pay.*.example", because(kinds::inner_wildcard)},
            {"two..dots.example", "rejected: not a name: two dots in a row, or a dot at the start"},
            {"not(a)name.example", "rejected: not a name: a character that domain names cannot hold"},
            {std::string("nul\0.example", 12), "rejected: not a name: a character that domain names cannot hold"},
        });
}

TEST_CASE("half of a broken line never blocks a top-level domain") {
  check(ListFormat::plain, {
                               {"discord .com", because(kinds::several_words)},
                               {"discord.c om", because(kinds::several_words)},
                               {"discord. com", because(kinds::several_words)},
                               {"d iscord.example", because(kinds::several_words)},
                               {"place.situs web", because(kinds::several_words)},
                           });
}

TEST_CASE("another program's rules are not read as names") {
  check(ListFormat::plain, {
                               {"DOMAIN-SUFFIX,ads.example,DIRECT", because(kinds::several_words)},
                               {"HOST-SUFFIX,ads.example,REJECT", because(kinds::several_words)},
                               {"zone \"ads.example\" { type master; file \"null\"; };", because(kinds::several_words)},
                               {"template IN ANY ads.example track.example {", because(kinds::several_words)},
                               {"daf.add 'qname = ads.example deny'", because(kinds::several_words)},
                               {"www.search.example safe.search.example", because(kinds::several_words)},
                               {"1,ads.example", because(kinds::several_words)},
                           });
}

TEST_CASE("a wildcard covers the name itself too, as publishers of such lists mean it") {
  check(ListFormat::wildcard, {
                                  {"*.ads.example", "block subtree ads.example"},
                                  {"ads.example", "block subtree ads.example"},
                                  {".ads.example", "block subtree ads.example"},
                                  {"=ads.example", "block exact ads.example"},
                                  {"*.ads.example # note", "block subtree ads.example"},
                                  {"ad.*", because(kinds::inner_wildcard)},
                                  {"ads*.cdn.example", because(kinds::inner_wildcard)},
                                  {"*.pay.*.example", because(kinds::inner_wildcard)},
                                  {"*", because(kinds::every_name)},
                                  {"*.games.example @work", because(kinds::time_rule)},
                                  {"# note", "comment"},
                              });
}

TEST_CASE("dnsmasq's ways of blocking are all taken, and its rewrites are not") {
  check(ListFormat::dnsmasq, {
                                 {"address=/ads.example/", "block subtree ads.example"},
                                 {"address=/ads.example/#", "block subtree ads.example"},
                                 {"address=/ads.example/0.0.0.0", "block subtree ads.example"},
                                 {"address=/ads.example/0.0.0.0/", "block subtree ads.example"},
                                 {"address=/ads.example/::", "block subtree ads.example"},
                                 {"address=/ads.example/::1/", "block subtree ads.example"},
                                 {"address=/a.example/b.example/", "block subtree a.example; block subtree b.example"},
                                 {"server=/ads.example/", "block subtree ads.example"},
                                 {"server=/ads.example/\t# SMALL", "block subtree ads.example"},
                                 {"local=/ads.example/", "block subtree ads.example"},
                                 {"server=/good.example/#", "except subtree good.example"},
                                 {"server=/good.example/#\t# Source", "except subtree good.example"},
                                 {"address=/www.search.example/192.0.2.7", because(kinds::rewrite_to_address)},
                                 {"server=/corp.example/192.0.2.53", because(kinds::other_server)},
                                 {"server=192.0.2.53", because(kinds::setting)},
                                 {"address=/#/", because(kinds::every_name)},
                                 {"address=ads.example", because(kinds::no_value)},
                                 {"bogus-nxdomain=192.0.2.1", because(kinds::setting)},
                                 {"# comment", "comment"},
                             });
}

TEST_CASE("unbound's zone types block, pass or are not for us") {
  check(ListFormat::unbound,
        {
            {"local-zone: \"ads.example\" always_nxdomain", "block subtree ads.example"},
            {"local-zone: \"ads.example.\" always_refuse", "block subtree ads.example"},
            {"local-zone: \"ads.example.\" always_null", "block subtree ads.example"},
            {"local-zone: ads.example static", "block subtree ads.example"},
            {"local-zone: \"ads.example\" refuse # note", "block subtree ads.example"},
            {"local-zone: \"ads.example\" deny", "block subtree ads.example"},
            {"local-zone: \"good.example\" transparent", "except subtree good.example"},
            {"local-zone: \"good.example\" always_transparent", "except subtree good.example"},
            {"local-zone: \"lan.example\" nodefault", because(kinds::setting)},
            {"local-zone: \".\" always_refuse", because(kinds::every_name)},
            {"local-zone: \"ads.example\"", because(kinds::no_value)},
            {"local-data: \"ads.example A 0.0.0.0\"", "block exact ads.example"},
            {"local-data: \"ads.example. 60 IN AAAA ::\"", "block exact ads.example"},
            {"local-data: 'www.search.example. 21600 IN CNAME safe.search.example.'", because(kinds::rewrite_to_name)},
            {"local-data: \"www.search.example A 192.0.2.7\"", because(kinds::rewrite_to_address)},
            {"local-data: \"ads.example TXT 'no'\"", because(kinds::rewrite_of_data)},
            {"server:", "comment"},
            {"\t### heading ###", "comment"},
            {"verbosity: 1", because(kinds::setting)},
        });
}

TEST_CASE("an unbound redirect zone means what its data says") {
  const std::string zone = "local-zone: \"ads.example.\" redirect";
  CHECK(parse(ListFormat::unbound, zone) == "comment");
  CHECK(parse_all(ListFormat::unbound, {zone, "local-data: \"ads.example. A 0.0.0.0\""}) ==
        "block subtree ads.example");
  CHECK(parse_all(ListFormat::unbound, {zone, "local-data: \"ads.example. CNAME safe.example.\""}) ==
        because(kinds::rewrite_to_name));
}

TEST_CASE("a SquidGuard domains file lists sites, among addresses") {
  check(ListFormat::squidguard, {
                                    {"ads.example", "block subtree ads.example"},
                                    {".ads.example", "block subtree ads.example"},
                                    {"195.82.124.124", because(kinds::address)},
                                    {"ads.example/page", because(kinds::path)},
                                    {"# comment", "comment"},
                                });
}

}  // namespace
}  // namespace schoolgate
