#include "resolver/wire/question.h"

#include <string>

#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;
using test::Octets;
using wire::parse_question;
using State = wire::Question::State;

namespace {
State state_of(const Octets& packet) { return parse_question(packet).state; }
Octets with_extra(Octets packet, std::string_view hex, std::uint8_t section) {
  const Octets extra = test::from_hex(hex);
  packet.insert(packet.end(), extra.begin(), extra.end());
  ++packet[section];
  return packet;
}
constexpr std::uint8_t answer_count = 7, additional_count = 11;
}  // namespace

TEST_CASE("a question is read in lower case, and keeps the case it was asked in") {
  const auto question = parse_question(test::query({.name = "WwW.Example", .type = "AAAA", .dnssec_ok = true}));
  REQUIRE(question.state == State::good);
  CHECK(question.name().to_text() == "www.example");
  CHECK(NameView::trusted(question.asked.wire()).to_text() == "WwW.Example");
  CHECK(question.type == wire::type::aaaa);
  CHECK(question.edns);
  CHECK(question.dnssec_ok);
  CHECK(question.udp_size == 1232);
  CHECK(question.id == 0x1234);
}

TEST_CASE("a size below 512 is read as 512") {
  CHECK(parse_question(test::query({.name = "a.example", .udp_size = 100})).udp_size == 512);
  CHECK(parse_question(test::query({.name = "a.example", .edns = false})).udp_size == 512);
}

TEST_CASE("what cannot be answered is met with silence") {
  CHECK(state_of({}) == State::silence);
  CHECK(state_of(test::from_hex("123401000001000000000000").empty() ? Octets{} : Octets(11, 0)) == State::silence);
  auto reply = test::query({.name = "a.example"});
  reply[2] |= 0x80U;
  CHECK(state_of(reply) == State::silence);
}

TEST_CASE("a NOTIFY for a zone is one, and is read like a question") {
  auto packet = test::query({.name = "rpz.test", .type = "SOA", .recursion_desired = false});
  packet[2] = static_cast<std::uint8_t>(packet[2] | (4U << 3U));
  CHECK(state_of(packet) == State::notify);
  for (std::size_t size = wire::header_octets; size < packet.size(); ++size)
    CHECK(state_of(Octets(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size))) == State::format_error);
}

TEST_CASE("any opcode but QUERY is not implemented") {
  for (unsigned opcode = 1; opcode < 16; ++opcode) {
    auto packet = test::query({.name = "a.example"});
    packet[2] = static_cast<std::uint8_t>((packet[2] & 0x87U) | (opcode << 3U));
    CHECK(state_of(packet) == State::not_implemented);
  }
}

TEST_CASE("a packet that is cut off anywhere is a format error") {
  const auto whole = test::query({.name = "www.example.com"});
  for (std::size_t size = wire::header_octets; size < whole.size(); ++size)
    CHECK(state_of(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) == State::format_error);
  CHECK(state_of(whole) == State::good);
}

TEST_CASE("no question, and more than one, are format errors") {
  for (const int count : {0, 2, 255}) {
    auto packet = test::query({.name = "a.example"});
    packet[5] = static_cast<std::uint8_t>(count);
    CHECK(state_of(packet) == State::format_error);
  }
}

TEST_CASE("names that are none are format errors") {
  const auto named = [](std::string_view name) {
    return state_of(test::from_hex("123401000001000000000000" + std::string(name) + "00010001"));
  };
  CHECK(named("0161 00") == State::good);
  CHECK(named("c00c") == State::format_error);       // a pointer to itself
  CHECK(named("0161 c00c") == State::format_error);  // a pointer at all
  CHECK(named("4161 00") == State::format_error);    // label kinds that are not in use
  CHECK(named("8161 00") == State::format_error);
  std::string long_name;
  for (int i = 0; i < 4; ++i) {
    long_name += "3f";
    for (int j = 0; j < 63; ++j) long_name += "61";
  }
  CHECK(named(long_name + "00") == State::format_error);  // 257 octets
  CHECK(named(long_name.substr(0, long_name.size() - 4) + "00") == State::format_error);
}

TEST_CASE("the longest name is read") {
  std::string text;
  for (int i = 0; i < 3; ++i) text += std::string(63, 'a') + ".";
  text += std::string(61, 'b');
  const auto question = parse_question(test::query({.name = text}));
  REQUIRE(question.state == State::good);
  CHECK(question.asked.size == 255);
}

TEST_CASE("OPT is found anywhere among the additional records, and only once") {
  const auto plain = test::query({.name = "a.example", .edns = false});
  const std::string opt = "00 0029 1000 00008000 0000", other = "0178 00 0001 0001 00000000 0004 c0000201";
  CHECK(parse_question(with_extra(with_extra(plain, other, additional_count), opt, additional_count)).dnssec_ok);
  CHECK(parse_question(with_extra(with_extra(plain, opt, additional_count), other, additional_count)).udp_size == 4096);
  CHECK(state_of(with_extra(with_extra(plain, opt, additional_count), opt, additional_count)) == State::format_error);
  CHECK(state_of(with_extra(plain, opt, answer_count)) == State::format_error);
  CHECK(state_of(with_extra(plain, "0178 00 0029 1000 00000000 0000", additional_count)) == State::format_error);
}

TEST_CASE("unknown EDNS options are skipped, cut off ones are format errors") {
  const auto plain = test::query({.name = "a.example", .edns = false});
  const auto with = [&](std::string_view tail) {
    return state_of(with_extra(plain, "00 0029 04d0 00000000" + std::string(tail), additional_count));
  };
  CHECK(with("000c 000a 0008 0102030405060708") == State::good);  // a cookie
  CHECK(with("0004 ffff 0000") == State::good);
  CHECK(with("0003 ffff00") == State::format_error);
  CHECK(with("0006 ffff 0003 0102") == State::format_error);
}

TEST_CASE("an EDNS version that we do not speak is said to be bad") {
  CHECK(state_of(test::query({.name = "a.example", .edns_version = 1})) == State::bad_version);
}

TEST_CASE("transfers, meta types, other classes and questions without RD are refused") {
  for (const char* type : {"AXFR", "IXFR", "MAILB", "TSIG"})
    CHECK(state_of(test::query({.name = "a.example", .type = type})) == State::refused);
  CHECK(state_of(test::query({.name = "version.bind", .type = "TXT", .klass = "CH"})) == State::refused);
  CHECK(state_of(test::query({.name = "a.example", .recursion_desired = false})) == State::refused);
  CHECK(state_of(test::query({.name = "a.example", .type = "ANY"})) == State::good);
}

TEST_CASE("types that cannot be asked for are format errors") {
  for (const char* type : {"TYPE0", "TYPE41", "TYPE128"})
    CHECK(state_of(test::query({.name = "a.example", .type = type})) == State::format_error);
}
