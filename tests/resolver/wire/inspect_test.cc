#include "resolver/wire/inspect.h"

#include <string>
#include <vector>

#include "blocklists/prefix.h"
#include "resolver/wire/question.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using test::Says;
using Texts = std::vector<std::string>;

namespace {

const std::string soa = "example. 900 SOA ns.example. host.example. 1 2 3 4 120";
const std::string signature = "8 2 300 20300101000000 20200101000000 1 example. AAAA";

std::optional<wire::Answer> inspected(const Says& says, bool dnssec_ok = false, bool secure = true) {
  const auto question = wire::parse_question(test::query({.name = says.name, .type = says.type}));
  return wire::inspect(test::upstream_reply(says), {question.name(), question.type, dnssec_ok}, secure);
}
test::Decoded decoded(const std::optional<wire::Answer>& answer) {
  REQUIRE(answer);
  const auto got = test::decode(answer->message);
  REQUIRE(got.well_formed);
  return got;
}
Texts targets(const wire::Answer& answer) {
  Texts all;
  for (std::size_t at = 0; at < answer.targets.size();) {
    const Name name = Name::from_wire(std::span(answer.targets).subspan(at)).value();
    all.push_back(name.to_text());
    at += name.view().wire().size();
  }
  return all;
}

}  // namespace

TEST_CASE("an answer keeps its records, and its shortest TTL is its lifetime") {
  const auto answer =
      inspected({.name = "www.example", .answer = {"www.example. 300 A 192.0.2.1", "www.example. 60 A 192.0.2.2"}});
  CHECK(decoded(answer).answer == Texts{"www.example. 300 A 192.0.2.1", "www.example. 60 A 192.0.2.2"});
  CHECK(answer->lifetime == 60);
  CHECK(answer->secure);
  CHECK(answer->ttl_offsets.size() == 2);
}

TEST_CASE("alias targets are collected in chain order and in lower case") {
  const auto answer =
      inspected({.name = "www.example",
                 .answer = {"www.example. 300 CNAME A.Tracker.example.", "a.tracker.example. 300 CNAME b.example.net.",
                            "b.example.net. 300 A 192.0.2.1"}});
  REQUIRE(answer);
  CHECK(targets(*answer) == Texts{"a.tracker.example", "b.example.net"});
}

TEST_CASE("an alias chain without end makes the answer unusable") {
  Says says{.name = "a0.example"};
  for (int i = 0; i < 17; ++i)
    says.answer.push_back("a" + std::to_string(i) + ".example. 300 CNAME a" + std::to_string(i + 1) + ".example.");
  CHECK_FALSE(inspected(says));
  says.answer.pop_back();
  CHECK(inspected(says));
}

TEST_CASE("TTLs are clipped to a day, and nonsense is none") {
  CHECK(decoded(inspected({.name = "a.example", .answer = {"a.example. 999999 A 192.0.2.1"}})).answer[0] ==
        "a.example. 86400 A 192.0.2.1");
  CHECK(inspected({.name = "a.example", .answer = {"a.example. 4294967295 A 192.0.2.1"}})->lifetime == 0);
}

TEST_CASE("a negative answer lives as long as its SOA says, an hour at most, and not at all without one") {
  CHECK(inspected({.name = "no.example", .rcode = "NXDOMAIN", .authority = {soa}})->lifetime == 120);
  CHECK(inspected({.name = "no.example", .authority = {"example. 86400 SOA ns.example. h.example. 1 2 3 4 86400"}})
            ->lifetime == 3600);
  CHECK(inspected({.name = "no.example", .rcode = "NXDOMAIN"})->lifetime == 0);
  // An alias that leads nowhere is negative as well.
  CHECK(
      inspected({.name = "w.example", .answer = {"w.example. 600 CNAME no.example."}, .authority = {soa}})->lifetime ==
      120);
}

TEST_CASE("signatures go to those who set DO, and name servers and additional records to nobody") {
  const Says says{.name = "www.example",
                  .answer = {"www.example. 300 A 192.0.2.1", "www.example. 300 RRSIG A " + signature},
                  .authority = {"example. 300 NS ns.example.", "example. 300 NSEC www.example. A RRSIG NSEC"},
                  .additional = {"ns.example. 300 A 192.0.2.9"}};
  const auto plain = decoded(inspected(says, false));
  CHECK(plain.answer.size() == 1);
  CHECK(plain.authority.empty());
  CHECK(plain.additional.empty());
  const auto with_do = decoded(inspected(says, true));
  CHECK(with_do.answer.size() == 2);
  CHECK(with_do.authority.size() == 1);
}

TEST_CASE("who asks for signatures gets them without DO") {
  CHECK(decoded(inspected({.name = "a.example", .type = "RRSIG", .answer = {"a.example. 300 RRSIG A " + signature}}))
            .answer.size() == 1);
}

