// AdBlock and AdGuard rules: what DNS can honour, and the reason for everything else.
#include "tests/blocklists/import/parsing.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string because(std::string_view kind) { return "rejected: " + std::string(kind); }
std::string modifier(const std::string& name) { return "rejected: a modifier that DNS cannot honour: $" + name; }

void check(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    INFO(example.line);
    CHECK(parse(ListFormat::adblock, example.line) == example.means);
  }
}

TEST_CASE("an anchored AdBlock rule blocks a name") {
  check({
      {"||ads.example^", "block subtree ads.example"},
      {"||Ads.Example^|", "block subtree ads.example"},
      {"||ads.example|", "block subtree ads.example"},
      {"|ads.example^", "block exact ads.example"},
      {"|ads.example|", "block exact ads.example"},
      {"@@||good.example^", "except subtree good.example"},
      {"@@|good.example^", "except exact good.example"},
      {"||*.loan^", "block subtree loan"},
      {"||loan^", "block subtree loan"},
      {"||ads.example^ # note", "block subtree ads.example"},
      {"||bad_name.example^", "block subtree bad_name.example"},
  });
}

TEST_CASE("a rule without its ending separator is taken when it is a whole name, with a remark") {
  check({
      {"||ads.example", "warning: " + std::string(kinds::no_separator) + "; block subtree ads.example"},
      {"||webpush.", because(kinds::pattern)},
      {"||sites", because(kinds::pattern)},
      {"|ads.example", because(kinds::pattern)},
  });
}

TEST_CASE("modifiers that change nothing for a blocked name are accepted") {
  check({
      {"||ads.example^$all", "block subtree ads.example"},
      {"||ads.example^$document", "block subtree ads.example"},
      {"||ads.example^$doc,network", "block subtree ads.example"},
      {"||ads.example^$important", "important subtree ads.example"},
      {"||ads.example^$all,important", "important subtree ads.example"},
  });
}

TEST_CASE("a modifier that DNS cannot honour rejects the rule, and is never part of the name") {
  check({
      {"||ads.example^$popup", modifier("popup")},
      {"||ads.example^$third-party", modifier("third-party")},
      {"||ads.example^$document,popup", modifier("popup")},
      {"||ads.example^$client=192.0.2.7", modifier("client")},
      {"||ads.example^$ctag=user_child", modifier("ctag")},
      {"||ads.example^$dnstype=AAAA", modifier("dnstype")},
      {"||ads.example^$denyallow=a.example|b.example", modifier("denyallow")},
      {"||ads.example^$domain=site.example", modifier("domain")},
      {"||ads.example$badfilter^", because(kinds::odd_modifier)},
      {"@@||good.example^$document", modifier("document")},
      {"@@||good.example^$important", modifier("important")},
      {"||ads.example^$averyveryverylongmodifiername", because(kinds::odd_modifier)},
  });
}

TEST_CASE("an AdGuard rewrite counts as a block when it answers nothing") {
  check({
      {"||ads.example^$dnsrewrite=NXDOMAIN", "block subtree ads.example"},
      {"||ads.example^$dnsrewrite=NXDOMAIN;;", "block subtree ads.example"},
      {"||ads.example^$dnsrewrite=REFUSED", "block subtree ads.example"},
      {"||ads.example^$dnsrewrite=0.0.0.0", "block subtree ads.example"},
      {"||ads.example^$dnsrewrite=NOERROR;A;0.0.0.0", "block subtree ads.example"},
      {"||ads.example^$dnsrewrite=NOERROR;;", "block subtree ads.example"},
      {"|www.search.example^$dnsrewrite=NOERROR;CNAME;safe.search.example", because(kinds::rewrite_to_name)},
      {"||ads.example^$dnsrewrite=safe.search.example", because(kinds::rewrite_to_name)},
      {"||ads.example^$dnsrewrite=NOERROR;A;192.0.2.7", because(kinds::rewrite_to_address)},
      {"||ads.example^$dnsrewrite=NOERROR;TXT;hello", because(kinds::rewrite_of_data)},
      {"||ads.example^$dnsrewrite", because(kinds::no_value)},
  });
}

TEST_CASE("$badfilter takes a rule away and is itself no entry") {
  check({{"||ads.example^$badfilter", "cancels ads.example; " + because(kinds::badfilter)}});
}

TEST_CASE("rules about pages are counted by kind") {
  check({
      {"example.com##.banner", because(kinds::cosmetic)},
      {"##[href^=\"http://x.example/\"]", because(kinds::cosmetic)},
      {"###ad-left", because(kinds::cosmetic)},
      {"example.com#@#.banner", because(kinds::cosmetic)},
      {"example.com#?#div:has(.ad)", because(kinds::cosmetic)},
      {"example.com#$#body { overflow: auto }", because(kinds::cosmetic)},
      {"example.com#%#//scriptlet('x')", because(kinds::cosmetic)},
      {"example.com$$script[tag-content=\"ad\"]", because(kinds::cosmetic)},
      {"/banner[0-9]+/", because(kinds::regex)},
      {"/banner[0-9]+/$important", because(kinds::regex)},
      {"||([a-z-]{1,})?luck\\.club(^", because(kinds::regex)},
      {"||ads.example/banner", because(kinds::path)},
      {"/ads/banner.", because(kinds::path)},
      {"-ads.", because(kinds::pattern)},
      {"shopsalg.example^", because(kinds::pattern)},
      {"banner", because(kinds::pattern)},
      {"||ads*.example^", because(kinds::inner_wildcard)},
      {"||pay.*.example^", because(kinds::inner_wildcard)},
      {"||192.0.2.7^", because(kinds::address)},
      {"||2001:db8::7^", because(kinds::address)},
      {"192.0.2.7", because(kinds::address)},
      {"||192.0.2.0/24^", because(kinds::address_range)},
      {"||ads.example:8080^", because(kinds::port)},
      {"Stand: 08.05.2026 05:59", because(kinds::several_words)},
  });
}

TEST_CASE("comments, headers and banners of AdBlock lists are comments") {
  check({
      {"! Title: a list", "comment"},
      {"[Adblock Plus 2.0]", "comment"},
      {"[AutoProxy 0.2.9]", "comment"},
      {"# words, see example.com##.ad", "comment"},
      {"## Title", "comment"},
      {"### LIST - MALWARE ###", "comment"},
      {"##########", "comment"},
      {"", "comment"},
  });
}

TEST_CASE("bare names and hosts lines inside AdBlock lists mean the name alone, as in AdGuard") {
  check({
      {"ads.example", "block exact ads.example"},
      {"0.0.0.0 ads.example", "block exact ads.example"},
      {"127.0.0.1 localhost", "comment"},
      {"192.0.2.7 ads.example", because(kinds::rewrite_to_address)},
  });
}

}  // namespace
}  // namespace schoolgate
