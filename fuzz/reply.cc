// Any octets as the reply to a plain forwarder's query: nothing outside them is read, what is taken for an answer has
// the question's very id, name, type and class, and is as the pipeline expects it once it was put in its form. The
// input: the asked name in wire form, two octets of type, then the reply.
#include <algorithm>
#include <span>
#include <vector>

#include "fuzz/check.h"
#include "resolver/upstream/forward_message.h"

using namespace schoolgate;

namespace {

constexpr std::uint16_t id = 0x1234;

/// The reply to a query, made from the query itself: the start of whatever the fuzzer does to it.
void check_round_trip(const ForwardQuestion& question) {
  std::array<std::uint8_t, max_forward_query> packet;
  const std::size_t size = write_query(question, packet);
  SCHOOLGATE_PROMISE(size <= packet.size());
  SCHOOLGATE_PROMISE(read_reply(std::span(packet).first(size), question).kind == ReplyReading::Kind::wrong);  // no QR
  packet[2] |= wire::flag_qr >> 8U;
  packet[3] |= wire::flag_ra;
  const ReplyReading reading = read_reply(std::span(packet).first(size), question);
  SCHOOLGATE_PROMISE(reading.kind == ReplyReading::Kind::answer && reading.same_case);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wire::Cursor cursor({data, size});
  wire::WireName name;
  std::uint16_t type = 0;
  // The asked name comes from our own parser, so it is well formed.
  if (!cursor.name(name) || !cursor.u16(type)) return 0;
  const ForwardQuestion question{id, name.wire(), type, false, (type & 1U) != 0};
  check_round_trip(question);

  std::vector<std::uint8_t> packet(cursor.here(), cursor.here() + cursor.left());
  const ReplyReading reading = read_reply(packet, question);
  if (reading.kind == ReplyReading::Kind::wrong) return 0;
  SCHOOLGATE_PROMISE(packet.size() >= wire::header_octets && wire::get16(packet.data()) == id);
  if (reading.kind == ReplyReading::Kind::no_edns) return 0;
  const auto echoed = std::span(packet).subspan(wire::header_octets, name.size);
  SCHOOLGATE_PROMISE(std::ranges::equal(echoed, name.wire()) == reading.same_case);
  SCHOOLGATE_PROMISE(wire::get16(&packet[wire::header_octets + name.size]) == type);
  if (reading.kind != ReplyReading::Kind::answer) return 0;
  ends_in_alias(packet, type);  // reads behind the question: within bounds, or the sanitizer tells
  normalise_answer(packet, name.size);
  name.fold();
  SCHOOLGATE_PROMISE(wire::get16(packet.data()) == 0 && std::ranges::equal(echoed, name.wire()));
  return 0;
}
