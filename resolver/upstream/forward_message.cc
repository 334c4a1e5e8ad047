#include "resolver/upstream/forward_message.h"

#include <algorithm>

namespace schoolgate {
namespace {

using Kind = ReplyReading::Kind;
using wire::Rcode;

constexpr std::size_t question_at = wire::header_octets;
constexpr std::uint8_t case_bit = 0x20;  // of an ASCII letter

// Length octets are below 64, so below every letter: folding leaves them alone.
bool same_letters(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return std::ranges::equal(a, b, [](std::uint8_t x, std::uint8_t y) { return wire::lower(x) == wire::lower(y); });
}

Kind classify(std::span<const std::uint8_t> packet, bool edns) {
  const std::uint16_t flags = wire::get16(&packet[2]);
  const auto rcode = static_cast<Rcode>(flags & wire::rcode_bits);
  const bool no_additional = wire::get16(&packet[10]) == 0;  // so no OPT either
  if (rcode == Rcode::format_error || rcode == Rcode::not_implemented)
    return edns && no_additional ? Kind::no_edns : Kind::failure;
  if (rcode != Rcode::no_error && rcode != Rcode::name_error) return Kind::failure;
  if ((flags & wire::flag_tc) != 0) return Kind::truncated;
  // Neither knows nor looks further: a referral from a server that was named as an upstream by mistake.
  const bool empty = wire::get16(&packet[6]) == 0;
  if (empty && rcode == Rcode::no_error && (flags & (wire::flag_aa | wire::flag_ra)) == 0) return Kind::failure;
  return Kind::answer;
}

}  // namespace

std::size_t write_query(const ForwardQuestion& question, std::span<std::uint8_t> out) {
  std::uint8_t* at = out.data();
  std::fill_n(at, wire::header_octets, std::uint8_t{0});
  wire::put16(at, question.id);
  wire::put16(at + 2, question.checking_disabled ? wire::flag_rd | wire::flag_cd : wire::flag_rd);
  wire::put16(at + 4, 1);
  wire::put16(at + 10, question.edns ? 1 : 0);
  at = std::ranges::copy(question.name, at + question_at).out;
  wire::put16(at, question.type);
  wire::put16(at + 2, wire::class_in);
  at += 4;
  if (question.edns) {  // RFC 6891 section 6.1.2: root, OPT, size, extended rcode and version 0, flags, no options
    *at = 0;
    wire::put16(at + 1, wire::type::opt);
    wire::put16(at + 3, forward_udp_octets);
    wire::put32(at + 5, wire::edns_flag_do);
    wire::put16(at + 9, 0);
    at += wire::opt_octets;
  }
  return static_cast<std::size_t>(at - out.data());
}

ReplyReading read_reply(std::span<const std::uint8_t> packet, const ForwardQuestion& asked) {
  if (packet.size() < wire::header_octets || wire::get16(packet.data()) != asked.id) return {};
  const std::uint16_t flags = wire::get16(&packet[2]);
  if ((flags & wire::flag_qr) == 0 || (flags & wire::opcode_bits) != 0) return {};
  const std::uint16_t questions = wire::get16(&packet[4]);
  // Servers from before EDNS may send the bare header of what they could not read. It is no answer: what follows from
  // it is a query without EDNS, so it needs no question.
  if (questions == 0 && packet.size() == wire::header_octets)
    return classify(packet, asked.edns) == Kind::no_edns ? ReplyReading{Kind::no_edns, true} : ReplyReading{};
  if (questions != 1 || packet.size() < question_at + asked.name.size() + 4) return {};
  const auto name = packet.subspan(question_at, asked.name.size());
  const std::uint8_t* rest = packet.data() + question_at + name.size();
  if (wire::get16(rest) != asked.type || wire::get16(rest + 2) != wire::class_in) return {};
  if (std::ranges::equal(name, asked.name)) return {classify(packet, asked.edns), true};
  if (same_letters(name, asked.name)) return {classify(packet, asked.edns), false};
  return {};
}

bool ends_in_alias(std::span<const std::uint8_t> packet, std::uint16_t type) {
  const std::uint16_t answers = wire::get16(&packet[6]), authorities = wire::get16(&packet[8]);
  const auto rcode = static_cast<Rcode>(wire::get16(&packet[2]) & wire::rcode_bits);
  if (answers == 0 || rcode != Rcode::no_error || type == wire::type::cname || type == wire::type::any) return false;
  wire::Cursor cursor(packet, question_at);
  if (!cursor.skip_name() || !cursor.skip(4)) return false;
  bool aliases = false;
  for (unsigned i = 0; i < answers + authorities; ++i) {
    wire::RecordHead record;
    if (!cursor.skip_name() || !wire::read_record(cursor, record)) return false;
    if (i < answers ? record.type == type : record.type == wire::type::soa) return false;
    aliases |= i < answers && record.type == wire::type::cname;
  }
  return aliases;
}

bool has_alias(std::span<const std::uint8_t> packet, const std::function<bool(NameView)>& is) {
  wire::Cursor cursor(packet, question_at);
  if (!cursor.skip_name() || !cursor.skip(4)) return false;
  for (unsigned left = wire::get16(&packet[6]); left > 0; --left) {
    wire::RecordHead record;
    if (!cursor.skip_name() || !wire::read_record(cursor, record)) return false;
    if (record.type != wire::type::cname) continue;
    wire::Cursor data(packet, record.data);
    wire::WireName target;
    if (!data.name(target)) return false;
    target.fold();
    if (is(target.view())) return true;
  }
  return false;
}

void normalise_answer(std::span<std::uint8_t> packet, std::size_t name_octets) {
  wire::put16(packet.data(), 0);
  std::ranges::transform(packet.subspan(question_at, name_octets), packet.begin() + question_at, wire::lower);
}

void randomise_case(wire::WireName& name, RandomSource& random) {
  unsigned bits = 0, left = 0;
  for (std::uint8_t& octet : std::span(name.octets).first(name.size)) {
    if (octet < 'a' || octet > 'z') continue;
    if (left == 0) {
      bits = random.octet();
      left = 8;
    }
    if ((bits & 1U) != 0) octet ^= case_bit;
    bits >>= 1U;
    --left;
  }
}

}  // namespace schoolgate
