// NOTIFY (RFC 1996): who is heeded, and what everybody else hears.
#include "resolver/pipeline.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using Outcome = Pipeline::Outcome;

namespace {

struct NoUpstream final : Upstream {
  void resolve(NameView, std::uint16_t, bool, Done done) override { done({}); }
};

struct School {
  NoUpstream upstream;
  WorkerStatistics statistics;
  std::vector<std::string> heard;
  std::unique_ptr<Pipeline> pipeline;

  School() {
    ResolverConfig config;
    config.allow = {Prefix::parse("10.0.0.0/8").value()};
    config.workers = 1;
    pipeline = std::make_unique<Pipeline>(config, upstream, statistics, Pipeline::Late());
    pipeline->use(Snapshot::build(std::make_shared<PolicyState>(), nullptr, nullptr));
    pipeline->at({UtcMillis{std::chrono::milliseconds{1'800'000'000'000}}, 1000});
  }
  void listen() {
    pipeline->tell([this](const Address& from, NameView zone) {
      heard.push_back(from.to_text() + " " + zone.to_text());
      return from == Address::parse("192.0.2.53").value();
    });
  }
  std::string notify(std::string_view from, const std::string& type = "SOA") {
    test::Octets packet = test::query({.name = "RPZ.test", .type = type, .recursion_desired = false});
    packet[2] = static_cast<std::uint8_t>(packet[2] | 0x24U);  // the opcode, and AA as primaries send it
    test::Octets out(max_udp_reply_octets);
    const auto result = pipeline->handle({packet, Address::parse(from).value(), Transport::udp, 0}, out);
    if (result.outcome != Outcome::replied) return "silence";
    CHECK((out[2] & 0xf8U) == 0xa0U);  // a reply, of the same opcode
    out[2] = static_cast<std::uint8_t>(out[2] & 0x87U);
    return test::decode({out.data(), result.size}).rcode;
  }
};

TEST_CASE("a primary's NOTIFY is acknowledged, though it is no client") {
  School school;
  school.listen();
  CHECK(school.notify("192.0.2.53") == "NOERROR");
  CHECK(school.heard == std::vector<std::string>{"192.0.2.53 rpz.test"});
}

TEST_CASE("anybody else's NOTIFY is not heeded: NOTIMP for a client, REFUSED for an outsider") {
  School school;
  CHECK(school.notify("192.0.2.53") == "REFUSED");
  CHECK(school.notify("10.0.0.1") == "NOTIMPL");
  school.listen();
  CHECK(school.notify("10.0.0.1") == "NOTIMPL");
  CHECK(school.notify("192.0.2.54") == "REFUSED");
  CHECK(school.notify("192.0.2.53", "A") == "REFUSED");
  CHECK(school.heard == std::vector<std::string>{"10.0.0.1 rpz.test", "192.0.2.54 rpz.test"});
}

}  // namespace
