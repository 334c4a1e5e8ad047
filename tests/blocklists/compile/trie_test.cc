// The trie's byte form where it is unusual: very long labels, crowded hosts, names that only look alike.
#include <random>

#include "blocklists/trie_builder.h"
#include "blocklists/trie_format.h"
#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string random_label(std::mt19937_64& random, std::size_t octets) {
  static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string label;
  while (label.size() < octets) label += alphabet[random() % alphabet.size()];
  return label;
}

trie_format::Header header_of(const Trie& trie) {
  trie_format::Header header;
  std::memcpy(&header, trie.bytes().data(), sizeof header);
  return header;
}

/// The names that are not found as they were listed, or are found with a letter changed.
std::size_t mistakes(const CompiledLists& compiled, const std::vector<std::string>& names) {
  std::size_t wrong = 0;
  for (const std::string& text : names) {
    const Name name = *Name::from_text(text);
    const auto match = compiled.trie.lookup(name);
    std::string other = text;
    other[0] = other[0] == 'a' ? 'b' : 'a';
    wrong += match.lists == 0 || match.depth != name.view().label_count() ? 1U : 0U;
    wrong += compiled.trie.lookup(*Name::from_text(other)).lists != 0 ? 1U : 0U;
  }
  return wrong;
}

CompiledLists compile_names(const std::vector<std::string>& names) {
  std::vector<Entry> entries;
  for (const std::string& name : names) entries.push_back(entry(name));
  return compile_all({input("a", std::move(entries))});
}

}  // namespace

TEST_CASE("names that take more room than 16 bits count are found all the same") {
  std::mt19937_64 random(1);
  std::vector<std::string> names;
  for (int host = 0; host < 500; ++host) {
    const std::string end = "." + random_label(random, 63) + "." + std::to_string(host) + ".example";
    for (int n = 0; n < 30; ++n) names.push_back(random_label(random, 60) + "." + random_label(random, 63) + end);
  }
  const CompiledLists compiled = compile_names(names);
  CHECK(header_of(compiled.trie)[trie_format::Section::far_starts].size > 0);
  CHECK(mistakes(compiled, names) == 0);
}

TEST_CASE("a name of 127 labels is found, and so is every listed name above it") {
  std::vector<std::string> names;
  std::string text = "a";
  for (int label = 1; label < 127; ++label) text += ".a";
  names.push_back(text);
  const CompiledLists deepest = compile_names(names);
  CHECK(deepest.trie.lookup(*Name::from_text(text)).depth == 127);
  CHECK(deepest.trie.lookup(*Name::from_text(text.substr(2))).lists == 0);
  std::vector<Entry> entries;
  for (std::size_t size = 1; size <= text.size(); size += 2)
    entries.push_back(entry(text.substr(0, size), Scope::exact));
  const CompiledLists all = compile_all({input("a", std::move(entries))});
  for (std::size_t size = 1; size <= text.size(); size += 2) {
    CHECK(all.trie.lookup(*Name::from_text(text.substr(0, size))).depth == (size + 1) / 2);
  }
}

TEST_CASE("a top-level domain is told from one that only a zero octet makes longer") {
  std::vector<std::string> names;
  for (int n = 0; n < 100; ++n) names.push_back("n" + std::to_string(n) + ".com");
  const CompiledLists compiled = compile_names(names);
  const auto listed = [&](const std::vector<std::uint8_t>& wire) {
    return compiled.trie.lookup(*Name::from_wire(wire)).lists != 0;
  };
  CHECK(listed({2, 'n', '7', 3, 'c', 'o', 'm', 0}));
  CHECK_FALSE(listed({2, 'n', '7', 4, 'c', 'o', 'm', 0, 0}));
  CHECK_FALSE(listed({2, 'n', '7', 4, 0, 'c', 'o', 'm', 0}));
  CHECK_FALSE(listed({2, 'n', '7', 2, 'c', 'o', 0}));
  CHECK_FALSE(listed({3, 'c', 'o', 'm', 0}));
}

TEST_CASE("labels of every length are told apart, short ones too") {
  std::vector<std::string> names;
  static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_";
  for (const char a : alphabet) {
    for (const char b : alphabet) {
      names.push_back(std::string{a, b} + ".net");
      if (a < 'm') names.push_back(std::string{a, b, 'z', a} + ".www.org");
    }
  }
  for (std::size_t size = 3; size <= 63; ++size) names.push_back(std::string(size, 'y') + ".net");
  const CompiledLists compiled = compile_names(names);
  std::size_t found = 0;
  for (const std::string& text : names) found += compiled.trie.lookup(*Name::from_text(text)).lists != 0 ? 1U : 0U;
  CHECK(found == names.size());
  for (const char* text : {"a.net", "abc.net", "yy-.net", "net", "www.org", "mmzm.www.org", "-.net"}) {
    CHECK(compiled.trie.lookup(*Name::from_text(text)).lists == 0);
  }
}

TEST_CASE("the builder refuses what is out of order and what is no name") {
  TrieBuilder builder;
  const ListSetId set = builder.intern(std::vector<ListNumber>{0});
  using namespace std::string_literals;
  CHECK(builder.add("com\0b\0"s, set, set));
  CHECK_FALSE(builder.add("com\0a\0"s, set, set));
  CHECK_FALSE(builder.add("com\0b\0"s, set, set));
  CHECK_FALSE(builder.add("com\0\0"s, set, set));
  CHECK_FALSE(builder.add("com\0c"s, set, set));
  CHECK_FALSE(builder.add("com\0C\0"s, set, set));
  CHECK_FALSE(builder.add("com\0"s + std::string(64, 'c') + '\0', set, set));
  CHECK_FALSE(builder.add(""s, set, set));
  CHECK_FALSE(builder.add(std::string(255, 'x') + '\0', set, set));
}

TEST_CASE("a trie of another version is refused as such") {
  const CompiledLists compiled = compile_names({"a.example"});
  std::vector<std::byte> bytes(compiled.trie.bytes().begin(), compiled.trie.bytes().end());
  bytes[offsetof(trie_format::Header, version)] = std::byte{1};
  const auto trie = Trie::from_bytes(std::move(bytes));
  REQUIRE_FALSE(trie);
  CHECK(trie.error().kind == Fault::Kind::damaged);
  CHECK(trie.error().what.find("version") != std::string::npos);
}

}  // namespace schoolgate
