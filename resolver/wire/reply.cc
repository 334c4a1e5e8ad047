#include "resolver/wire/reply.h"

#include <algorithm>
#include <array>

namespace schoolgate::wire {

namespace {

constexpr std::uint16_t our_udp_octets = 1232;  // what we can take ourselves (DNS flag day 2020)
constexpr std::uint16_t ede_option = 15;        // RFC 8914 section 2
constexpr std::size_t ede_option_octets = 6;    // code, length, info code
constexpr std::size_t pointer_octets = 2;
constexpr std::uint16_t pointer = 0xc000;
// RFC 6303 section 3: the zone is its own server, the person is nobody.
constexpr std::array<std::uint8_t, 16> nobody = {6,   'n', 'o', 'b', 'o', 'd', 'y', 7,
                                                 'i', 'n', 'v', 'a', 'l', 'i', 'd', 0};
constexpr std::uint32_t soa_serial = 1, soa_refresh = 3600, soa_retry = 1200, soa_expire = 604800;

}  // namespace

std::uint32_t aged(std::uint32_t ttl, const Age& age) {
  if (age.stale_ttl != 0) return std::min(age.stale_ttl, age.at_most);
  return std::min(ttl > age.seconds ? ttl - age.seconds : 0, age.at_most);
}

Reply::Reply(const Question& question, std::span<std::uint8_t> out, std::size_t limit)
    : question_(question),
      out_(out.data()),
      limit_(std::min(limit, out.size()) - (question.edns ? opt_octets : 0)),
      size_(header_octets) {
  if (!question.has_question()) return;
  append(question.asked.wire());
  append16(question.type);
  append16(question.klass);
}

bool Reply::reserve(std::size_t octets) {
  if (truncated_ || octets > limit_ - size_) truncated_ = true;
  return !truncated_;
}

void Reply::append(std::span<const std::uint8_t> octets) {
  std::copy(octets.begin(), octets.end(), out_ + size_);
  size_ += octets.size();
}

void Reply::begin_record(std::size_t owner, std::uint16_t type, std::uint32_t ttl, std::size_t data_size) {
  append16(static_cast<std::uint16_t>(pointer | owner));
  append16(type);
  append16(class_in);
  append32(ttl);
  append16(static_cast<std::uint16_t>(data_size));
}

void Reply::record(std::uint16_t type, std::uint32_t ttl, std::span<const std::uint8_t> data) {
  if (!reserve(pointer_octets + record_fixed_octets + data.size())) return;
  begin_record(owner_, type, ttl, data.size());
  append(data);
  ++answers_;
}

void Reply::alias(NameView target, std::uint32_t ttl) {
  record(type::cname, ttl, target.wire());
  if (!truncated_) owner_ = size_ - target.wire().size();
}

void Reply::address(std::uint32_t ttl, std::span<const std::uint8_t> octets) {
  record(octets.size() == 4 ? type::a : type::aaaa, ttl, octets);
}

void Reply::negative(std::uint32_t ttl, std::size_t apex) {
  const std::size_t data_size = pointer_octets + nobody.size() + 5 * sizeof(std::uint32_t);
  if (!reserve(pointer_octets + record_fixed_octets + data_size)) return;
  begin_record(owner_ + apex, type::soa, ttl, data_size);
  append16(static_cast<std::uint16_t>(pointer | (owner_ + apex)));
  append(nobody);
  for (const std::uint32_t value : {soa_serial, soa_refresh, soa_retry, soa_expire, ttl}) append32(value);
  ++authorities_;
}

void Reply::stored(const AnswerView& answer, const Age& age, bool authentic_data) {
  rcode_ = answer.rcode();
  authentic_ = authentic_data;
  // The question has the same length in both, so every compression pointer in the rest stays right.
  const auto records = answer.message.subspan(std::min(end_of_question(), answer.message.size()));
  if (!reserve(records.size())) return;
  append(records);
  for (const std::uint16_t at : answer.ttl_offsets) put32(out_ + at, aged(get32(&answer.message[at]), age));
  answers_ = get16(&answer.message[6]);
  authorities_ = get16(&answer.message[8]);
}

void Reply::put_opt(const ExtendedError& error) {
  // The option is a courtesy: it is left out, or its text is, sooner than truncate the reply.
  const std::size_t room = limit_ - size_;
  std::string_view text = error.text.substr(0, max_ede_text);
  if (ede_option_octets + text.size() > room) text = {};
  const bool say = error.code != Ede::none && ede_option_octets <= room;
  out_[size_++] = 0;
  append16(type::opt);
  append16(our_udp_octets);
  append16(static_cast<std::uint16_t>((static_cast<unsigned>(rcode_) >> 4U) << 8U));  // extended rcode, version 0
  append16(question_.dnssec_ok ? edns_flag_do : 0);
  append16(static_cast<std::uint16_t>(say ? ede_option_octets + text.size() : 0));
  if (!say) return;
  append16(ede_option);
  append16(static_cast<std::uint16_t>(2 + text.size()));
  append16(static_cast<std::uint16_t>(error.code));
  std::copy(text.begin(), text.end(), out_ + size_);
  size_ += text.size();
}

std::size_t Reply::finish(const ExtendedError& error) {
  if (truncated_) {
    size_ = end_of_question();
    answers_ = authorities_ = 0;
    authentic_ = false;
  }
  unsigned flags = flag_qr | flag_ra | (question_.flags & (opcode_bits | flag_rd | flag_cd));
  if (truncated_) flags |= flag_tc;
  if (authentic_) flags |= flag_ad;
  flags |= static_cast<unsigned>(rcode_) & rcode_bits;
  put16(out_, question_.id);
  put16(out_ + 2, static_cast<std::uint16_t>(flags));
  put16(out_ + 4, question_.has_question() ? 1 : 0);
  put16(out_ + 6, answers_);
  put16(out_ + 8, authorities_);
  put16(out_ + 10, question_.edns ? 1 : 0);
  if (question_.edns) put_opt(error);
  return size_;
}

std::size_t write_error(const Question& question, Rcode rcode, const ExtendedError& error,
                        std::span<std::uint8_t> out) {
  Reply reply(question, out, plain_udp_octets);
  reply.rcode(rcode);
  return reply.finish(error);
}

}  // namespace schoolgate::wire
