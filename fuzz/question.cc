// Any octets as a question, and the replies that are made of it: every reply fits, answers that very question, and can
// be walked from its first octet to its last.
#include "resolver/wire/question.h"

#include <algorithm>
#include <array>
#include <span>

#include "fuzz/check.h"
#include "resolver/wire/reply.h"

using namespace schoolgate;
using wire::Question;

namespace {

void check(const Question& question, std::span<const std::uint8_t> reply) {
  SCHOOLGATE_PROMISE(reply.size() >= wire::header_octets && reply.size() <= wire::plain_udp_octets);
  SCHOOLGATE_PROMISE(wire::get16(&reply[0]) == question.id);
  SCHOOLGATE_PROMISE((wire::get16(&reply[2]) & wire::flag_qr) != 0);
  wire::Cursor cursor(reply, wire::header_octets);
  wire::WireName name;
  if (question.has_question()) {
    SCHOOLGATE_PROMISE(cursor.name(name) && std::ranges::equal(name.wire(), question.asked.wire()) && cursor.skip(4));
  }
  for (unsigned left = wire::get16(&reply[6]) + 0U + wire::get16(&reply[8]) + wire::get16(&reply[10]); left > 0;
       --left) {
    wire::RecordHead head;
    SCHOOLGATE_PROMISE(cursor.name(name) && wire::read_record(cursor, head));
  }
  SCHOOLGATE_PROMISE(cursor.left() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Question question = wire::parse_question({data, size});
  if (question.state == Question::State::silence) return 0;
  std::array<std::uint8_t, wire::plain_udp_octets> out;
  const wire::ExtendedError why{wire::Ede::blocked, "Gambling"};
  check(question, std::span(out).first(wire::write_error(question, wire::Rcode::format_error, why, out)));
  if (question.state != Question::State::good) return 0;

  wire::Reply negative(question, out, out.size());
  negative.negative(10);
  check(question, std::span(out).first(negative.finish(why)));
  wire::Reply alias(question, out, out.size());
  alias.alias(question.name(), 10);
  for (int i = 0; i < 10; ++i) alias.address(10, std::array<std::uint8_t, 16>{});
  check(question, std::span(out).first(alias.finish(why)));
  return 0;
}
