#include "blocklists/policy/sealed.h"

#include <algorithm>

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

constexpr SealedSet::Key key{9, 8, 7, 6, 5, 4, 3, 2, 1};
constexpr SealedSet::Key other_key{1, 2, 3};

TEST_CASE("a sealed set covers its names and everything below them, and nothing else") {
  const SealedSet sealed(
      key, {SealedSet::digest(key, test::name("vile.example")), SealedSet::digest(key, test::name("a.b.example")),
            SealedSet::digest(key, test::name("vile.example"))});
  CHECK(sealed.size() == 2);  // each once
  CHECK(sealed.covers(test::name("vile.example")));
  CHECK(sealed.covers(test::name("www.vile.example")));
  CHECK(sealed.covers(test::name("x.a.b.example")));
  CHECK_FALSE(sealed.covers(test::name("b.example")));
  CHECK_FALSE(sealed.covers(test::name("example")));
  CHECK_FALSE(sealed.covers(test::name("evile.example")));
  CHECK_FALSE(sealed.covers(NameView()));
}

TEST_CASE("an empty sealed set covers nothing") {
  const SealedSet sealed;
  CHECK(sealed.empty());
  CHECK_FALSE(sealed.covers(test::name("vile.example")));
}

TEST_CASE("without its key a sealed set tells nothing") {
  const auto digest = SealedSet::digest(key, test::name("vile.example"));
  CHECK(digest != SealedSet::digest(other_key, test::name("vile.example")));
  CHECK_FALSE(SealedSet(other_key, {digest}).covers(test::name("vile.example")));
}

}  // namespace
}  // namespace schoolgate
