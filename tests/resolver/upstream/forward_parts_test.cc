#include "resolver/upstream/forward_health.h"
#include "resolver/upstream/forward_message.h"
#include "tests/catch.h"
#include "tests/resolver/upstream/fake_dns.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Kind = ReplyReading::Kind;

namespace {

const Octets www{3, 'w', 'W', 'w', 3, 'o', 'R', 'g', 0};
constexpr std::uint64_t second = 1'000'000;

ForwardQuestion question() { return {0x1234, www, 1, false, true}; }

Octets reply() {
  Octets query(max_forward_query);
  query.resize(write_query(question(), query));
  return fake_answer(query, true);
}

}  // namespace

TEST_CASE("the reply to a question is read as what it says") {
  Octets packet = reply();
  CHECK(read_reply(packet, question()).kind == Kind::answer);
  packet[2] |= 2U;
  CHECK(read_reply(packet, question()).kind == Kind::truncated);
  for (const int rcode : {2, 5, 9}) {
    packet[3] = static_cast<std::uint8_t>(0x80 | rcode);
    CHECK(read_reply(packet, question()).kind == Kind::failure);
  }
  packet[3] = 0x81;
  CHECK(read_reply(packet, question()).kind == Kind::no_edns);
  ForwardQuestion plain = question();
  plain.edns = false;
  CHECK(read_reply(packet, plain).kind == Kind::failure);
}

TEST_CASE("every change of id or question makes a reply somebody else's, a change of case a doubtful one") {
  const Octets whole = reply();
  for (const std::size_t changed : {0U, 1U, 4U, 5U, 12U, 13U, 16U, 20U, 21U, 22U, 23U, 24U}) {
    INFO(changed);
    Octets packet = whole;
    packet[changed] ^= 1U;
    CHECK(read_reply(packet, question()).kind == Kind::wrong);
  }
  for (const std::size_t letter : {13U, 14U, 15U, 17U, 18U, 19U}) {
    Octets packet = whole;
    packet[letter] ^= 0x20U;
    const ReplyReading reading = read_reply(packet, question());
    CHECK(reading.kind == Kind::answer);
    CHECK(!reading.same_case);
  }
  for (std::size_t size = 0; size < 25; ++size)
    CHECK(read_reply(std::span(whole).first(size), question()).kind == Kind::wrong);
}

TEST_CASE("a referral is no answer") {
  Octets packet = reply();
  packet[3] = 0;
  packet[7] = 0;
  CHECK(read_reply(packet, question()).kind == Kind::failure);
}

TEST_CASE("an answer ends in an alias when neither what was asked nor a SOA follows it") {
  Octets packet = reply();
  CHECK_FALSE(ends_in_alias(packet, 1));
  const std::size_t question_end = 12 + www.size() + 4;
  packet.resize(question_end);
  append(packet, {0xC0, 12, 0, 5, 0, 1, 0, 0, 1, 44, 0, 4, 1, 'x', 0xC0, 16});
  CHECK(ends_in_alias(packet, 1));
  CHECK(ends_in_alias(packet, 28));
  CHECK_FALSE(ends_in_alias(packet, 5));
  CHECK_FALSE(ends_in_alias(packet, 255));
  Octets unknown = packet;
  unknown[3] = 0x83;  // NXDOMAIN: the end of the chain is known not to exist
  CHECK_FALSE(ends_in_alias(unknown, 1));

  Octets followed = packet;
  followed[7] = 2;
  append(followed, {1, 'x', 0xC0, 16, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 7});
  CHECK_FALSE(ends_in_alias(followed, 1));
  Octets empty = packet;
  empty[9] = 1;
  append(empty, {0xC0, 16, 0, 6, 0, 1, 0, 0, 1, 44, 0, 22, 0, 0});
  append(empty, {0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 3, 132, 0, 9, 58, 128, 0, 0, 0, 60});
  CHECK_FALSE(ends_in_alias(empty, 1));

  for (std::size_t size = 12; size < packet.size(); ++size)
    CHECK_FALSE(ends_in_alias(std::span(packet).first(size), 1));
}

TEST_CASE("the case of letters is random, and nothing else changes") {
  RandomSource random;
  wire::WireName name;
  name.size = 255;
  std::fill_n(name.octets.begin(), name.size, std::uint8_t{'a'});
  name.octets[0] = 0x41;
  name.octets[7] = '-';
  randomise_case(name, random);
  const auto upper = std::count(name.octets.begin(), name.octets.end(), 'A') - 1;
  CHECK((upper > 80 && upper < 175));
  CHECK(name.octets[0] == 0x41);
  CHECK(name.octets[7] == '-');
}

TEST_CASE("timeouts follow the round trips, within bounds") {
  ServerHealth health;
  CHECK(health.timeout() == ServerHealth::first_timeout);
  for (std::uint64_t i = 1; i < 100; ++i) health.answered(i * second, 500);
  CHECK(health.timeout() == ServerHealth::min_timeout);
  for (std::uint64_t i = 100; i < 200; ++i) health.answered(i * second, 300'000);
  CHECK(health.timeout() >= 300'000);
  CHECK(health.timeout() < 400'000);
  health.answered(200 * second, 60 * second);
  CHECK(health.timeout() == ServerHealth::max_timeout);
}

TEST_CASE("a silent server is held for longer and longer, and an answer ends it") {
  ServerHealth health;
  std::uint64_t now = second;
  health.silent(now, now - 1);
  health.silent(now, now - 1);
  CHECK(!health.held(now));
  std::uint64_t before = 0;
  for (int i = 0; i < 10; ++i) {
    health.silent(now, now - 1);
    std::uint64_t hold = 0;
    while (health.held(now + hold)) hold += second / 2;
    CHECK(hold >= std::max(before, ServerHealth::min_hold));
    CHECK(hold <= ServerHealth::max_hold);
    before = hold;
    now += hold;
  }
  CHECK(before == ServerHealth::max_hold);
  // One query finds out for all.
  health.note_chosen(now);
  CHECK(health.held(now + 1));
  health.answered(now + 1, 500);
  CHECK(!health.held(now + 1));
  // What was sent before the server answered another says nothing.
  for (int i = 0; i < 10; ++i) health.silent(now + second, now);
  CHECK(!health.held(now + second));
}

TEST_CASE("what a server cannot do is forgotten after a while") {
  ServerHealth health;
  const std::uint64_t now = second;
  health.lacks_edns(now);
  CHECK(!health.knows_edns(now));
  CHECK(health.knows_edns(now + ServerHealth::no_edns_for));
  CHECK(!health.case_lost(now, true));  // over TCP alone: of no consequence
  CHECK(!health.case_lost(now, false));
  CHECK(!health.case_lost(now, false));
  health.case_echoed();
  CHECK(!health.case_lost(now, false));
  CHECK(health.echoes_case(now));
  CHECK(health.case_lost(now, true));
  CHECK(!health.echoes_case(now));
  CHECK(health.echoes_case(now + ServerHealth::no_case_for));
}