TEST_CASE("ech is taken out of HTTPS records, with its signature and the claim to be authentic") {
  const Says says{.name = "a.example",
                  .type = "HTTPS",
                  .answer = {"a.example. 300 RRSIG HTTPS " + signature,
                             "a.example. 300 HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1 ech=AEX+DQ== ipv6hint=2001:db8::1"}};
  const auto answer = inspected(says, true);
  CHECK(decoded(answer).answer == Texts{"a.example. 300 HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1"});
  CHECK_FALSE(answer->secure);
}

TEST_CASE("an HTTPS record without ech stays as it is") {
  const Says says{.name = "a.example",
                  .type = "HTTPS",
                  .answer = {"a.example. 300 HTTPS 1 . alpn=h2", "a.example. 300 RRSIG HTTPS " + signature}};
  const auto answer = inspected(says, true);
  CHECK(decoded(answer).answer.size() == 2);
  CHECK(answer->secure);
}

TEST_CASE("a record that is useless without ech goes as a whole") {
  const auto answer = inspected({.name = "a.example",
                                 .type = "HTTPS",
                                 .answer = {"a.example. 300 HTTPS 1 . mandatory=ech alpn=h2 ech=AEX+DQ=="}});
  CHECK(decoded(answer).answer.empty());
}

TEST_CASE("private addresses are noted, in hints too") {
  const auto is_private = [](const char* type, const std::string& data) {
    return inspected(
               {.name = "a.example", .type = type, .answer = {std::string("a.example. 300 ") + type + " " + data}})
        ->private_address;
  };
  for (const char* address :
       {"10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "169.254.1.1", "0.0.0.0"})
    CHECK(is_private("A", address));
  for (const char* address : {"11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "8.8.8.8"})
    CHECK_FALSE(is_private("A", address));
  for (const char* address : {"::1", "::", "fe80::1", "fd00::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::c0a8:101"})
    CHECK(is_private("AAAA", address));
  for (const char* address : {"2001:db8::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
    CHECK_FALSE(is_private("AAAA", address));
  CHECK(is_private("HTTPS", "1 . ipv4hint=8.8.8.8,192.168.0.1"));
  CHECK(is_private("HTTPS", "1 . ipv6hint=fd00::1"));
  CHECK_FALSE(is_private("HTTPS", "1 . ipv4hint=8.8.8.8"));
}

TEST_CASE("names in data survive compression both ways") {
  const Says says{.name = "example",
                  .type = "MX",
                  .answer = {"example. 300 MX 10 mail.example.", "example. 300 MX 20 mail.other.example."},
                  .authority = {soa}};
  CHECK(decoded(inspected(says)).answer == says.answer);
  const Says services{.name = "_ldap._tcp.ad.example",
                      .type = "SRV",
                      .answer = {"_ldap._tcp.ad.example. 60 SRV 0 100 389 dc1.ad.example."}};
  CHECK(decoded(inspected(services)).answer == services.answer);
  const Says pointer{
      .name = "1.2.0.192.in-addr.arpa", .type = "PTR", .answer = {"1.2.0.192.in-addr.arpa. 60 PTR Printer.example."}};
  CHECK(decoded(inspected(pointer)).answer == pointer.answer);
}

TEST_CASE("an answer to another question, a failure, and a cut answer are unusable") {
  const auto message = test::upstream_reply({.name = "a.example", .answer = {"a.example. 300 A 192.0.2.1"}});
  const Name other = Name::from_text("b.example").value();
  CHECK_FALSE(wire::inspect(message, {other, wire::type::a, false}, false));
  CHECK_FALSE(inspected({.name = "a.example", .rcode = "SERVFAIL"}));
  CHECK_FALSE(inspected({.name = "a.example", .rcode = "REFUSED"}));
  const Name name = Name::from_text("a.example").value();
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK_FALSE(wire::inspect(std::span(message).first(size), {name, wire::type::a, false}, false));
  CHECK(wire::inspect(message, {name, wire::type::a, false}, false));
}

TEST_CASE("a compression pointer that leads forwards or to itself ends nowhere") {
  auto message = test::upstream_reply({.name = "a.example", .answer = {"a.example. 300 CNAME b.example."}});
  const Name name = Name::from_text("a.example").value();
  const std::size_t owner = 12 + 11 + 4;
  REQUIRE(message[owner] == 0xc0);
  for (const std::uint8_t target : {static_cast<std::uint8_t>(owner), std::uint8_t{60}, std::uint8_t{255}}) {
    message[owner + 1] = target;
    CHECK_FALSE(wire::inspect(message, {name, wire::type::a, false}, false));
  }
}
