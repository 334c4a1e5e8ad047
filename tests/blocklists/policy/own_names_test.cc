#include "blocklists/policy/own_names.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/catch.h"

namespace schoolgate {
namespace {

Name name(std::string_view text) { return *Name::from_text(text); }

struct School {
  PolicyState state;
  std::vector<std::string> warnings;
  School& record(std::string owner, std::string type, std::string value, std::uint32_t ttl = 300) {
    const std::string id = fmt::format("r-{:05}", state.local_records.size());
    state.local_records[id] = {id, std::move(owner), std::move(type), std::move(value), ttl};
    return *this;
  }
  School& zone(std::string zone, std::vector<std::string> servers) {
    const std::string id = fmt::format("z-{:05}", state.forward_zones.size());
    state.forward_zones[id] = {id, std::move(zone), std::move(servers)};
    return *this;
  }
  OwnNames build() { return OwnNames(state, warnings); }
};

std::string fault_of(std::string type, std::string value) {
  const auto compiled = compile_record({"r", "www.school.example", std::move(type), std::move(value), 300});
  return compiled ? "" : compiled.error();
}

TEST_CASE("nothing is the school's own until it says so") {
  const OwnNames own;
  CHECK(own.find(name("school.example")).records == nullptr);
  CHECK(!own.find(name("school.example")).forwarded);
}

TEST_CASE("a record answers for exactly its name") {
  School school;
  const OwnNames own = school.record("Intranet.School.example", "A", "10.0.0.5")
                           .record("intranet.school.example", "AAAA", "fd00::5")
                           .build();
  CHECK(school.warnings.empty());
  const auto* records = own.find(name("intranet.school.example")).records;
  REQUIRE(records != nullptr);
  REQUIRE(records->size() == 2);
  CHECK((*records)[0] == OwnNames::Record{1, 300, {10, 0, 0, 5}});
  CHECK((*records)[1].data.size() == 16);
  CHECK(own.find(name("www.intranet.school.example")).records == nullptr);
  CHECK(own.find(name("school.example")).records == nullptr);
}

TEST_CASE("every type that a school keeps by hand is made into wire form") {
  School school;
  const OwnNames own = school.record("a.example", "CNAME", "B.example.")
                           .record("5.0.0.10.in-addr.arpa", "PTR", "pc-5.school.example")
                           .record("_ldap._tcp.school.example", "SRV", "0 100 389 dc1.school.example")
                           .record("school.example", "TXT", "v=spf1 -all \"quoted\"")
                           .record("intranet", "A", "10.0.0.5")
                           .build();
  CHECK(school.warnings.empty());
  CHECK((*own.find(name("a.example")).records)[0].data ==
        std::vector<std::uint8_t>{1, 'b', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0});
  const auto& service = (*own.find(name("_ldap._tcp.school.example")).records)[0];
  CHECK(service.type == 33);
  CHECK(std::vector<std::uint8_t>(service.data.begin(), service.data.begin() + 6) ==
        std::vector<std::uint8_t>{0, 0, 0, 100, 1, 0x85});
  const auto& text = (*own.find(name("school.example")).records)[0];
  CHECK(text.data.size() == 1U + text.data[0]);
  CHECK(own.find(name("5.0.0.10.in-addr.arpa")).records != nullptr);
  CHECK(own.find(name("intranet")).records != nullptr);
}

TEST_CASE("a long text is cut into strings, and one that is too long is refused") {
  const auto compiled = compile_record({"r", "x.example", "TXT", std::string(300, 'x'), 300});
  REQUIRE(compiled);
  CHECK(compiled->data.size() == 302);
  CHECK(compiled->data[0] == 255);
  CHECK(compiled->data[256] == 45);
  CHECK(compile_record({"r", "x.example", "TXT", "", 300})->data == std::vector<std::uint8_t>{0});
  CHECK(!compile_record({"r", "x.example", "TXT", std::string(max_text_octets + 1, 'x'), 300}));
}

TEST_CASE("what is wrong with a record is said in words") {
  CHECK(fault_of("A", "10.0.0") == "\"10.0.0\" is not an IPv4 address");
  CHECK(fault_of("A", "fd00::1") == "\"fd00::1\" is not an IPv4 address");
  CHECK(fault_of("AAAA", "10.0.0.1") == "\"10.0.0.1\" is not an IPv6 address");
  CHECK(fault_of("CNAME", "a..b") == "\"a..b\" is not a name");
  CHECK(fault_of("SRV", "0 100 dc1.school.example").find("priority, weight, port and a name") != std::string::npos);
  CHECK(fault_of("SRV", "0 100 65536 dc1.school.example").find("priority") != std::string::npos);
  CHECK(fault_of("SRV", "0 100 389 dc1.school.example more").find("priority") != std::string::npos);
  CHECK(fault_of("MX", "10 mail.school.example").find("is not a type that is kept here") != std::string::npos);
  CHECK(!compile_record({"r", "bad name", "A", "10.0.0.1", 300}));
  CHECK(!compile_record({"r", "a.example", "A", "10.0.0.1", max_local_ttl + 1}));
}

TEST_CASE("an alias is alone at its name") {
  School school;
  const OwnNames own = school.record("a.example", "CNAME", "b.example").record("a.example", "A", "10.0.0.5").build();
  REQUIRE(school.warnings.size() == 1);
  CHECK(school.warnings[0].find("an alias (CNAME) and other records") != std::string::npos);
  CHECK(own.find(name("a.example")).records->size() == 1);
}

TEST_CASE("a forwarded zone holds its name and everything below it") {
  School school;
  const OwnNames own =
      school.zone("School.local.", {"10.0.0.2", "[fd00::2]:5353"}).zone("10.in-addr.arpa", {"10.0.0.2:53"}).build();
  CHECK(school.warnings.empty());
  CHECK(own.find(name("school.local")).forwarded);
  CHECK(own.find(name("_ldap._tcp.dc._msdcs.school.local")).forwarded);
  CHECK(own.find(name("5.0.0.10.in-addr.arpa")).forwarded);
  CHECK(!own.find(name("local")).forwarded);
  CHECK(!own.find(name("myschool.local")).forwarded);
  REQUIRE(own.zones().size() == 2);
  CHECK(own.zones()[0] ==
        OwnNames::Zone{"school.local", {{*Address::parse("10.0.0.2"), 53}, {*Address::parse("fd00::2"), 5353}}});
}

TEST_CASE("a school may serve the special-use names that are a site's own") {
  for (const char* zone : {"home.arpa", "lab.home.arpa", "local", "school.local", "internal", "10.in-addr.arpa",
                           "16.172.in-addr.arpa", "168.192.in-addr.arpa", "64.100.in-addr.arpa", "d.f.ip6.arpa"}) {
    INFO(zone);
    CHECK(compile_zone({"z", zone, {"10.0.0.2"}}));
  }
}

TEST_CASE("a record below or above a zone does not hide the zone") {
  School school;
  const OwnNames own = school.zone("school.local", {"10.0.0.2"}).record("www.school.local", "A", "10.0.0.9").build();
  CHECK(own.find(name("www.school.local")).records != nullptr);
  CHECK(own.find(name("a.www.school.local")).forwarded);
  CHECK(own.find(name("school.local")).records == nullptr);
}

TEST_CASE("zones that nobody should forward, and servers that are none, are refused in words") {
  for (const char* zone :
       {"localhost", "onion", "x.onion", "invalid", "127.in-addr.arpa", "a..b", ".", "com", "sch.uk", "in-addr.arpa"}) {
    INFO(zone);
    CHECK(!compile_zone({"z", zone, {"10.0.0.2"}}));
  }
  for (const char* server : {"", "dc1", "10.0.0.2:0", "10.0.0.2:", "10.0.0.2:x", "[10.0.0.2]:53", "[fd00::2",
                             "fe80::1%eth0", "10.0.0.2:65536"}) {
    INFO(server);
    CHECK(!compile_zone({"z", "school.local", {server}}));
  }
  CHECK(!compile_zone({"z", "school.local", {}}));
  CHECK(!compile_zone({"z", "school.local", std::vector<std::string>(max_zone_servers + 1, "10.0.0.2")}));
}

TEST_CASE("what does not fit or is there twice is left out and told") {
  School school;
  for (std::size_t i = 0; i < max_forward_zones + 1; ++i) school.zone(fmt::format("z{}.example", i), {"10.0.0.2"});
  school.zone("z0.example", {"10.0.0.3"});
  const OwnNames own = school.build();
  CHECK(own.zones().size() == max_forward_zones);
  CHECK(school.warnings.size() == 2);
}

}  // namespace
}  // namespace schoolgate
