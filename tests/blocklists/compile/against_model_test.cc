// The trie against a naive model: the same entries in a hash map, and every label of a name looked up on its own.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <unordered_map>

#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

// Under the sanitizers everything is several times slower, and one mistake is as visible in fewer lookups.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t lookups = 500'000;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t lookups = 500'000;
#else
constexpr std::size_t lookups = 2'000'000;
#endif
#else
constexpr std::size_t lookups = 2'000'000;
#endif

struct Answer {
  std::vector<ListNumber> lists;
  std::size_t depth = 0;
  friend bool operator==(const Answer&, const Answer&) = default;
};

class Model {
 public:
  void add(ListNumber list, const Entry& entry) { said_[entry.key].push_back({list, entry.scope, entry.effect}); }

  Answer lookup(const std::string& key) const {
    std::map<ListNumber, unsigned> here;
    std::map<ListNumber, unsigned> below;
    Answer answer;
    std::vector<ListNumber> stored_below;
    std::size_t depth = 0;
    for (std::size_t end = key.find('\0'); end != std::string::npos; end = key.find('\0', end + 1)) {
      ++depth;
      here = below;
      const auto found = said_.find(key.substr(0, end + 1));
      if (found != said_.end()) {
        for (const auto& [list, scope, effect] : found->second) {
          if (scope != Scope::below) here[list] |= 1U << static_cast<unsigned>(effect);
          if (scope != Scope::exact) below[list] |= 1U << static_cast<unsigned>(effect);
        }
        if (holders(here) != stored_below || holders(below) != stored_below) answer.depth = depth;
        stored_below = holders(below);
      }
    }
    answer.lists = holders(here);
    if (answer.lists.empty()) answer.depth = 0;
    return answer;
  }

 private:
  struct Said {
    ListNumber list;
    Scope scope;
    Effect effect;
  };
  static std::vector<ListNumber> holders(const std::map<ListNumber, unsigned>& claims) {
    std::vector<ListNumber> lists;
    for (const auto& [list, effects] : claims) {
      if ((effects & 4U) != 0 || (effects & 3U) == 1U) lists.push_back(list);
    }
    return lists;
  }
  std::unordered_map<std::string, std::vector<Said>> said_;
};

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

std::string random_label(Random& random) {
  static const std::vector<std::string> pieces{"a",    "ba",  "cas", "ino", "x", "xxx",  "porn", "tube",
                                               "free", "7",   "88",  "-",   "_", "blog", "ads",  "trac",
                                               "ker",  "net", "qz",  "www", "o", "e",    "s",    "0"};
  std::string label;
  for (std::size_t n = 1 + below(random, 4); n > 0; --n) label += pieces[below(random, pieces.size())];
  return below(random, 500) == 0 ? label + std::string(40, 'y') : label;
}

/// Top-level domains, and hosting sites with very many names below them.
const std::vector<std::string>& ends() {
  static const std::vector<std::string> names{
      "com", "com", "com", "net",  "org",          "co.uk",          "uk",
      "рф",  "xyz", "de",  "b.eu", "blogspot.com", "blogspot.co.uk", "bücher.de"};
  return names;
}

