#include "resolver/identify/leases.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/catch.h"

namespace schoolgate {
namespace {

const DeviceRow* row_of(const Leases& leases, std::string_view address) {
  const auto found = std::ranges::find(leases.rows, *Address::parse(address), &DeviceRow::address);
  return found == leases.rows.end() ? nullptr : &*found;
}

std::string line_of(const Leases& leases, std::string_view address) {
  const DeviceRow* row = row_of(leases, address);
  if (row == nullptr) return "not there";
  return fmt::format("{} {} {}", row->mac ? row->mac->to_text() : "-", row->host.empty() ? "-" : row->host,
                     row->expires ? to_rfc3339(*row->expires) : "for ever");
}

constexpr std::string_view kea4 =
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n"
    "10.1.0.5,00:11:22:33:44:55,01:00:11:22:33:44:55,3600,1795341600,1,0,0,pc-5.school.example,0,,0\n"
    "10.1.0.6,00:11:22:33:44:66,,3600,1795341600,1,0,0,,0,,0\n"
    "10.1.0.7,00:11:22:33:44:77,,4294967295,6090308895,1,0,0,printer,0,,0\n"
    "10.1.0.8,00:11:22:33:44:88,,3600,1795341600,1,0,0,gone,0,,0\n"
    "10.1.0.8,00:11:22:33:44:88,,3600,1795341600,1,0,0,gone,2,,0\n"
    "10.1.0.9,00:11:22:33:44:99,,3600,1795341600,1,0,0,released,0,,0\n"
    "10.1.0.9,00:11:22:33:44:99,,0,1795338000,1,0,0,released,0,,0\n"
    "10.1.0.5,00:11:22:33:44:55,01:00:11:22:33:44:55,3600,1795345200,1,0,0,pc-5.school.example.,0,,0\n";

TEST_CASE("Kea's journal is played to its end") {
  const Leases leases = parse_leases(LeaseFormat::kea, kea4);
  CHECK(leases.rejected == 0);
  CHECK(leases.rows.size() == 3);
  CHECK(line_of(leases, "10.1.0.5") == "00:11:22:33:44:55 pc-5.school.example 2026-11-22T11:00:00Z");
  CHECK(line_of(leases, "10.1.0.6") == "00:11:22:33:44:66 - 2026-11-22T10:00:00Z");
  CHECK(line_of(leases, "10.1.0.7") == "00:11:22:33:44:77 printer for ever");
  CHECK(line_of(leases, "10.1.0.8") == "not there");
  CHECK(line_of(leases, "10.1.0.9") == "not there");
}

TEST_CASE("Kea's IPv6 leases name devices, and delegated prefixes none") {
  const Leases leases = parse_leases(
      LeaseFormat::kea,
      "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,"
      "hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id\n"
      "2001:db8::5,00:03:00:01:00:11:22:33:44:55,3600,1795341600,1,2400,0,1,128,0,0,pc-5,00:11:22:33:44:55,0,,1,2,0\n"
      "2001:db8:1::,00:03:00:01:00:11:22:33:44:66,3600,1795341600,1,2400,2,1,56,0,0,router,00:11:22:33:44:66,0,,1,2,"
      "0\n");
  CHECK(leases.rejected == 0);
  CHECK(leases.rows.size() == 1);
  CHECK(line_of(leases, "2001:db8::5") == "00:11:22:33:44:55 pc-5 2026-11-22T10:00:00Z");
}

TEST_CASE("Kea's files in the middle of a clean-up are one journal") {
  const std::string second(kea4.substr(0, kea4.find('\n') + 1));
  const Leases leases = parse_leases(
      LeaseFormat::kea, std::string(kea4) + second + "10.1.0.6,00:11:22:33:44:67,,3600,1795345200,1,0,0,new,0,,0\n");
  CHECK(line_of(leases, "10.1.0.6") == "00:11:22:33:44:67 new 2026-11-22T11:00:00Z");
}

TEST_CASE("a broken line of a Kea file is told and the rest holds") {
  const Leases leases =
      parse_leases(LeaseFormat::kea, std::string(kea4) + "nowhere,,,3600,1795345200,1,0,0,x,0,,0\n10.1.0.7,,,x,y\n");
  CHECK(leases.rejected == 2);
  CHECK(leases.first_fault == "line 10: \"nowhere\" is not an address");
  CHECK(leases.rows.size() == 3);
}

TEST_CASE("a file that is no Kea file says so once") {
  const Leases leases = parse_leases(LeaseFormat::kea, "hello\nworld\n");
  CHECK(leases.rejected == 1);
  CHECK(leases.first_fault == "line 1: the header of a Kea lease file is missing");
  CHECK(leases.rows.empty());
}

constexpr std::string_view isc = R"(# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
server-duid "\000\001\000\001";
failover peer "dhcp" state { my state normal at 4 2026/11/19 08:00:00; }
lease 10.1.0.5 {
  starts 0 2026/11/22 08:00:00;
  ends 0 2026/11/22 10:00:00;
  cltt 0 2026/11/22 08:00:00;
  binding state active;
  next binding state free;
  rewind binding state free;
  hardware ethernet 00:11:22:33:44:55;
  uid "\001\000\"};DU";
  client-hostname "PC-5";
  on expiry { set x = "}"; execute("a", "b"); }
}
lease 10.1.0.6 {
  ends never;
  binding state active;
  hardware ethernet 00:11:22:33:44:66;
  set ddns-fwd-name = "laptop.school.example";
}
lease 10.1.0.7 {
  starts epoch 1795334400; # Sun Nov 22 08:00:00 2026
  ends epoch 1795341600; # Sun Nov 22 10:00:00 2026
  binding state active;
  hardware ethernet 00:11:22:33:44:77;
}
lease 10.1.0.8 { ends never; binding state active; hardware ethernet 00:11:22:33:44:88; }
lease 10.1.0.8 { ends 0 2026/11/22 08:00:00; binding state free; hardware ethernet 00:11:22:33:44:88; }
ia-na "\001\000" { cltt 0 2026/11/22 08:00:00; iaaddr 2001:db8::5 { binding state active; ends never; } }
)";

TEST_CASE("dhcpd's journal is played to its end") {
  const Leases leases = parse_leases(LeaseFormat::isc, isc);
  CHECK(leases.first_fault.empty());
  CHECK(leases.rows.size() == 3);
  CHECK(line_of(leases, "10.1.0.5") == "00:11:22:33:44:55 pc-5 2026-11-22T10:00:00Z");
  CHECK(line_of(leases, "10.1.0.6") == "00:11:22:33:44:66 laptop.school.example for ever");
  CHECK(line_of(leases, "10.1.0.7") == "00:11:22:33:44:77 - 2026-11-22T10:00:00Z");
  CHECK(line_of(leases, "10.1.0.8") == "not there");
}

TEST_CASE("a dhcpd lease that is being written is left for the next look") {
  const Leases leases = parse_leases(LeaseFormat::isc, std::string(isc) + "lease 10.1.0.9 {\n  ends never;\n  hardw");
  CHECK(leases.rejected == 0);
  CHECK(leases.rows.size() == 3);
}

TEST_CASE("a broken dhcpd lease is told and the rest holds") {
  const Leases leases = parse_leases(LeaseFormat::isc,
                                     "lease 10.1.0.300 { ends never; }\n"
                                     "lease 10.1.0.4 { ends 0 2026/13/45 x; }\n"
                                     "lease 10.1.0.5 { ends never; client-hostname \"a b\"; }\n");
  CHECK(leases.rejected == 2);
  CHECK(leases.first_fault == "line 1: \"10.1.0.300\" is not an address");
  CHECK(line_of(leases, "10.1.0.5") == "- - for ever");
}

TEST_CASE("dnsmasq's leases are read, IPv4 and IPv6") {
  const Leases leases = parse_leases(LeaseFormat::dnsmasq,
                                     "1795341600 00:11:22:33:44:55 10.1.0.5 PC-5 01:00:11:22:33:44:55\n"
                                     "0 00:11:22:33:44:66 10.1.0.6 * *\n"
                                     "duid 00:01:00:01:2b:aa:bb:cc:00:11:22:33:44:00\n"
                                     "1795341600 573785173 2001:db8::5 pc-5 00:01:00:01:2b:aa\n"
                                     "soon 00:11:22:33:44:77 10.1.0.7 x *\n"
                                     "1795341600 00:11:22:33:44:77\n");
  CHECK(line_of(leases, "10.1.0.5") == "00:11:22:33:44:55 pc-5 2026-11-22T10:00:00Z");
  CHECK(line_of(leases, "10.1.0.6") == "00:11:22:33:44:66 - for ever");
  CHECK(line_of(leases, "2001:db8::5") == "- pc-5 2026-11-22T10:00:00Z");
  CHECK(leases.rejected == 2);
  CHECK(leases.first_fault == "line 5: \"soon\" is not a time");
}

constexpr std::string_view windows =
    "#TYPE Microsoft.Management.Infrastructure.CimInstance#root/Microsoft/Windows/DHCP/DhcpServerv4Lease\r\n"
    "\"IPAddress\",\"ScopeId\",\"AddressState\",\"ClientId\",\"ClientType\",\"Description\",\"HostName\","
    "\"LeaseExpiryTime\",\"ServerIP\"\r\n"
    "\"10.1.0.5\",\"10.1.0.0\",\"Active\",\"00-11-22-33-44-55\",\"Dhcp\",\"Room 5, "
    "\"\"left\"\"\",\"PC-5.school.example\","
    "\"22/11/2026 10:00:00\",\"10.0.0.2\"\r\n"
    "\"10.1.0.6\",\"10.1.0.0\",\"ActiveReservation\",\"00-11-22-33-44-66\",\"Dhcp\",,,,\"10.0.0.2\"\r\n"
    "\"10.1.0.7\",\"10.1.0.0\",\"InactiveReservation\",\"00-11-22-33-44-77\",\"Dhcp\",,\"old\",,\"10.0.0.2\"\r\n";

TEST_CASE("a Windows export is read, and its local times are not") {
  const Leases leases = parse_leases(LeaseFormat::windows, windows);
  CHECK(leases.first_fault.empty());
  CHECK(leases.rows.size() == 2);
  CHECK(line_of(leases, "10.1.0.5") == "00:11:22:33:44:55 pc-5.school.example for ever");
  CHECK(line_of(leases, "10.1.0.6") == "00:11:22:33:44:66 - for ever");
}

TEST_CASE("a Windows export in UTF-16 or with another region's separator is the same") {
  std::string wide = "\xff\xfe";
  for (const char c : windows) (wide += c) += '\0';
  std::string marked = "\xef\xbb\xbf" + std::string(windows);
  std::string semicolons(windows);
  std::ranges::replace(semicolons, ',', ';');
  for (const std::string& text : {wide, marked, semicolons}) {
    const Leases leases = parse_leases(LeaseFormat::windows, text);
    CHECK(leases.first_fault.empty());
    CHECK(leases.rows == parse_leases(LeaseFormat::windows, windows).rows);
  }
}

TEST_CASE("an export of something else is told to be one") {
  const Leases leases = parse_leases(LeaseFormat::windows, "\"Name\",\"Id\"\n\"a\",\"b\"\n");
  CHECK(leases.rejected == 1);
  CHECK(leases.first_fault.starts_with("line 1: the header has no column IPAddress"));
}

TEST_CASE("a file with more addresses than the directory holds says how many are left out") {
  std::string text;
  for (unsigned i = 0; i < DeviceDirectory::max_addresses + 10; ++i)
    text += fmt::format("0 00:11:22:{:02x}:{:02x}:{:02x} 10.{}.{}.{} * *\n", i >> 16U, (i >> 8U) & 255U, i & 255U,
                        i >> 16U, (i >> 8U) & 255U, i & 255U);
  const Leases leases = parse_leases(LeaseFormat::dnsmasq, text);
  CHECK(leases.rows.size() == DeviceDirectory::max_addresses);
  CHECK(leases.left_out == 10);
}

TEST_CASE("lease formats are known by name") {
  CHECK(find_lease_format("kea") == LeaseFormat::kea);
  CHECK(find_lease_format("isc") == LeaseFormat::isc);
  CHECK(find_lease_format("dnsmasq") == LeaseFormat::dnsmasq);
  CHECK(find_lease_format("windows") == LeaseFormat::windows);
  CHECK(!find_lease_format("dhcpcd"));
}

}  // namespace
}  // namespace schoolgate
