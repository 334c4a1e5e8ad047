// Devices that the school knows: what finds them, what wins, and what takes them off the internet.
#include "blocklists/policy/decision.h"
#include "blocklists/policy/explain.h"
#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

constexpr std::uint16_t type_a = 1;
const UtcSeconds noon{std::chrono::seconds{1'795'435'200}};  // 2026-11-23T12:00:00Z

MacAddress mac(const char* text) { return *MacAddress::parse(text); }

test::World school() {
  test::World world = test::make_world(
      "group pupils at 10.1.0.0/16 blocks gambling,games\n"
      "group staff at 10.2.0.0/16\n"
      "group send at 10.3.0.0/16 blocks gambling\n"
      "list g games play.example\n");
  const auto add = [&world](const char* id, const char* group) -> Device& {
    Device& device = world.state.devices[id];
    device.id = device.name = id;
    device.group = group;
    return device;
  };
  add("by-mac", "staff").macs = {mac("00:1a:2b:3c:4d:5e")};
  add("by-address", "send").addresses = {*Prefix::parse("10.1.5.7")};
  add("by-prefix", "staff").addresses = {*Prefix::parse("10.1.5.0/24")};
  add("by-host", "staff").hosts = {"pc-12"};
  add("by-identity", "staff").identities = {"head-tablet"};
  add("named-only", "").addresses = {*Prefix::parse("10.1.9.9")};
  return world;
}

DeviceDirectory directory() {
  return DeviceDirectory({{test::address("10.1.1.1"), mac("00:1a:2b:3c:4d:5e"), "pc-12", {}},
                          {test::address("10.1.5.7"), mac("00:1a:2b:3c:4d:5e"), "", {}},
                          {test::address("10.1.1.2"), mac("00:1a:2b:00:00:01"), "pc-12", {}},
                          {test::address("10.1.5.8"), std::nullopt, "pc-12", {}},
                          {test::address("192.168.7.7"), mac("00:1a:2b:3c:4d:5e"), "", {}}},
                         noon);
}

TEST_CASE("a device is found by identity, then hardware address, then address, then host name") {
  const auto snapshot = school().snapshot();
  REQUIRE(snapshot->warnings.empty());
  const DeviceDirectory seen = directory();
  const auto found = [&](const char* address, std::string_view identity = {}) {
    const Client client = identify(*snapshot, test::address(address), &seen, identity);
    return (client.device == nullptr ? "nobody" : client.device->id) + " in " + snapshot->groups[client.group].id;
  };
  CHECK(found("10.1.1.1") == "by-mac in staff");
  CHECK(found("10.1.1.1", "head-tablet") == "by-identity in staff");
  CHECK(found("10.1.1.1", "nobody's") == "by-mac in staff");
  CHECK(found("10.1.5.7") == "by-mac in staff");
  CHECK(found("192.168.7.7") == "by-mac in staff");  // wherever it is
  CHECK(found("10.1.5.8") == "by-prefix in staff");  // before its host name
  CHECK(found("10.1.1.2") == "by-host in staff");
  CHECK(found("10.1.9.9") == "named-only in pupils");
  CHECK(found("10.1.1.3") == "nobody in pupils");
  CHECK(found("10.9.1.3") == "nobody in pupils");  // unknown: the strictest
}

TEST_CASE("without a directory a device is found by its address only, the longest prefix first") {
  const auto snapshot = school().snapshot();
  const auto found = [&](const char* address) {
    const Client client = identify(*snapshot, test::address(address));
    return client.device == nullptr ? "nobody" : client.device->id;
  };
  CHECK(found("10.1.1.1") == "nobody");
  CHECK(found("10.1.5.7") == "by-address");
  CHECK(found("10.1.5.8") == "by-prefix");
  CHECK_FALSE(identify(*snapshot, test::address("10.9.9.9")).known);
}

TEST_CASE("a known device is suspended or quarantined wherever it goes, and until the later end") {
  test::World world = school();
  world.state.quarantines["q1"] = {"q1", {}, noon + std::chrono::hours(1), "by-mac", true};
  world.state.quarantines["q2"] = {"q2", {}, noon + std::chrono::hours(2), "by-mac", false};
  world.state.quarantines["q3"] = {"q3", *Prefix::parse("10.1.1.0/24"), std::nullopt};
  const auto snapshot = world.snapshot();
  const DeviceDirectory seen = directory();
  const auto told = [&](const char* address, std::chrono::hours after) {
    const Client client = identify(*snapshot, test::address(address), &seen);
    const Decision decision = decide(*snapshot, client, test::name("www.example"), type_a, noon + after);
    return std::string(to_text(decision.verdict)) + " " + std::string(decision.by);
  };
  CHECK(told("192.168.7.7", std::chrono::hours(0)) == "block q2");
  CHECK(told("192.168.7.7", std::chrono::hours(2)) == "allow ");
  CHECK(told("10.1.1.1", std::chrono::hours(9)) == "block q3");  // its prefix's has no end
  CHECK(told("10.1.5.8", std::chrono::hours(0)) == "allow ");
}

TEST_CASE("an explanation names the device, and says suspended when it is") {
  test::World world = school();
  world.state.quarantines["q1"] = {"q1", {}, noon + std::chrono::hours(1), "by-mac", true};
  const auto snapshot = world.snapshot();
  const DeviceDirectory seen = directory();
  const Explanation told =
      explain(*snapshot, test::address("192.168.7.7"), test::name("www.example"), type_a, noon, &seen);
  CHECK(told.device == "by-mac");
  CHECK(told.sentence == "Blocked for staff: device by-mac is suspended until 2026-11-23T13:00:00Z (q1).");
  CHECK(told.what_would_change_it == std::vector<std::string>{"releasing the device from suspension q1"});
}

}  // namespace
}  // namespace schoolgate
