#include "blocklists/time.h"

#include "tests/catch.h"

namespace schoolgate {
namespace {

std::string round_trip(std::string_view text) {
  const auto when = parse_rfc3339(text);
  return when ? to_rfc3339(*when) : "refused";
}

}  // namespace

TEST_CASE("moments are written in UTC") {
  CHECK(to_rfc3339(UtcSeconds{}) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(UtcSeconds{std::chrono::seconds{1795339800}}) == "2026-11-22T09:30:00Z");
  CHECK(to_rfc3339(UtcMillis{std::chrono::milliseconds{1795339800123}}) == "2026-11-22T09:30:00.123Z");
}

TEST_CASE("any RFC 3339 moment is read") {
  CHECK(round_trip("2026-11-22T09:30:00Z") == "2026-11-22T09:30:00.000Z");
  CHECK(round_trip("2026-11-22t09:30:00z") == "2026-11-22T09:30:00.000Z");
  CHECK(round_trip("2026-11-22T09:30:00.1Z") == "2026-11-22T09:30:00.100Z");
  CHECK(round_trip("2026-11-22T09:30:00.123987654Z") == "2026-11-22T09:30:00.123Z");
  CHECK(round_trip("2026-07-01T00:30:00+01:00") == "2026-06-30T23:30:00.000Z");
  CHECK(round_trip("2026-12-31T23:30:00-00:45") == "2027-01-01T00:15:00.000Z");
  CHECK(round_trip("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00.000Z");
  CHECK(round_trip("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000Z");
  CHECK(round_trip("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00.000Z");
  CHECK(round_trip("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("what is not an RFC 3339 moment of this era is refused") {
  for (const char* bad : {"",
                          "2026-11-22",
                          "2026-11-22T09:30:00",
                          "2026-11-22 09:30:00Z",
                          "2026-11-22T09:30Z",
                          "2026-02-29T00:00:00Z",
                          "2026-13-01T00:00:00Z",
                          "2026-00-01T00:00:00Z",
                          "2026-01-00T00:00:00Z",
                          "2026-11-22T24:00:00Z",
                          "2026-11-22T09:60:00Z",
                          "2026-11-22T09:30:61Z",
                          "2026-11-22T09:30:60Z",
                          "2026-11-22T09:30:00.Z",
                          "2026-11-22T09:30:00.1234567890Z",
                          "2026-11-22T09:30:00Z ",
                          " 2026-11-22T09:30:00Z",
                          "2026-11-22T09:30:00+1:00",
                          "2026-11-22T09:30:00+0100",
                          "2026-11-22T09:30:00+24:00",
                          "+026-11-22T09:30:00Z",
                          "1969-12-31T23:59:59Z",
                          "1970-01-01T00:00:00+01:00",
                          "9999-12-31T23:59:59-01:00"}) {
    INFO(bad);
    CHECK_FALSE(parse_rfc3339(bad).has_value());
  }
}

TEST_CASE("durations are read as people write them") {
  using namespace std::chrono_literals;
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("45m") == 45min);
  CHECK(parse_duration("2h") == 2h);
  CHECK(parse_duration("3d") == 72h);
  CHECK(parse_duration("1w") == 168h);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("3650d").has_value());
  for (const char* bad : {"", "0s", "0h0m", "2", "h", "2H", "2 h", "-2h", "+2h", "1.5h", "30m1h", "1h1h", "3654d",
                          "11000w", "99999999999s", "9999999999999999999999s", "2h "}) {
    INFO(bad);
    CHECK_FALSE(parse_duration(bad).has_value());
  }
}

}  // namespace schoolgate
