#include "resolver/local.h"

#include <string>

#include "resolver/wire/message.h"
#include "tests/catch.h"

using namespace schoolgate;
using Kind = LocalName::Kind;

namespace {
std::optional<LocalName> found(const std::string& name, std::uint16_t type = wire::type::a) {
  return find_local(Name::from_text(name).value(), type);
}
}  // namespace

TEST_CASE("signals, special-use names and private reverse zones are local, with all below them") {
  for (const char* name : {"use-application-dns.net", "mask.icloud.com", "mask-h2.icloud.com", "mask-canary.icloud.com",
                           "dns-tunnel-check.googlezip.net"}) {
    INFO(name);
    CHECK(found(name)->kind == Kind::signal);
  }
  for (const char* name : {"invalid", "a.invalid", "a.test", "duck.onion", "printer.local", "a.home.arpa", "x.alt",
                           "1.0.0.10.in-addr.arpa", "1.0.31.172.in-addr.arpa", "1.1.168.192.in-addr.arpa",
                           "1.d.f.ip6.arpa", "1.0.0.127.in-addr.arpa", "1.8.b.d.0.1.0.0.2.ip6.arpa", "wiki.internal",
                           "1.0.64.100.in-addr.arpa", "9.255.127.100.in-addr.arpa"}) {
    INFO(name);
    REQUIRE(found(name));
    CHECK(found(name)->kind == Kind::no_name);
  }
  CHECK(found("localhost")->kind == Kind::localhost);
  CHECK(found("a.localhost")->kind == Kind::localhost);
  CHECK(found("_dns.resolver.arpa", wire::type::svcb)->kind == Kind::nothing);
}

TEST_CASE("names that only look alike are not local") {
  for (const char* name :
       {"www.example.com", "net", "icloud.com", "notmask.icloud.com", "application-dns.net", "local.example",
        "mask.icloud.com.example", "1.0.0.11.in-addr.arpa", "1.32.172.in-addr.arpa", "xlocal.example", "in-addr.arpa",
        "100.in-addr.arpa", "1.0.63.100.in-addr.arpa", "1.0.128.100.in-addr.arpa", "1.0.064x.100.in-addr.arpa"}) {
    INFO(name);
    const auto row = found(name, wire::type::ns);
    CHECK_FALSE(row);
  }
}

TEST_CASE("a zone's own name exists, and its SOA stands at its apex") {
  CHECK(found("10.in-addr.arpa")->kind == Kind::nothing);
  CHECK(found("1.0.0.10.in-addr.arpa")->apex == 6);
  CHECK(found("home.arpa")->kind == Kind::nothing);
  CHECK(found("64.100.in-addr.arpa")->kind == Kind::nothing);
  CHECK(found("1.0.100.100.in-addr.arpa")->apex == 4);
  CHECK(found("home.arpa", wire::type::ds)->kind == Kind::nothing);  // RFC 8375 section 4: no delegation to prove
}

TEST_CASE("single-label names stay inside, but validators may ask about top-level domains") {
  CHECK(found("intranet")->kind == Kind::no_name);
  CHECK(found("com", wire::type::aaaa)->kind == Kind::no_name);
  CHECK_FALSE(found("com", wire::type::ds));
  CHECK_FALSE(find_local(NameView(), wire::type::ns));
}

TEST_CASE("a dot inside a label is no separator") {
  const auto odd = Name::from_wire(
      std::vector<std::uint8_t>{15, 'm', 'a', 's', 'k', '.', 'i', 'c', 'l', 'o', 'u', 'd', '.', 'c', 'o', 'm', 0});
  REQUIRE(odd);
  CHECK_FALSE(find_local(*odd, wire::type::ns));
}
