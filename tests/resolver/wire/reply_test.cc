#include "resolver/wire/reply.h"

#include <array>
#include <string>

#include "resolver/wire/inspect.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using test::decode;
using wire::Ede;
using wire::Rcode;
using wire::Reply;

namespace {
constexpr std::array<std::uint8_t, 4> nowhere = {};
std::array<std::uint8_t, 1232> buffer;
test::Decoded finished(Reply& reply, const wire::ExtendedError& why = {}) {
  const std::size_t size = reply.finish(why);
  return decode(std::span(buffer).first(size));
}
}  // namespace

TEST_CASE("a reply copies id, case, RD and CD, and offers recursion") {
  const auto question = wire::parse_question(test::query({.name = "BeT.example", .checking_disabled = true}));
  Reply reply(question, buffer, 1232);
  reply.address(10, nowhere);
  const auto got = finished(reply, {Ede::blocked, "Gambling"});
  REQUIRE(got.well_formed);
  CHECK(got.id == 0x1234);
  CHECK(got.question == "BeT.example. A");
  CHECK((got.qr && got.rd && got.ra && got.cd && !got.aa && !got.ad && !got.tc));
  CHECK(got.answer == std::vector<std::string>{"BeT.example. 10 A 0.0.0.0"});
  CHECK(got.edns);
  CHECK(got.udp_size == 1232);
  CHECK(got.ede == 15);
  CHECK(got.ede_text == "Gambling");
}

TEST_CASE("a client without EDNS gets none") {
  const auto question = wire::parse_question(test::query({.name = "bet.example", .edns = false}));
  Reply reply(question, buffer, 512);
  const auto got = finished(reply, {Ede::blocked, "Gambling"});
  CHECK_FALSE(got.edns);
  CHECK_FALSE(got.ede.has_value());
}

TEST_CASE("DO is copied back") {
  const auto question = wire::parse_question(test::query({.name = "a.example", .dnssec_ok = true}));
  Reply reply(question, buffer, 512);
  CHECK(finished(reply).dnssec_ok);
}

TEST_CASE("a negative answer carries the zone's SOA") {
  const auto question = wire::parse_question(test::query({.name = "pc.10.in-addr.arpa", .type = "PTR"}));
  Reply reply(question, buffer, 512);
  reply.rcode(Rcode::name_error);
  reply.negative(300, 3);
  const auto got = finished(reply);
  CHECK(got.rcode == "NXDOMAIN");
  CHECK(got.authority ==
        std::vector<std::string>{"10.in-addr.arpa. 300 SOA 10.in-addr.arpa. nobody.invalid. 1 3600 1200 604800 300"});
}

TEST_CASE("an alias owns the addresses that follow it") {
  const auto question = wire::parse_question(test::query({.name = "www.bing.com"}));
  const Name target = Name::from_text("strict.bing.com").value();
  Reply reply(question, buffer, 512);
  reply.alias(target, 300);
  reply.address(60, nowhere);
  CHECK(finished(reply).answer ==
        std::vector<std::string>{"www.bing.com. 300 CNAME strict.bing.com.", "strict.bing.com. 60 A 0.0.0.0"});
}

TEST_CASE("what does not fit is cut to a truncated reply that keeps question and OPT") {
  const auto question = wire::parse_question(test::query({.name = "big.example"}));
  Reply reply(question, buffer, 512);
  for (int i = 0; i < 40; ++i) reply.address(60, nowhere);
  const auto got = finished(reply);
  CHECK(got.tc);
  CHECK(got.answer.empty());
  CHECK(got.edns);
  CHECK(got.question == "big.example. A");
  CHECK(got.size <= 512);
}

TEST_CASE("an extended error's text never makes a reply too large") {
  const auto question = wire::parse_question(test::query({.name = "a.example"}));
  for (std::size_t records = 20; records < 32; ++records) {
    Reply reply(question, buffer, 512);
    for (std::size_t i = 0; i < records; ++i) reply.address(60, nowhere);
    const auto got = finished(reply, {Ede::blocked, std::string(80, 'x')});
    CHECK(got.well_formed);
    CHECK(got.size <= 512);
    CHECK(got.ede_text.size() <= wire::max_ede_text);
  }
}

TEST_CASE("BADVERS travels in OPT") {
  const auto question = wire::parse_question(test::query({.name = "a.example", .edns_version = 3}));
  CHECK(decode(std::span(buffer).first(wire::write_error(question, Rcode::bad_version, {}, buffer))).rcode ==
        "BADVERS");
}

TEST_CASE("a stored answer is served in the client's case, aged and clipped") {
  const auto message =
      test::upstream_reply({.name = "www.example.",
                            .answer = {"www.example. 300 CNAME cdn.example.net.", "cdn.example.net. 60 A 192.0.2.1"}});
  const Name name = Name::from_text("www.example").value();
  const auto answer = wire::inspect(message, {name, wire::type::a, false}, true);
  REQUIRE(answer);
  const auto question = wire::parse_question(test::query({.name = "wWw.Example"}));
  const auto served = [&](const wire::Age& age, bool authentic) {
    Reply reply(question, buffer, 1232);
    reply.stored(answer->view(), age, authentic);
    return finished(reply);
  };
  const auto got = served({.seconds = 20, .at_most = 250}, true);
  CHECK(got.answer ==
        std::vector<std::string>{"wWw.Example. 250 CNAME cdn.example.net.", "cdn.example.net. 40 A 192.0.2.1"});
  CHECK(got.ad);
  CHECK(served({.seconds = 100}, false).answer[1] == "cdn.example.net. 0 A 192.0.2.1");
  CHECK(served({.seconds = 9999, .stale_ttl = 30}, false).answer[0] == "wWw.Example. 30 CNAME cdn.example.net.");
}
