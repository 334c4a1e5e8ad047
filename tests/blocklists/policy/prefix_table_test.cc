#include "blocklists/policy/prefix_table.h"

#include <random>

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::uint32_t slow_find(const std::vector<PrefixTable::Row>& rows, const Address& address) {
  int best_bits = -1;
  std::uint32_t value = PrefixTable::none;
  for (const PrefixTable::Row& row : rows)
    if (row.prefix.contains(address) && row.prefix.bits >= best_bits) {
      best_bits = row.prefix.bits;
      value = row.value;
    }
  return value;
}

TEST_CASE("an empty prefix table matches nothing") {
  CHECK(PrefixTable().find(test::address("10.0.0.1")) == PrefixTable::none);
  CHECK(PrefixTable(std::vector<PrefixTable::Row>{}).find(test::address("::")) == PrefixTable::none);
  CHECK(PrefixTable(std::vector<PrefixTable::Row>{}).find(test::address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) ==
        PrefixTable::none);
}

TEST_CASE("a prefix that reaches the end of the address space ends nowhere") {
  const PrefixTable table({{*Prefix::parse("ff00::/8"), 1}, {*Prefix::parse("255.0.0.0/8"), 2}});
  CHECK(table.find(test::address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) == 1);
  CHECK(table.find(test::address("ff00::")) == 1);
  CHECK(table.find(test::address("feff::")) == PrefixTable::none);
  CHECK(table.find(test::address("255.255.255.255")) == 2);
  CHECK(table.find(test::address("::1:0:0:0")) == PrefixTable::none);
}

TEST_CASE("every IPv6 address is not every IPv4 address") {
  const PrefixTable table({{*Prefix::parse("::/0"), 6}, {*Prefix::parse("10.0.0.0/8"), 4}});
  CHECK(table.find(test::address("::")) == 6);
  CHECK(table.find(test::address("::fffe:ffff:ffff")) == 6);
  CHECK(table.find(test::address("0.0.0.0")) == PrefixTable::none);
  CHECK(table.find(test::address("10.0.0.0")) == 4);
  CHECK(table.find(test::address("255.255.255.255")) == PrefixTable::none);
  CHECK(table.find(test::address("::1:0:0:0")) == 6);
  CHECK(table.find(test::address("2001:db8::1")) == 6);
}

TEST_CASE("a prefix table finds what looking at every prefix finds") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<PrefixTable::Row> rows;
    for (std::uint32_t n = 0; n < 1 + random() % 60; ++n) {
      // Eight octets that are 0, 1 or 255, cut anywhere: prefixes nest, touch and repeat.
      Prefix prefix{{}, static_cast<std::uint8_t>(random() % 129)};
      const bool mapped = random() % 2 == 0;
      if (mapped) {
        prefix = *Prefix::parse("0.0.0.0/0");
        prefix.bits = static_cast<std::uint8_t>(96 + random() % 33);
      }
      for (std::size_t bit = mapped ? 96 : 0; bit < prefix.bits; ++bit)
        if (random() % 3 == 0) prefix.address.octets[bit / 8] |= static_cast<std::uint8_t>(0x80U >> (bit % 8));
      rows.push_back({prefix, n});
    }
    const PrefixTable table(rows);
    for (const PrefixTable::Row& row : rows) {
      Address at = row.prefix.address;
      CHECK(table.find(at) == slow_find(rows, at));
      for (int step = 0; step < 20; ++step) {
        at.octets[random() % 16] ^= static_cast<std::uint8_t>(1U << (random() % 8));
        CHECK(table.find(at) == slow_find(rows, at));
      }
    }
  }
}

}  // namespace
}  // namespace schoolgate
