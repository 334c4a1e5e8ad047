#include "resolver/admit.h"

#include "tests/catch.h"

using namespace schoolgate;
using Answer = Admission::Answer;

namespace {
Address address(const char* text) { return Address::parse(text).value(); }
Admission school() { return Admission({Prefix::parse("10.0.0.0/8").value(), Prefix::parse("fd00::/8").value()}); }
}  // namespace

TEST_CASE("only clients inside dns.allow are welcome") {
  auto admission = school();
  CHECK(admission.check(address("10.255.0.1"), 0) == Answer::welcome);
  CHECK(admission.check(address("fd00::1"), 0) == Answer::welcome);
  CHECK(admission.check(address("11.0.0.1"), 0) == Answer::outsider);
  CHECK(admission.check(address("2001:db8::1"), 0) == Answer::outsider);
  CHECK(Admission({}).check(address("127.0.0.1"), 0) == Answer::outsider);
}

TEST_CASE("a client that floods is held to its rate, and others are not") {
  auto admission = school();
  for (std::uint32_t i = 0; i < client_burst; ++i) REQUIRE(admission.check(address("10.0.0.1"), 5) == Answer::welcome);
  CHECK(admission.check(address("10.0.0.1"), 5) == Answer::too_fast);
  CHECK(admission.check(address("10.0.0.2"), 5) == Answer::welcome);
  // A second later it has earned a second's worth.
  for (std::uint32_t i = 0; i < client_rate; ++i)
    REQUIRE(admission.check(address("10.0.0.1"), 1005) == Answer::welcome);
  CHECK(admission.check(address("10.0.0.1"), 1005) == Answer::too_fast);
}

TEST_CASE("a device that changes its IPv6 address within its network keeps its rate") {
  auto admission = school();
  for (std::uint32_t i = 0; i < client_burst; ++i)
    REQUIRE(admission.check(address(i % 2 == 0 ? "fd00::1" : "fd00::2"), 0) == Answer::welcome);
  CHECK(admission.check(address("fd00::3"), 0) == Answer::too_fast);
  CHECK(admission.check(address("fd00:0:0:1::3"), 0) == Answer::welcome);
}

TEST_CASE("this machine itself is not held to a client's rate") {
  Admission admission({Prefix::parse("127.0.0.0/8").value()});
  for (std::uint32_t i = 0; i <= client_burst; ++i)
    REQUIRE(admission.check(address("127.0.0.1"), 0) == Answer::welcome);
}
