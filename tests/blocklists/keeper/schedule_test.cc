#include "blocklists/lists/keeper/schedule.h"

#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;

namespace {
const UtcSeconds now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};
}

TEST_CASE("a regular check comes within a tenth of the interval") {
  CHECK(next_regular_check(now, 24, 0.0) == now + 21h + 36min);
  CHECK(next_regular_check(now, 24, 0.5) == now + 24h);
  CHECK(next_regular_check(now, 24, 0.999) < now + 26h + 24min);
  CHECK(next_regular_check(now, 0, 0.5) == now + 1h);
}

TEST_CASE("retries back off from a minute, doubling, to the interval or a day") {
  CHECK(next_retry(now, 24, 1, 0.0) == now + 1min);
  CHECK(next_retry(now, 24, 2, 0.0) == now + 2min);
  CHECK(next_retry(now, 24, 6, 0.0) == now + 32min);
  CHECK(next_retry(now, 24, 40, 0.0) == now + 24h);
  CHECK(next_retry(now, 2, 40, 0.0) == now + 2h);
  CHECK(next_retry(now, 500, 4'000'000'000U, 0.0) == now + 24h);
}

TEST_CASE("a source is due at its time, and also when its time was set by a clock that ran ahead") {
  CHECK(is_due(now, now, 24));
  CHECK(is_due(now - 1s, now, 24));
  CHECK_FALSE(is_due(now + 1s, now, 24));
  CHECK_FALSE(is_due(now + 200h, now, 168));
  CHECK(is_due(now + std::chrono::days(400), now, 24));
}
