#include "blocklists/mac.h"

#include "tests/catch.h"

namespace schoolgate {

TEST_CASE("a hardware address is read in each form that software writes") {
  for (const char* text : {"00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e", "001A2B3C4D5E"}) {
    INFO(text);
    REQUIRE(MacAddress::parse(text));
    CHECK(MacAddress::parse(text)->to_text() == "00:1a:2b:3c:4d:5e");
  }
  for (const char* text : {"", "00:1a:2b:3c:4d", "00:1a:2b:3c:4d:5e:6f", "00:1a-2b:3c:4d:5e", "0:1a:2b:3c:4d:5e",
                           "00:1a:2b:3c:4d:5g", "00:1a:2b:3c:4d:5", ":01a:2b:3c:4d:5e", "001a:2b3c:4d5e", "........",
                           "*", "00.1a.2b.3c.4d.5e", "00:1a:2b:3c:4d:5e ", "001a2b3c4d5:"}) {
    INFO(text);
    CHECK(!MacAddress::parse(text));
  }
}

TEST_CASE("broadcast, multicast and nothing at all are no devices") {
  CHECK(MacAddress::parse("00:1a:2b:3c:4d:5e")->is_of_a_device());
  CHECK(MacAddress::parse("02:00:00:00:00:00")->is_of_a_device());  // one that the device made up for this network
  CHECK(!MacAddress::parse("ff:ff:ff:ff:ff:ff")->is_of_a_device());
  CHECK(!MacAddress::parse("01:00:5e:00:00:fb")->is_of_a_device());
  CHECK(!MacAddress::parse("00:00:00:00:00:00")->is_of_a_device());
}

}  // namespace schoolgate
