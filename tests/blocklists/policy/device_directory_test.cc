#include "blocklists/policy/device_directory.h"

#include <fmt/format.h>

#include "tests/catch.h"

namespace schoolgate {
namespace {

const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(*parse_rfc3339("2026-11-22T09:00:00Z"));
Address address(std::string_view text) { return *Address::parse(text); }

TEST_CASE("a directory without rows knows nobody") {
  CHECK(!DeviceDirectory().find(address("10.0.0.1")));
  CHECK(!DeviceDirectory({}, now).find(address("10.0.0.1")));
}

TEST_CASE("each field of a device comes from the first row that has it") {
  const DeviceDirectory directory({{address("10.0.0.1"), MacAddress::parse("00:11:22:33:44:55"), "", {}},
                                   {address("10.0.0.1"), MacAddress::parse("66:66:66:66:66:66"), "pc-1", {}},
                                   {address("2001:db8::1"), {}, "pc-2", {}}},
                                  now);
  CHECK(directory.size() == 2);
  const auto device = directory.find(address("10.0.0.1"));
  REQUIRE(device);
  CHECK(device->mac->to_text() == "00:11:22:33:44:55");
  CHECK(device->host == "pc-1");
  CHECK(directory.find(address("2001:db8::1"))->host == "pc-2");
  CHECK(!directory.find(address("2001:db8::1"))->mac);
  CHECK(!directory.find(address("10.0.0.2")));
}

TEST_CASE("a lease that has ended names nobody") {
  const std::vector<DeviceRow> rows{{address("10.0.0.1"), {}, "pc-1", now}};
  CHECK(DeviceDirectory(rows, now).size() == 0);
  CHECK(DeviceDirectory(rows, now - std::chrono::seconds(1)).size() == 1);
}

TEST_CASE("twenty thousand devices are all found, and what does not fit is counted") {
  std::vector<DeviceRow> rows;
  for (std::uint32_t i = 0; i < 20'000; ++i)
    rows.push_back({address(fmt::format("10.{}.{}.{}", i >> 16U, (i >> 8U) & 255U, i & 255U)),
                    MacAddress{{2, 0, 0, static_cast<std::uint8_t>(i >> 16U), static_cast<std::uint8_t>(i >> 8U),
                                static_cast<std::uint8_t>(i)}},
                    fmt::format("pc-{}", i),
                    {}});
  const DeviceDirectory directory(rows, now);
  for (const DeviceRow& row : rows) {
    const auto device = directory.find(row.address);
    REQUIRE(device);
    REQUIRE(device->mac == row.mac);
    REQUIRE(device->host == row.host);
  }
  CHECK(directory.all().size() == rows.size());
  for (std::uint32_t i = 0; i < 60'000; ++i)
    rows.push_back({address(fmt::format("2001:db8::{:x}:{:x}", i >> 16U, i & 0xffffU)), {}, "x", {}});
  CHECK(DeviceDirectory(rows, now).size() == DeviceDirectory::max_addresses);
  CHECK(DeviceDirectory(rows, now).left_out() == 80'000 - DeviceDirectory::max_addresses);
}

TEST_CASE("directories are the same when they say the same") {
  const std::vector<DeviceRow> one{{address("10.0.0.1"), {}, "pc-1", {}}, {address("10.0.0.2"), {}, "pc-2", {}}};
  const std::vector<DeviceRow> turned{one[1], one[0]};
  std::vector<DeviceRow> other = one;
  other[1].host = "pc-3";
  CHECK(DeviceDirectory(one, now).says_the_same_as(DeviceDirectory(turned, now)));
  CHECK(!DeviceDirectory(one, now).says_the_same_as(DeviceDirectory(other, now)));
  CHECK(!DeviceDirectory(one, now).says_the_same_as(DeviceDirectory()));
}

}  // namespace
}  // namespace schoolgate
