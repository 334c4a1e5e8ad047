#include "blocklists/policy/name_index.h"

#include <map>
#include <random>

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::vector<int> found(const NameIndex<int>& index, std::string_view asked) {
  std::vector<int> values;
  index.find(test::name(asked), [&values](int value) {
    values.push_back(value);
    return false;
  });
  return values;
}

TEST_CASE("a name index tells what is said of a name and its parents, the most specific first") {
  NameIndex<int> index;
  CHECK(index.empty());
  CHECK(found(index, "www.example.com").empty());
  index.at(test::name("example.com")) = 1;
  index.at(test::name("play.example.com")) = 2;
  index.at(test::name("com")) = 3;
  CHECK(index.size() == 3);
  CHECK(found(index, "a.b.play.example.com") == std::vector{2, 1, 3});
  CHECK(found(index, "play.example.com") == std::vector{2, 1, 3});
  CHECK(found(index, "example.com") == std::vector{1, 3});
  CHECK(found(index, "splay.example.com") == std::vector{1, 3});
  CHECK(found(index, "ample.com") == std::vector{3});
  CHECK(found(index, "example.org").empty());
}

TEST_CASE("a name index stops when the visitor has seen enough") {
  NameIndex<int> index;
  index.at(test::name("example.com")) = 1;
  index.at(test::name("com")) = 2;
  int visits = 0;
  CHECK(index.find(test::name("example.com"), [&visits](int) { return ++visits == 1; }));
  CHECK(visits == 1);
}

TEST_CASE("what is said of the root is said of every name") {
  NameIndex<int> index;
  index.at(NameView()) = 1;
  CHECK(found(index, "a.example") == std::vector{1});
  CHECK(index.find(NameView(), [](int) { return true; }));
}

TEST_CASE("the longest and the deepest names can be looked up and asked for") {
  std::string deepest = "a";
  for (std::size_t labels = 1; labels < max_labels; ++labels) deepest += ".a";
  NameIndex<int> index;
  index.at(test::name(deepest)) = 1;
  index.at(test::name("a.a")) = 2;
  CHECK(found(index, deepest) == std::vector{1, 2});
  NameIndex<int> shallow;
  shallow.at(test::name("a")) = 3;
  CHECK(found(shallow, deepest) == std::vector{3});
}

TEST_CASE("a name index agrees with a map") {
  std::mt19937_64 random(11);
  const auto random_text = [&random] {
    std::string text = random() % 2 == 0 ? "com" : "uk";
    for (std::size_t n = random() % 5; n > 0; --n) text = std::to_string(random() % 7) + "x." + text;
    return text;
  };
  NameIndex<int> index;
  std::map<std::string, int> slow;
  for (int n = 0; n < 3000; ++n) {
    const std::string text = random_text();
    index.at(test::name(text)) = n;
    slow[text] = n;
  }
  CHECK(index.size() == slow.size());
  for (int n = 0; n < 3000; ++n) {
    const std::string asked = "w." + random_text();
    std::vector<int> expected;
    for (std::string at = asked; !at.empty(); at = at.find('.') == std::string::npos ? "" : at.substr(at.find('.') + 1))
      if (const auto row = slow.find(at); row != slow.end()) expected.push_back(row->second);
    if (found(index, asked) != expected) FAIL(asked);
  }
}

}  // namespace
}  // namespace schoolgate
