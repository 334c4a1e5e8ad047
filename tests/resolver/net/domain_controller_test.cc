// Conditional forwarding against a real authoritative server that plays a domain controller.
#include <algorithm>
#include <chrono>

#include "tests/resolver/net/name_server.h"
#include "tests/resolver/net/server_bench.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

const std::string domain =
    "dc1 IN A 10.0.0.2\n"
    "dc1 IN AAAA fd00::2\n"
    "_ldap._tcp IN SRV 0 100 389 dc1\n"
    "_ldap._tcp.dc._msdcs IN SRV 0 100 389 dc1\n"
    "_kerberos._udp IN SRV 0 100 88 dc1\n"
    "_gc._tcp.Default-First-Site-Name._sites IN SRV 0 100 3268 dc1\n"
    "4f1b2c3d-1111-2222-3333-444455556666._msdcs IN CNAME dc1\n"
    "@ IN A 10.0.0.2\n"
    "@ IN TXT \"a domain\"\n"
    "$TTL 1\n"
    "pc-5 IN A 10.0.0.5\n";
const std::string reverse = "2.0.0 IN PTR dc1.school.local.\n";

/// Everybody in a walled garden, the strictest a school has, and the zones with this server.
std::shared_ptr<const Snapshot> forwarding_to(const Endpoint& controller) {
  auto state = std::make_shared<PolicyState>();
  Group everybody;
  everybody.id = everybody.name = "everybody";
  everybody.walled_garden = true;
  state->groups.emplace(everybody.id, everybody);
  for (const std::string zone : {"school.local", "10.in-addr.arpa"})
    state->forward_zones[zone] = {zone, zone, {to_text(controller)}};
  auto snapshot = Snapshot::build(state, std::make_shared<CompiledLists>(), std::make_shared<SealedSet>());
  REQUIRE(snapshot->warnings.empty());
  return snapshot;
}

class School {
 public:
  School() : controller({{"school.local", domain}, {"10.in-addr.arpa", reverse}}), client(bench.endpoint()) {}
  Decoded ask(const std::string& name, const std::string& type) {
    const auto reply = client.ask(query({.name = name, .type = type}));
    REQUIRE(reply);
    return decode(*reply);
  }
  bool answers(const std::string& name, const std::string& type, const std::string& data) {
    const Decoded reply = ask(name, type);
    return std::ranges::any_of(reply.answer, [&](const std::string& record) { return record.ends_with(" " + data); });
  }
  /// What another process does is seen soon; never waits for long unless it fails.
  bool soon(const std::function<bool()>& check) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end)
      if (check()) return true;
    return false;
  }

  ServerBench bench;
  NameServer controller;
  UdpClient client;
};

}  // namespace

TEST_CASE("a domain controller's names resolve through conditional forwarding, and nobody outside is asked") {
  if (!NameServer::is_installed()) {
    WARN("nsd is not installed");
    return;
  }
  School school;
  CHECK(school.ask("dc1.school.local", "A").rcode == "NXDOMAIN");  // .local is nobody's yet
  school.bench.server->publish(forwarding_to(school.controller.endpoint()));
  REQUIRE(school.soon([&] { return school.answers("dc1.school.local", "A", "10.0.0.2"); }));

  CHECK(school.answers("dc1.school.local", "AAAA", "fd00::2"));
  CHECK(school.answers("_ldap._tcp.school.local", "SRV", "0 100 389 dc1.school.local."));
  CHECK(school.answers("_ldap._tcp.dc._msdcs.school.local", "SRV", "0 100 389 dc1.school.local."));
  CHECK(school.answers("_kerberos._udp.school.local", "SRV", "0 100 88 dc1.school.local."));
  CHECK(school.answers("_gc._tcp.default-first-site-name._sites.school.local", "SRV", "0 100 3268 dc1.school.local."));
  CHECK(school.answers("4f1b2c3d-1111-2222-3333-444455556666._msdcs.school.local", "A", "10.0.0.2"));
  CHECK(school.answers("school.local", "A", "10.0.0.2"));
  CHECK(school.answers("school.local", "TXT", "\"a domain\""));
  CHECK(school.answers("2.0.0.10.in-addr.arpa", "PTR", "dc1.school.local."));
  CHECK(school.ask("nobody.school.local", "A").rcode == "NXDOMAIN");
  CHECK(school.ask("intranet", "A").rcode == "NXDOMAIN");  // one label: never leaves the site
  CHECK(school.bench.upstream.udp_queries + school.bench.upstream.tcp_queries == 0);
}

TEST_CASE("a name that a device registers itself is seen as soon as its old answer has ended") {
  if (!NameServer::is_installed()) {
    WARN("nsd is not installed");
    return;
  }
  School school;
  school.bench.server->publish(forwarding_to(school.controller.endpoint()));
  REQUIRE(school.soon([&] { return school.answers("pc-5.school.local", "A", "10.0.0.5"); }));
  CHECK(school.ask("pc-6.school.local", "A").rcode == "NXDOMAIN");
  school.controller.change_zone("school.local", domain + "pc-6 IN A 10.0.0.6\n");
  school.controller.change_zone("10.in-addr.arpa", reverse + "6.0.0 IN PTR pc-6.school.local.\n");
  CHECK(school.soon([&] { return school.answers("pc-6.school.local", "A", "10.0.0.6"); }));
  CHECK(school.soon([&] { return school.answers("6.0.0.10.in-addr.arpa", "PTR", "pc-6.school.local."); }));
}
