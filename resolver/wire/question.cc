#include "resolver/wire/question.h"

#include <algorithm>

namespace schoolgate::wire {

namespace {

using State = Question::State;

// In a question nothing stands before the name, so a compression pointer can only be a mistake or an attack.
bool read_question(Cursor& cursor, Question& question) {
  const std::size_t start = cursor.position();
  WireName& asked = question.asked;
  if (!cursor.name(asked) || cursor.position() - start != asked.size || !cursor.u16(question.type) ||
      !cursor.u16(question.klass)) {
    asked.size = 0;
    return false;
  }
  question.folded.size = asked.size;
  std::transform(asked.octets.begin(), asked.octets.begin() + asked.size, question.folded.octets.begin(), lower);
  return true;
}

bool skip_records(Cursor& cursor, unsigned count) {
  RecordHead head;
  for (; count > 0; --count)
    if (!cursor.skip_name() || !read_record(cursor, head) || head.type == type::opt) return false;
  return true;
}

// Options are of no use to us (cookies, client subnet, padding), but they must at least be whole.
bool options_are_whole(Cursor cursor, std::size_t end) {
  while (cursor.position() < end) {
    std::uint16_t code = 0, size = 0;
    if (!cursor.u16(code) || !cursor.u16(size) || !cursor.skip(size) || cursor.position() > end) return false;
  }
  return true;
}

// RFC 6891 section 6.1: the class is the sender's size, the TTL is extended rcode, version and flags.
State read_opt(std::span<const std::uint8_t> packet, const RecordHead& head, Question& question) {
  if (question.edns) return State::format_error;  // section 6.1.1: more than one
  question.edns = true;
  question.udp_size = std::max<std::uint16_t>(head.klass, plain_udp_octets);
  question.dnssec_ok = (head.ttl & edns_flag_do) != 0;
  if (((head.ttl >> 16U) & 0xffU) != 0) return State::bad_version;  // what its options look like we cannot know
  const std::size_t end = head.data + head.data_size;
  return options_are_whole(Cursor(packet.first(end), head.data), end) ? State::good : State::format_error;
}

State read_additional(std::span<const std::uint8_t> packet, Cursor& cursor, unsigned count, Question& question) {
  State state = State::good;
  for (; count > 0; --count) {
    const std::size_t owner = cursor.position();
    RecordHead head;
    if (!cursor.skip_name() || !read_record(cursor, head)) return State::format_error;
    if (head.type != type::opt) continue;
    if (packet[owner] != 0) return State::format_error;  // section 6.1.2: its owner is the root
    if (const State opt = read_opt(packet, head, question); opt != State::good) {
      if (opt == State::format_error) return opt;
      state = opt;
    }
  }
  return state;
}

State screen(const Question& question) {
  const std::uint16_t type = question.type;
  // Type 0 is no type, OPT is no question, NXNAME may not be asked for (RFC 9824 section 3.5).
  if (type == 0 || type == type::opt || type == type::nxname) return State::format_error;
  // Transfers are for nobody here (RFC 5936 section 2.2.1 leaves REFUSED for policy), nor are other meta types.
  if (type >= type::first_meta && type <= type::last_meta) return State::refused;
  // Only the internet is served; version.bind and id.server in CHAOS would tell attackers what runs here.
  if (question.klass != class_in) return State::refused;
  // A question without RD asks what others looked up lately. That is nobody's business.
  if (!question.recursion_desired()) return State::refused;
  return State::good;
}

}  // namespace

Question parse_question(std::span<const std::uint8_t> packet) {
  Question question;
  if (packet.size() < header_octets) return question;
  question.id = get16(&packet[0]);
  question.flags = get16(&packet[2]);
  if ((question.flags & flag_qr) != 0) return question;

  question.state = State::not_implemented;
  const bool notify = (question.flags & opcode_bits) == opcode_notify;
  if ((question.flags & opcode_bits) != 0 && !notify) return question;

  // Octets behind the last record are ignored, as the field's servers do.
  question.state = State::format_error;
  Cursor cursor(packet, header_octets);
  if (get16(&packet[4]) != 1 || !read_question(cursor, question)) return question;
  if (!skip_records(cursor, get16(&packet[6]) + 0U + get16(&packet[8]))) return question;
  question.state = read_additional(packet, cursor, get16(&packet[10]), question);
  if (question.state == State::good && notify) {
    const bool zone = question.type == type::soa && question.klass == class_in;
    question.state = zone ? State::notify : State::not_implemented;
  } else if (question.state == State::good) {
    question.state = screen(question);
  }
  return question;
}

}  // namespace schoolgate::wire
