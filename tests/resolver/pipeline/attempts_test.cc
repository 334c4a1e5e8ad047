#include "resolver/attempts.h"

#include <thread>

#include <fmt/format.h>

#include "tests/catch.h"

namespace schoolgate {
namespace {

const UtcSeconds noon = std::chrono::floor<std::chrono::seconds>(*parse_rfc3339("2026-11-23T12:00:00Z"));

Attempts::Table table_of(const Attempts& attempts) {
  Attempts::Table table;
  attempts.add_to(table);
  return table;
}

TEST_CASE("attempts are counted by client and kind, and workers' tables add up") {
  const Address phone = *Address::parse("10.0.0.5"), laptop = *Address::parse("2001:db8::5");
  Attempts one, other;
  one.count(phone, Attempts::Kind::signal, noon);
  one.count(phone, Attempts::Kind::signal, noon + std::chrono::seconds(5));
  one.count(laptop, Attempts::Kind::name, noon);
  other.count(phone, Attempts::Kind::name, noon + std::chrono::seconds(9));
  Attempts::Table table = table_of(one);
  other.add_to(table);
  REQUIRE(table.size() == 2);
  CHECK(table[phone].signals == 2);
  CHECK(table[phone].names == 1);
  CHECK(table[phone].last == noon + std::chrono::seconds(9));
  CHECK(table[laptop].signals == 0);
  CHECK(table[laptop].names == 1);
}

TEST_CASE("the table keeps its size, and who tried last stays in it") {
  Attempts attempts;
  Address last;
  for (int i = 0; i < 100'000; ++i) {
    last = *Address::parse(fmt::format("10.{}.{}.{}", i >> 16, (i >> 8) & 255, i & 255));
    attempts.count(last, Attempts::Kind::name, noon + std::chrono::seconds(i));
  }
  const Attempts::Table table = table_of(attempts);
  CHECK(table.size() <= 4096);
  CHECK(table.size() > 4000);
  REQUIRE(table.contains(last));
  CHECK(table.at(last).names == 1);
}

TEST_CASE("a reader never sees half a row") {
  Attempts attempts;
  const Address a = *Address::parse("10.0.0.5");
  attempts.count(a, Attempts::Kind::name, noon);
  attempts.count(a, Attempts::Kind::signal, noon);
  std::thread writer([&] {
    for (int i = 0; i < 20'000; ++i) {
      attempts.count(a, Attempts::Kind::name, noon);
      attempts.count(a, Attempts::Kind::signal, noon);
    }
  });
  for (int i = 0; i < 20; ++i) {
    const Attempts::Table table = table_of(attempts);
    const auto row = table.find(a);
    CHECK(row != table.end());
    if (row == table.end()) continue;
    CHECK((row->second.names == row->second.signals || row->second.names == row->second.signals + 1));
  }
  writer.join();
  CHECK(table_of(attempts).at(a).names == 20'001);
}

}  // namespace
}  // namespace schoolgate
