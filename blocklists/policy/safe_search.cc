#include "blocklists/policy/safe_search.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace schoolgate {
namespace {

/// A short name in wire form, made from text by the compiler, so that a lookup compares octets and converts nothing.
struct WireName {
  static constexpr std::size_t capacity = 40;  // the longest name here has 36 octets
  std::array<std::uint8_t, capacity> octets{};
  std::size_t size = 0;  // with the root's octet

  WireName() = default;
  consteval WireName(const char* text) {  // NOLINT(google-explicit-constructor): tables read as text
    std::size_t label = 0;
    size = 1;
    for (; *text != '\0'; ++text) {
      if (*text == '.') {
        label = size++;
      } else {
        octets[size++] = static_cast<std::uint8_t>(*text);
        ++octets[label];
      }
    }
    ++size;
  }
  constexpr NameView view() const { return NameView::trusted({octets.data(), size}); }
};

bool same(const WireName& name, std::span<const std::uint8_t> wire) {
  return name.size == wire.size() && std::memcmp(name.octets.data(), wire.data(), wire.size()) == 0;
}

template <std::size_t count>
bool holds(const std::array<WireName, count>& sorted, std::span<const std::uint8_t> wire) {
  const auto place = std::ranges::partition_point(
      sorted, [wire](const WireName& name) { return std::ranges::lexicographical_compare(name.view().wire(), wire); });
  return place != sorted.end() && same(*place, wire);
}

template <std::size_t count>
consteval std::array<WireName, count> sorted(std::array<WireName, count> names) {
  std::ranges::sort(names, [](const WireName& a, const WireName& b) {
    return std::ranges::lexicographical_compare(a.view().wire(), b.view().wire());
  });
  return names;
}

using enum SwitchedEngine;

constexpr EngineSet bit(SwitchedEngine engine) { return EngineSet{1} << static_cast<EngineNumber>(engine); }

struct Rewrite {
  SwitchedEngine engine;
  WireName host;
  WireName target;
};

// Engines with few names. Each engine publishes its target as the way to lock its filter by DNS.
constexpr std::array<Rewrite, 9> rewrites{{
    {bing, "www.bing.com", "strict.bing.com"},
    {bing, "edgeservices.bing.com", "strict.bing.com"},
    {duckduckgo, "duckduckgo.com", "safe.duckduckgo.com"},
    {duckduckgo, "www.duckduckgo.com", "safe.duckduckgo.com"},
    {duckduckgo, "start.duckduckgo.com", "safe.duckduckgo.com"},
    {ecosia, "www.ecosia.org", "strict-safe-search.ecosia.org"},
    {pixabay, "pixabay.com", "safesearch.pixabay.com"},
    {brave, "search.brave.com", "forcesafe.search.brave.com"},
    {qwant, "api.qwant.com", "safeapi.qwant.com"},
}};

constexpr std::array<WireName, 5> youtube_hosts{"www.youtube.com", "m.youtube.com", "youtubei.googleapis.com",
                                                "youtube.googleapis.com", "www.youtube-nocookie.com"};
constexpr WireName youtube_strict = "restrict.youtube.com";
constexpr WireName youtube_moderate = "restrictmoderate.youtube.com";

constexpr WireName google_target = "forcesafesearch.google.com";
// The country domains on which Google says it serves search (https://www.google.com/supported_domains).
constexpr auto google_endings = sorted(std::to_array<WireName>({
    "ad",     "ae",     "al",     "am",     "as",     "at",     "az",     "ba",     "be",     "bf",     "bg",
    "bi",     "bj",     "bs",     "bt",     "by",     "ca",     "cat",    "cd",     "cf",     "cg",     "ch",
    "ci",     "cl",     "cm",     "cn",     "co",     "co.ao",  "co.bw",  "co.ck",  "co.cr",  "co.id",  "co.il",
    "co.in",  "co.jp",  "co.ke",  "co.kr",  "co.ls",  "co.ma",  "co.mz",  "co.nz",  "co.th",  "co.tz",  "co.ug",
    "co.uk",  "co.uz",  "co.ve",  "co.vi",  "co.za",  "co.zm",  "co.zw",  "com",    "com.af", "com.ag", "com.ai",
    "com.ar", "com.au", "com.bd", "com.bh", "com.bn", "com.bo", "com.br", "com.bz", "com.co", "com.cu", "com.cy",
    "com.do", "com.ec", "com.eg", "com.et", "com.fj", "com.gh", "com.gi", "com.gt", "com.hk", "com.jm", "com.kh",
    "com.kw", "com.lb", "com.ly", "com.mm", "com.mt", "com.mx", "com.my", "com.na", "com.nf", "com.ng", "com.ni",
    "com.np", "com.om", "com.pa", "com.pe", "com.pg", "com.ph", "com.pk", "com.pr", "com.py", "com.qa", "com.sa",
    "com.sb", "com.sg", "com.sl", "com.sv", "com.tj", "com.tr", "com.tw", "com.ua", "com.uy", "com.vc", "com.vn",
    "cv",     "cz",     "de",     "dj",     "dk",     "dm",     "dz",     "ee",     "es",     "fi",     "fm",
    "fr",     "ga",     "ge",     "gg",     "gl",     "gm",     "gp",     "gr",     "gy",     "hn",     "hr",
    "ht",     "hu",     "ie",     "im",     "iq",     "is",     "it",     "je",     "jo",     "kg",     "ki",
    "kz",     "la",     "li",     "lk",     "lt",     "lu",     "lv",     "md",     "me",     "mg",     "mk",
    "ml",     "mn",     "ms",     "mu",     "mv",     "mw",     "ne",     "nl",     "no",     "nr",     "nu",
    "pl",     "pn",     "ps",     "pt",     "ro",     "rs",     "ru",     "rw",     "sc",     "se",     "sh",
    "si",     "sk",     "sm",     "sn",     "so",     "sr",     "st",     "td",     "tg",     "tk",     "tl",
    "tm",     "tn",     "to",     "tt",     "vg",     "vu",     "ws",
}));

constexpr WireName yandex_target = "familysearch.yandex.ru";
constexpr WireName yandex_short = "ya.ru";
constexpr auto yandex_endings = sorted(std::to_array<WireName>({
    "az", "by", "co.il", "com", "com.am", "com.ge", "com.tr", "ee", "eu", "fr", "kg",
    "kz", "lt", "lv",    "md",  "pl",     "ru",     "tj",     "tm", "ua", "uz",
}));

/// The labels of `name` behind the first, when the first is `label`; else the root.
NameView behind(NameView name, std::string_view label) {
  return name.first_label() == label ? name.parent() : NameView();
}

NameView youtube_target(YouTube wanted, std::span<const std::uint8_t> wire) {
  if (wanted == YouTube::off) return {};
  for (const WireName& host : youtube_hosts)
    if (same(host, wire)) return (wanted == YouTube::strict ? youtube_strict : youtube_moderate).view();
  return {};
}

/// Only the engines in `wanted`.
NameView engine_target(NameView name, EngineSet wanted) {
  const NameView behind_www = behind(name, "www");
  if (const NameView ending = behind(behind_www, "google"); !ending.is_root())
    return (wanted & bit(google)) != 0 && holds(google_endings, ending.wire()) ? google_target.view() : NameView();
  const NameView yandex_name = behind_www.is_root() ? name : behind_www;
  const NameView ending = behind(yandex_name, "yandex");
  if (same(yandex_short, name.wire()) || (!ending.is_root() && holds(yandex_endings, ending.wire())))
    return (wanted & bit(yandex)) != 0 ? yandex_target.view() : NameView();
  for (const Rewrite& rewrite : rewrites)
    if (same(rewrite.host, name.wire()))
      return (wanted & bit(rewrite.engine)) != 0 ? rewrite.target.view() : NameView();
  return {};
}

}  // namespace

NameView safe_search_target(const Snapshot::GroupView& group, NameView name) {
  // Most names are too long to be a search engine's, or the group wants none of this.
  if (name.wire().size() > WireName::capacity) return {};
  if (const NameView target = youtube_target(group.youtube, name.wire()); !target.is_root()) return target;
  return group.safe_engines != 0 ? engine_target(name, group.safe_engines) : NameView();
}

std::vector<std::string> safe_search_hosts(EngineNumber engine) {
  const auto number = static_cast<SwitchedEngine>(engine);
  std::vector<std::string> hosts;
  if (number == google)
    for (const WireName& ending : google_endings) hosts.push_back("www.google." + ending.view().to_text());
  if (number == yandex) {
    hosts = {"ya.ru"};
    for (const WireName& ending : yandex_endings) hosts.push_back("yandex." + ending.view().to_text());
  }
  for (const Rewrite& rewrite : rewrites)
    if (rewrite.engine == number) hosts.push_back(rewrite.host.view().to_text());
  return hosts;
}

}  // namespace schoolgate
