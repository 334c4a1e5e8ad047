#include "blocklists/lists/compile/compile.h"

#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

int depth(const CompiledLists& compiled, std::string_view text) {
  return compiled.trie.lookup(*Name::from_text(text)).depth;
}

}  // namespace

TEST_CASE("a listed name and all below it are in the list, its neighbours are not") {
  const auto compiled = compile_all({input("a", {entry("example.com"), entry("xn--p1ai")})});
  CHECK(holders(compiled, "example.com") == "a");
  CHECK(holders(compiled, "www.example.com") == "a");
  CHECK(holders(compiled, "a.b.c.d.example.com") == "a");
  CHECK(holders(compiled, "com").empty());
  CHECK(holders(compiled, "example.org").empty());
  CHECK(holders(compiled, "myexample.com").empty());
  CHECK(holders(compiled, "example.com.uk").empty());
  CHECK(holders(compiled, "exampl.com").empty());
  CHECK(holders(compiled, "пример.рф") == "a");
  CHECK(compiled.trie.lookup(NameView()).lists == 0);
  CHECK(depth(compiled, "www.example.com") == 2);
  CHECK(depth(compiled, "www.example.org") == 0);
}

TEST_CASE("the deepest listed name decides, and says what its parents say too") {
  const auto compiled = compile_all(
      {input("a", {entry("example.com")}), input("b", {entry("play.example.com")}), input("c", {entry("com")})});
  CHECK(holders(compiled, "other.com") == "c");
  CHECK(holders(compiled, "www.example.com") == "a c");
  CHECK(holders(compiled, "play.example.com") == "a b c");
  CHECK(holders(compiled, "x.play.example.com") == "a b c");
  CHECK(depth(compiled, "other.com") == 1);
  CHECK(depth(compiled, "www.example.com") == 2);
  CHECK(depth(compiled, "x.play.example.com") == 3);
}

TEST_CASE("an exact entry holds the name alone, a below entry all but the name") {
  const auto compiled = compile_all(
      {input("exact", {entry("one.example", Scope::exact)}), input("below", {entry("one.example", Scope::below)})});
  CHECK(holders(compiled, "one.example") == "exact");
  CHECK(holders(compiled, "www.one.example") == "below");
  CHECK(holders(compiled, "example").empty());
}

TEST_CASE("an exception takes names out of its own list only") {
  const auto compiled =
      compile_all({input("a", {entry("example.com"), entry("good.example.com", Scope::subtree, Effect::except)}),
                   input("b", {entry("good.example.com")})});
  CHECK(holders(compiled, "example.com") == "a");
  CHECK(holders(compiled, "good.example.com") == "b");
  CHECK(holders(compiled, "www.good.example.com") == "b");
  CHECK(holders(compiled, "bad.example.com") == "a");
}

TEST_CASE("an exception on a parent covers blocks below it, as AdGuard has it") {
  const auto compiled =
      compile_all({input("a", {entry("example.com", Scope::subtree, Effect::except), entry("ads.example.com"),
                               entry("sure.example.com", Scope::subtree, Effect::important), entry("ads.example.net"),
                               entry("example.net", Scope::exact, Effect::except)})});
  CHECK(holders(compiled, "ads.example.com").empty());
  CHECK(holders(compiled, "sure.example.com") == "a");
  CHECK(holders(compiled, "www.sure.example.com") == "a");
  CHECK(holders(compiled, "ads.example.net") == "a");
}

TEST_CASE("an important block on a parent stands against exceptions below it") {
  const auto compiled = compile_all({input("a", {entry("example.com", Scope::subtree, Effect::important),
                                                 entry("www.example.com", Scope::subtree, Effect::except)})});
  CHECK(holders(compiled, "www.example.com") == "a");
}

TEST_CASE("a name that says nothing new is not stored") {
  const auto compiled = compile_all({input("a", {entry("example.com"), entry("www.example.com")})});
  CHECK(compiled.trie.name_count() == 1);
  CHECK(holders(compiled, "www.example.com") == "a");
}

TEST_CASE("case does not matter, and odd octets in a question match nothing by accident") {
  const auto compiled = compile_all({input("a", {entry("example.com"), entry("b.example.net")})});
  const auto lookup = [&](std::vector<std::uint8_t> wire) {
    return compiled.trie.lookup(*Name::from_wire(wire)).lists != 0;
  };
  CHECK(lookup({7, 'E', 'X', 'a', 'M', 'P', 'L', 'E', 3, 'C', 'o', 'm', 0}));
  // One label "b\0example" or "example\0b" is not two labels.
  CHECK_FALSE(lookup({9, 'b', 0, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'n', 'e', 't', 0}));
  CHECK_FALSE(lookup({9, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 'b', 3, 'n', 'e', 't', 0}));
  CHECK_FALSE(lookup({8, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 3, 'c', 'o', 'm', 0}));
  CHECK(lookup({1, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0}));
  CHECK_FALSE(lookup({7, 'e', 'x', 'a', 'm', 'p', 'l', 0xff, 3, 'c', 'o', 'm', 0}));
}

TEST_CASE("no lists make a trie that holds nothing") {
  const auto compiled = compile_all({});
  CHECK(compiled.trie.name_count() == 0);
  CHECK(compiled.trie.set_count() == 1);
  CHECK(holders(compiled, "example.com").empty());
  CHECK(compile_all({input("a", {})}).lists.size() == 1);
  const Trie nothing;
  CHECK(nothing.lookup(*Name::from_text("example.com")).lists == 0);
  CHECK(nothing.lists(0).empty());
}

TEST_CASE("the longest names and the deepest are found") {
  const std::string label63(63, 'a');
  const std::string longest = std::string(61, 'b') + "." + label63 + "." + label63 + "." + label63;
  std::string deepest = "z";
  for (int i = 0; i < 126; ++i) deepest = "a." + deepest;
  std::vector<Entry> chain;
  const Name deepest_name = *Name::from_text(deepest);
  for (NameView at = deepest_name; !at.is_root(); at = at.parent()) {
    chain.push_back({to_key(at), Scope::exact, Effect::block});
  }
  const auto compiled = compile_all({input("long", {entry(longest)}), input("deep", chain)});
  CHECK(holders(compiled, longest) == "long");
  CHECK(holders(compiled, longest.substr(62)).empty());
  CHECK(holders(compiled, deepest) == "deep");
  CHECK(depth(compiled, deepest) == 127);
  CHECK(holders(compiled, "b." + deepest.substr(2)).empty());
}

TEST_CASE("a list that is out of order is refused by its title") {
  const std::vector<Entry> backwards{entry("b.example"), entry("a.example")};
  const auto compiled = compile({{{"a", "The list a", "malware", 1},
                                  [&]() -> std::expected<std::unique_ptr<EntryStream>, Fault> {
                                    return std::make_unique<VectorStream>(backwards);
                                  }}},
                                1);
  REQUIRE_FALSE(compiled.has_value());
  CHECK(compiled.error().kind == Fault::Kind::damaged);
  CHECK(compiled.error().what.find("The list a") != std::string::npos);
}

TEST_CASE("a compilation stops when it is told to") {
  const auto compiled = compile({input("a", {entry("example.com")})}, 1, [] { return true; });
  REQUIRE_FALSE(compiled.has_value());
  CHECK(compiled.error().kind == Fault::Kind::unavailable);
}

}  // namespace schoolgate
