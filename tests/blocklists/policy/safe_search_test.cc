#include "blocklists/policy/safe_search.h"

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string target(std::string_view asked, bool safe_search = true, YouTube youtube = YouTube::off) {
  Snapshot::GroupView group;
  group.safe_engines = safe_search ? ~EngineSet{0} : 0;
  group.youtube = youtube;
  return safe_search_target(group, test::name(asked)).to_text();
}

TEST_CASE("each engine's names are answered with its own strict front end") {
  for (const char* google : {"www.google.com", "www.google.co.uk", "www.google.de", "www.google.com.au",
                             "www.google.cat", "www.google.ad", "www.google.ws", "www.google.co.zw"})
    CHECK(target(google) == "forcesafesearch.google.com");
  for (const char* bing : {"www.bing.com", "edgeservices.bing.com"}) CHECK(target(bing) == "strict.bing.com");
  for (const char* duck : {"duckduckgo.com", "www.duckduckgo.com", "start.duckduckgo.com"})
    CHECK(target(duck) == "safe.duckduckgo.com");
  for (const char* yandex : {"yandex.com", "www.yandex.com", "yandex.ru", "www.yandex.com.tr", "ya.ru"})
    CHECK(target(yandex) == "familysearch.yandex.ru");
  CHECK(target("www.ecosia.org") == "strict-safe-search.ecosia.org");
  CHECK(target("pixabay.com") == "safesearch.pixabay.com");
  CHECK(target("search.brave.com") == "forcesafe.search.brave.com");
  CHECK(target("api.qwant.com") == "safeapi.qwant.com");
}

TEST_CASE("only the exact host is rewritten") {
  for (const char* other : {"google.com",
                            "mail.google.com",
                            "a.www.google.com",
                            "www.google.example",
                            "www.google",
                            "google",
                            "www",
                            "www.google.com.example",
                            "www.google.uk",
                            "www.notgoogle.com",
                            "bing.com",
                            "www.www.bing.com",
                            "ecosia.org",
                            "www.pixabay.com",
                            "www.yandex",
                            "mail.yandex.ru",
                            "yandex.example",
                            "www.ya.ru",
                            "forcesafesearch.google.com",
                            "strict.bing.com",
                            "safe.duckduckgo.com",
                            "familysearch.yandex.ru",
                            "a-name-that-is-longer-than-every-search-engine-has.www.google.com"})
    CHECK(target(other) == ".");
}

TEST_CASE("the restrictions of YouTube are a setting of their own") {
  for (const char* host : {"www.youtube.com", "m.youtube.com", "youtubei.googleapis.com", "youtube.googleapis.com",
                           "www.youtube-nocookie.com"}) {
    CHECK(target(host, true, YouTube::off) == ".");
    CHECK(target(host, false, YouTube::moderate) == "restrictmoderate.youtube.com");
    CHECK(target(host, true, YouTube::strict) == "restrict.youtube.com");
  }
  CHECK(target("youtube.com", true, YouTube::strict) == ".");
  CHECK(target("restrict.youtube.com", true, YouTube::strict) == ".");
}

TEST_CASE("a group without safe search is left alone") {
  CHECK(target("www.google.com", false) == ".");
  CHECK(target("www.bing.com", false, YouTube::strict) == ".");
}

TEST_CASE("the root is not rewritten") {
  Snapshot::GroupView group;
  group.safe_engines = ~EngineSet{0};
  group.youtube = YouTube::strict;
  CHECK(safe_search_target(group, NameView()).is_root());
}

TEST_CASE("each engine is locked by itself") {
  for (std::size_t n = 0; n < search_engines().size(); ++n) {
    const auto engine = static_cast<EngineNumber>(n);
    const SearchEngine& row = search_engines()[n];
    INFO(row.id);
    REQUIRE_FALSE(engine_names(engine).empty());
    for (const std::string& host : engine_names(engine)) {
      Snapshot::GroupView group;
      group.safe_engines = EngineSet{1} << engine;
      CHECK(safe_search_target(group, test::name(host)).is_root() != row.has_switch);
      group.safe_engines = ~(EngineSet{1} << engine);
      CHECK(safe_search_target(group, test::name(host)).is_root());
    }
  }
}

}  // namespace
}  // namespace schoolgate
