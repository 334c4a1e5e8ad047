#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("whoever tries to go round the filter is shown, with the device that has the address") {
  test::School school;
  REQUIRE(school
              .ask("manager", "PUT", "/api/v1/devices/pc-12",
                   {{"name", "Library PC 12"}, {"macs", {"00:1a:2b:3c:4d:5e"}}, {"reason", "inventory"}})
              .status == 201);
  school.attempts = {{*Address::parse("10.1.0.8"), 1, 0, test::monday},
                     {*Address::parse("10.1.0.7"), 2, 40, test::monday + std::chrono::seconds{5}}};
  school.seen = std::make_shared<const DeviceDirectory>(
      std::vector<DeviceRow>{{*Address::parse("10.1.0.7"), MacAddress::parse("00:1a:2b:3c:4d:5e"), "lib-12", {}}},
      test::monday);
  const auto reply = school.ask("manager", "GET", "/api/v1/attempts");
  REQUIRE(reply.status == 200);
  REQUIRE(reply.json["clients"] == 2);
  const auto& first = reply.json["attempts"][0];
  CHECK(first["client"] == "10.1.0.7");
  CHECK(first["device"] == "pc-12");
  CHECK(first["device_name"] == "Library PC 12");
  CHECK(first["host"] == "lib-12");
  CHECK(first["mac"] == "00:1a:2b:3c:4d:5e");
  CHECK(first["signals"] == 2);
  CHECK(first["names"] == 40);
  CHECK(first["last"] == "2026-11-23T08:00:05Z");
  CHECK_FALSE(reply.json["attempts"][1].contains("device"));
}

TEST_CASE("who tries to go round the filter is not every teacher's business") {
  test::School school;
  CHECK(school.ask("teacher", "GET", "/api/v1/attempts").status == 403);
  CHECK(school.ask("governor", "GET", "/api/v1/attempts").json["attempts"].empty());
}