std::string random_name(Random& random) {
  if (below(random, 20'000) == 0) return random_label(random);
  std::string name = ends()[below(random, ends().size())];
  for (std::size_t n = 1 + below(random, 10) / 7 + below(random, 100) / 95; n > 0; --n)
    name = random_label(random) + "." + name;
  return name;
}

std::string mutated(Random& random, const std::string& text) {
  if (text.empty()) return "x";
  const std::size_t at = below(random, text.size());
  const std::size_t dot = text.find('.');
  switch (below(random, 8)) {
    case 0:
      return text;
    case 1:
      return random_label(random) + "." + text;
    case 2:
      return text.substr(0, at) + "q" + text.substr(at);
    case 3:
      return text.substr(0, at) + text.substr(at + 1);
    case 4:
      return dot == std::string::npos ? "x" : random_label(random) + text.substr(dot);
    case 5:
      return dot == std::string::npos ? text : text.substr(dot + 1);
    case 6:
      return random_label(random) + "." + random_label(random) + "." + text;
    default:
      return text.substr(0, at) + "." + text.substr(at);
  }
}

/// As a question may bring it: from the wire, in any case.
Name in_any_case(Random& random, const Name& name) {
  std::vector<std::uint8_t> wire(name.view().wire().begin(), name.view().wire().end());
  for (std::size_t at = 0; wire[at] != 0; at += 1U + wire[at]) {
    for (std::size_t i = at + 1; i <= at + wire[at]; ++i) {
      if (wire[i] >= 'a' && wire[i] <= 'z' && below(random, 2) == 0) wire[i] = static_cast<std::uint8_t>(wire[i] - 32);
    }
  }
  return *Name::from_wire(wire);
}

/// Names that half of the others are below are only listed as such, lest everything be listed.
bool is_an_end(const Name& name) {
  return name.view().label_count() == 1 ||
         std::ranges::any_of(ends(), [&](const std::string& end) { return *Name::from_text(end) == name; });
}

Entry random_entry(Random& random, const Name& name) {
  if (is_an_end(name)) return {to_key(name), Scope::exact, Effect::block};
  const std::size_t scope = below(random, 20);
  const std::size_t effect = below(random, 30);
  return {to_key(name),
          scope == 0   ? Scope::exact
          : scope == 1 ? Scope::below
                       : Scope::subtree,
          effect == 0  ? Effect::important
          : effect < 3 ? Effect::except
                       : Effect::block};
}

/// Looks up names and their neighbours in both; gives the number of differences and names the first.
void compare(const std::vector<std::vector<Entry>>& lists, const std::vector<std::string>& texts, Random& random) {
  Model model;
  std::vector<CompileInput> inputs;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const Entry& entry : lists[i]) model.add(static_cast<ListNumber>(i), entry);
    inputs.push_back(input(std::to_string(i), lists[i]));
  }
  const CompiledLists compiled = compile_all(inputs);
  std::size_t differences = 0;
  std::size_t listed = 0;
  std::string first;
  for (std::size_t done = 0; done < lookups;) {
    const auto name = Name::from_text(mutated(random, texts[below(random, texts.size())]));
    if (!name) continue;
    ++done;
    const Answer expected = model.lookup(to_key(*name));
    const Trie::Match match = compiled.trie.lookup(in_any_case(random, *name));
    const auto found = compiled.trie.lists(match.lists);
    const Answer answer{{found.begin(), found.end()}, match.depth};
    listed += expected.lists.empty() ? 0U : 1U;
    if (answer == expected) continue;
    if (differences++ == 0) first = name->to_text();
  }
  INFO("the first name that differs: " << first);
  CHECK(differences == 0);
  CHECK(listed > lookups / 10);
  CHECK(listed < lookups * 9 / 10);
}

}  // namespace

TEST_CASE("two million lookups in generated lists differ from a naive set nowhere") {
  Random random(20261122);
  std::vector<std::vector<Entry>> lists(12);
  std::vector<std::string> texts;
  for (int i = 0; i < 150'000; ++i) {
    std::string text = random_name(random);
    if (below(random, 4) == 0 && !texts.empty()) text = mutated(random, texts.back());
    const auto name = Name::from_text(text);
    if (!name) continue;
    texts.push_back(std::move(text));
    for (std::size_t n = 1 + below(random, 3); n > 0; --n) {
      lists[below(random, 1 + below(random, lists.size()))].push_back(random_entry(random, *name));
    }
  }
  for (auto& list : lists) sort_entries(list);
  compare(lists, texts, random);
}

TEST_CASE("two million lookups in real lists differ from a naive set nowhere") {
  const char* const folder = std::getenv("SCHOOLGATE_TEST_LISTS");
  if (folder == nullptr) return;  // plain lists, one name a line, anywhere below the folder
  constexpr std::size_t max_files = 40;
  Random random(20261123);
  std::vector<std::vector<Entry>> lists;
  std::vector<std::string> texts;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file() || lists.size() == max_files) continue;
    std::ifstream in(file.path());
    std::vector<Entry> list;
    for (std::string line; std::getline(in, line);) {
      const auto name = Name::from_text(line);
      if (!name) continue;
      list.push_back({to_key(*name), Scope::subtree, Effect::block});
      if (below(random, 4) == 0) texts.push_back(std::move(line));
    }
    sort_entries(list);
    if (!list.empty()) lists.push_back(std::move(list));
  }
  if (texts.empty()) return;
  compare(lists, texts, random);
}

}  // namespace schoolgate
