#include "blocklists/policy/search_engine.h"

#include <algorithm>
#include <array>

#include "blocklists/policy/safe_search.h"

namespace schoolgate {
namespace {

constexpr std::size_t most_names = 3;

struct Row {
  SearchEngine engine;
  std::array<std::string_view, most_names> names;  // of an engine without a switch; the others' are in safe_search.cc
};

// The numbers of the engines with a switch are named in safe_search.h.
constexpr std::array<Row, 28> table{{
    {{"google", "Google", true}, {}},
    {{"bing", "Bing", true}, {}},
    {{"duckduckgo", "DuckDuckGo", true}, {}},
    {{"ecosia", "Ecosia", true}, {}},
    {{"pixabay", "Pixabay", true}, {}},
    {{"yandex", "Yandex", true}, {}},
    {{"brave", "Brave Search", true}, {}},
    {{"qwant", "Qwant", true}, {}},
    {{"yahoo", "Yahoo", false}, {"search.yahoo.com", "search.yahoo.co.jp"}},
    {{"ask", "Ask", false}, {"ask.com"}},
    {{"aol", "AOL Search", false}, {"search.aol.com", "search.aol.co.uk"}},
    {{"baidu", "Baidu", false}, {"baidu.com"}},
    {{"startpage", "Startpage", false}, {"startpage.com"}},
    {{"mojeek", "Mojeek", false}, {"mojeek.com", "mojeek.co.uk"}},
    {{"metager", "MetaGer", false}, {"metager.org", "metager.de"}},
    {{"dogpile", "Dogpile", false}, {"dogpile.com"}},
    {{"presearch", "Presearch", false}, {"presearch.com", "presearch.io"}},
    {{"naver", "Naver", false}, {"search.naver.com"}},
    {{"ahmia", "Ahmia", false}, {"ahmia.fi"}},
    // A door of an engine with a switch that its switch does not cover.
    {{"duckduckgo-lite", "DuckDuckGo without scripts", false}, {"html.duckduckgo.com", "lite.duckduckgo.com"}},
    {{"gibiru", "Gibiru", false}, {"gibiru.com"}},
    {{"kagi", "Kagi", false}, {"kagi.com"}},
    {{"lycos", "Lycos", false}, {"lycos.com"}},
    {{"searx", "SearXNG (public servers)", false}, {"searx.be", "searx.space"}},
    {{"seznam", "Seznam", false}, {"search.seznam.cz"}},
    {{"sogou", "Sogou", false}, {"sogou.com"}},
    {{"webcrawler", "WebCrawler", false}, {"webcrawler.com"}},
    {{"yep", "Yep", false}, {"yep.com"}},
}};

constexpr auto engines = [] {
  std::array<SearchEngine, table.size()> all;
  std::ranges::transform(table, all.begin(), &Row::engine);
  return all;
}();
static_assert(engines.size() <= 8 * sizeof(EngineSet));

}  // namespace

std::span<const SearchEngine> search_engines() { return engines; }

std::optional<EngineNumber> find_engine(std::string_view id) {
  const auto* found = std::ranges::find(engines, id, &SearchEngine::id);
  if (found == engines.end()) return std::nullopt;
  return static_cast<EngineNumber>(found - engines.begin());
}

std::vector<std::string> engine_names(EngineNumber engine) {
  if (engines.at(engine).has_switch) return safe_search_hosts(engine);
  std::vector<std::string> names;
  for (const std::string_view name : table.at(engine).names)
    if (!name.empty()) names.emplace_back(name);
  return names;
}

}  // namespace schoolgate
