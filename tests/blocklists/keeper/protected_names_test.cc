#include "blocklists/lists/keeper/protected_names.h"

#include "tests/catch.h"

using namespace schoolgate;

namespace {

bool hits(const ProtectedNames& names, std::string_view text, Scope scope = Scope::subtree) {
  const auto name = Name::from_text(text);
  REQUIRE(name);
  return names.hit(*name, scope).has_value();
}

}  // namespace

TEST_CASE("every essential name is a name") {
  for (const std::string_view text : essential_names()) {
    INFO(text);
    CHECK(Name::from_text(text));
  }
}

TEST_CASE("an entry that covers an essential name hits it") {
  const ProtectedNames names({});
  CHECK(hits(names, "gov.uk"));
  CHECK(hits(names, "gov.uk", Scope::exact));
  CHECK(hits(names, "gov.uk", Scope::below));
  CHECK(hits(names, "uk"));
  CHECK(hits(names, "uk", Scope::below));
  CHECK_FALSE(hits(names, "uk", Scope::exact));
  CHECK(hits(names, "microsoft.com"));
}

TEST_CASE("an entry beside or below an essential name does not hit it") {
  const ProtectedNames names({});
  CHECK_FALSE(hits(names, "hacked.parish-council.gov.uk"));
  CHECK_FALSE(hits(names, "notgov.uk"));
  CHECK_FALSE(hits(names, "example.com"));
}

TEST_CASE("nothing in the school's own domains may be blocked") {
  const ProtectedNames names({"westhill.sch.uk", "not a name"});
  CHECK(hits(names, "westhill.sch.uk"));
  CHECK(hits(names, "vle.westhill.sch.uk"));
  CHECK(hits(names, "a.b.westhill.sch.uk", Scope::exact));
  CHECK(hits(names, "sch.uk"));
  CHECK_FALSE(hits(names, "easthill.sch.uk"));
  CHECK_FALSE(hits(names, "westhill.sch.uk.example.com"));
}

TEST_CASE("a school's domain below an essential one is protected as its own") {
  const ProtectedNames names({"school.gov.uk"});
  CHECK(hits(names, "www.school.gov.uk"));
  CHECK_FALSE(hits(names, "www.other.gov.uk"));
  CHECK(hits(names, "gov.uk", Scope::below));
}
