#include "blocklists/prefix.h"

#include "tests/catch.h"

namespace schoolgate {

TEST_CASE("addresses are read and written in their usual form") {
  for (const char* text : {"10.0.0.1", "255.255.255.255", "2001:db8::1", "::1", "::"}) {
    REQUIRE(Address::parse(text).has_value());
    CHECK(Address::parse(text)->to_text() == text);
  }
  CHECK(Address::parse("10.0.0.1")->is_ipv4());
  CHECK(Address::parse("::ffff:10.0.0.1") == Address::parse("10.0.0.1"));
  CHECK(Address::parse("fe80::1%eth0") == Address::parse("fe80::1"));
  CHECK_FALSE(Address::parse("::1")->is_ipv4());
  for (const char* bad : {"", "10.0.0", "10.0.0.256", "010.0.0.1", " 10.0.0.1", "10.0.0.1 ", "10.0.0.1%eth0", "1:2",
                          "fe80::1%", "example.com", "[::1]"}) {
    INFO(bad);
    CHECK_FALSE(Address::parse(bad).has_value());
  }
  CHECK_FALSE(Address::parse(std::string_view("10.0.0.1\0x", 10)).has_value());
}

TEST_CASE("a prefix contains its addresses and no others") {
  const auto ten = *Prefix::parse("10.0.0.0/8");
  CHECK(ten.bits == 104);
  CHECK(ten.contains(*Address::parse("10.255.0.1")));
  CHECK_FALSE(ten.contains(*Address::parse("11.0.0.1")));
  const auto odd = *Prefix::parse("192.168.8.0/21");
  CHECK(odd.contains(*Address::parse("192.168.15.255")));
  CHECK_FALSE(odd.contains(*Address::parse("192.168.16.0")));
  CHECK(Prefix::parse("2001:db8::/32")->contains(*Address::parse("2001:db8:1::1")));
  CHECK(Prefix::parse("10.1.2.3")->contains(*Address::parse("10.1.2.3")));
  CHECK_FALSE(Prefix::parse("10.1.2.3")->contains(*Address::parse("10.1.2.4")));
}

TEST_CASE("everything in IPv6 does not mean everything in IPv4") {
  CHECK(Prefix::parse("::/0")->contains(*Address::parse("2001:db8::1")));
  CHECK_FALSE(Prefix::parse("::/0")->contains(*Address::parse("10.0.0.1")));
  CHECK(Prefix::parse("0.0.0.0/0")->contains(*Address::parse("10.0.0.1")));
  CHECK_FALSE(Prefix::parse("0.0.0.0/0")->contains(*Address::parse("2001:db8::1")));
}

TEST_CASE("prefixes are written as they are read, and slips are refused") {
  for (const char* text : {"10.0.0.0/8", "0.0.0.0/0", "192.168.1.7", "2001:db8::/32", "::/0", "::1"}) {
    REQUIRE(Prefix::parse(text).has_value());
    CHECK(Prefix::parse(text)->to_text() == text);
  }
  CHECK(Prefix::parse("10.0.0.1/32")->to_text() == "10.0.0.1");
  for (const char* bad : {"10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/+8",
                          "10.0.0.0/-1", "/8", "10.0.0.0/8/8", "10.0.0.0/ 8"}) {
    INFO(bad);
    CHECK_FALSE(Prefix::parse(bad).has_value());
  }
}

}  // namespace schoolgate
