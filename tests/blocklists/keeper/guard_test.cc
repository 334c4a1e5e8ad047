#include "blocklists/lists/keeper/guard.h"

#include "tests/catch.h"

using namespace schoolgate;

namespace {

ImportTotals totals(std::uint64_t names, std::uint64_t rejected = 0) {
  return {.lines = names + rejected,
          .accepted = names,
          .duplicate = 0,
          .covered = 0,
          .rejected = rejected,
          .comments = 0,
          .names = names};
}

bool held(const ImportTotals& old, const ImportTotals& fresh) {
  return reason_to_hold({.last_good = old, .fresh = fresh, .protected_hits = {}, .protected_hit_count = 0}).has_value();
}

}  // namespace

TEST_CASE("a refresh that shrinks below half is held, at half it is taken") {
  CHECK(held(totals(1000), totals(499)));
  CHECK_FALSE(held(totals(1000), totals(500)));
  CHECK(held(totals(11), totals(5)));
  CHECK_FALSE(held(totals(11), totals(6)));
  CHECK_FALSE(held(totals(1), totals(1)));
}

TEST_CASE("a refresh that grows tenfold is held") {
  CHECK(held(totals(100), totals(1000)));
  CHECK_FALSE(held(totals(100), totals(999)));
  CHECK_FALSE(held(totals(0), totals(1000)));
}

TEST_CASE("a refresh without a name is held, even the first") {
  CHECK(held(totals(5), totals(0)));
  CHECK(reason_to_hold({.last_good = {}, .fresh = totals(0, 40), .protected_hits = {}, .protected_hit_count = 0}));
}

TEST_CASE("a refresh that parses much worse than the last good one is held") {
  CHECK_FALSE(held(totals(1000, 0), totals(900, 100)));
  CHECK(held(totals(1000, 0), totals(780, 220)));
}

TEST_CASE("a browser's filter list, of which DNS takes a part at the best of times, is not held for that") {
  CHECK_FALSE(held(totals(300, 700), totals(300, 720)));
  CHECK(held(totals(600, 400), totals(390, 610)));
  CHECK_FALSE(
      reason_to_hold({.last_good = {}, .fresh = totals(10, 990), .protected_hits = {}, .protected_hit_count = 0}));
}

TEST_CASE("a refresh that would block a protected name is held, and says which") {
  const auto reason = reason_to_hold({.last_good = totals(10),
                                      .fresh = totals(10),
                                      .protected_hits = {"uk would block the protected name gov.uk"},
                                      .protected_hit_count = 1});
  REQUIRE(reason);
  CHECK(reason->find("gov.uk") != std::string::npos);
}
