#include "resolver/wire/inspect.h"

#include <algorithm>
#include <array>

#include "resolver/wire/cursor.h"
#include "resolver/wire/name_writer.h"
#include "resolver/wire/names_in_data.h"
#include "resolver/wire/svcb.h"

namespace schoolgate::wire {

namespace {

enum class Section : std::uint8_t { answer, authority };

bool is_signature(std::uint16_t type) { return type == type::rrsig || type == type::nsec || type == type::nsec3; }
bool is_service(std::uint16_t type) { return type == type::https || type == type::svcb; }

class Inspector {
 public:
  Inspector(std::span<const std::uint8_t> message, const Asked& asked)
      : in_(message), asked_(asked), names_(out_.message) {}

  std::optional<Answer> run(bool secure) {
    if (!check_head() || !find_ech() || !copy_records()) return std::nullopt;
    if (out_.message.size() > max_message) return std::nullopt;
    out_.secure = secure && !ech_found_;
    out_.lifetime = lifetime();
    put16(&out_.message[6], kept_[0]);
    put16(&out_.message[8], kept_[1]);
    return std::move(out_);
  }

 private:
  // Room for OPT with an extended error must be left in the largest reply.
  static constexpr std::size_t max_message = 65535 - 128;

  bool check_head();
  bool find_ech();
  bool copy_records();
  bool keep(Section section, const RecordHead& head) const;
  bool copy_record(Section section, const WireName& owner, RecordHead head);
  bool copy_data(const RecordHead& head);
  bool copy_names(const RecordHead& head, const NamesInData& shape);
  void note_addresses(const RecordHead& head);
  std::uint32_t lifetime() const;
  std::span<const std::uint8_t> data(const RecordHead& head) const { return in_.subspan(head.data, head.data_size); }

  std::span<const std::uint8_t> in_;
  const Asked& asked_;
  Answer out_;
  NameWriter names_;
  std::size_t records_ = 0;  // where they begin in `in_`
  std::array<std::uint16_t, 2> count_{}, kept_{};
  std::uint32_t shortest_ = max_ttl;
  bool negative_ = false;  // the SOA of a negative answer is there
  std::size_t target_count_ = 0;
  bool found_asked_type_ = false;
  bool ech_found_ = false;
};

// The reply must be a finished one, to this very question (RFC 5452 section 9.1).
bool Inspector::check_head() {
  if (in_.size() < header_octets || in_.size() > max_message) return false;
  const std::uint16_t flags = get16(&in_[2]);
  const auto rcode = static_cast<Rcode>(flags & rcode_bits);
  if ((flags & flag_qr) == 0 || (flags & (opcode_bits | flag_tc)) != 0 || get16(&in_[4]) != 1) return false;
  if (rcode != Rcode::no_error && rcode != Rcode::name_error) return false;
  Cursor cursor(in_, header_octets);
  WireName name;
  std::uint16_t type = 0, klass = 0;
  if (!cursor.name(name) || !cursor.u16(type) || !cursor.u16(klass)) return false;
  name.fold();
  if (!std::ranges::equal(name.wire(), asked_.name.wire()) || type != asked_.type || klass != class_in) return false;
  records_ = cursor.position();
  count_ = {get16(&in_[6]), get16(&in_[8])};

  out_.message.reserve(in_.size() + 64);
  out_.message.assign(header_octets, 0);
  put16(&out_.message[2], static_cast<std::uint16_t>(flag_qr | static_cast<unsigned>(rcode)));
  put16(&out_.message[4], 1);
  names_.write(name.wire());
  out_.message.resize(out_.message.size() + 4);
  put16(&out_.message[out_.message.size() - 4], type);
  put16(&out_.message[out_.message.size() - 2], klass);
  return true;
}

// Before copying: a signature may stand before the record it covers.
bool Inspector::find_ech() {
  Cursor cursor(in_, records_);
  for (unsigned left = count_[0]; left > 0; --left) {
    RecordHead head;
    if (!cursor.skip_name() || !read_record(cursor, head)) return false;
    if (!is_service(head.type)) continue;
    const ServiceRecord service = read_service(data(head));
    if (!service.well_formed) return false;
    ech_found_ |= service.has_ech || service.needs_ech;
  }
  return true;
}

bool Inspector::copy_records() {
  Cursor cursor(in_, records_);
  for (const Section section : {Section::answer, Section::authority}) {
    for (unsigned left = count_[static_cast<std::size_t>(section)]; left > 0; --left) {
      WireName owner;
      RecordHead head;
      if (!cursor.name(owner) || !read_record(cursor, head)) return false;
      if (keep(section, head) && !copy_record(section, owner, head)) return false;
    }
  }
  return true;
}

bool Inspector::keep(Section section, const RecordHead& head) const {
  if (head.klass != class_in || head.type == type::opt) return false;
  if (section == Section::authority && head.type == type::soa) return true;
  if (is_signature(head.type)) {
    if (!asked_.dnssec_ok && head.type != asked_.type) return false;
    const bool covers_service = head.type == type::rrsig && head.data_size >= 2 && is_service(get16(&in_[head.data]));
    return !(ech_found_ && covers_service);
  }
  return section == Section::answer;
}

bool Inspector::copy_record(Section section, const WireName& owner, RecordHead head) {
  if (is_service(head.type) && read_service(data(head)).needs_ech) return true;
  // RFC 2181 section 8: a TTL with the top bit set is 0.
  head.ttl = head.ttl > INT32_MAX ? 0 : std::min(head.ttl, max_ttl);
  auto& message = out_.message;
  names_.write(owner.wire());
  const std::size_t fixed = message.size();
  if (fixed > max_message) return false;
  message.resize(fixed + record_fixed_octets);
  if (!copy_data(head)) return false;
  if (section == Section::authority && head.type == type::soa) {
    // RFC 2308 section 5: a negative answer lives, and its SOA is passed on, for the shorter of TTL and MINIMUM.
    head.ttl = std::min({head.ttl, get32(&message[message.size() - 4]), max_negative_ttl});
    negative_ = true;
  }
  put16(&message[fixed], head.type);
  put16(&message[fixed + 2], head.klass);
  put32(&message[fixed + 4], head.ttl);
  put16(&message[fixed + 8], static_cast<std::uint16_t>(message.size() - fixed - record_fixed_octets));
  out_.ttl_offsets.push_back(static_cast<std::uint16_t>(fixed + 4));
  ++kept_[static_cast<std::size_t>(section)];
  shortest_ = std::min(shortest_, head.ttl);
  if (section == Section::answer && (head.type == asked_.type)) found_asked_type_ = true;
  return true;
}

bool Inspector::copy_data(const RecordHead& head) {
  note_addresses(head);
  if (is_service(head.type)) {
    write_without_ech(data(head), out_.message);
    return true;
  }
  if (const NamesInData* shape = find_names_in_data(head.type)) return copy_names(head, *shape);
  if ((head.type == type::a && head.data_size != 4) || (head.type == type::aaaa && head.data_size != 16)) return false;
  const auto octets = data(head);
  out_.message.insert(out_.message.end(), octets.begin(), octets.end());
  return true;
}

bool Inspector::copy_names(const RecordHead& head, const NamesInData& shape) {
  const std::size_t end = head.data + head.data_size;
  auto& message = out_.message;
  const auto copy = [&](std::size_t from, std::size_t to) {
    message.insert(message.end(), in_.begin() + static_cast<std::ptrdiff_t>(from),
                   in_.begin() + static_cast<std::ptrdiff_t>(to));
  };
  Cursor cursor(in_.first(end), head.data);
  if (!cursor.skip(shape.before)) return false;
  copy(head.data, cursor.position());
  for (unsigned left = shape.names; left > 0; --left) {
    WireName name;
    if (!cursor.name(name)) return false;
    names_.write(name.wire(), shape.compress);
    if (head.type != type::cname) continue;
    name.fold();
    out_.targets.insert(out_.targets.end(), name.wire().begin(), name.wire().end());
    if (++target_count_ > max_targets) return false;
  }
  const std::size_t rest = head.type == type::soa ? 5 * sizeof(std::uint32_t) : 0;
  if (cursor.left() != rest) return false;
  copy(cursor.position(), end);
  return true;
}

void Inspector::note_addresses(const RecordHead& head) {
  if (head.type == type::a || head.type == type::aaaa) out_.private_address |= is_private_address(data(head));
  if (is_service(head.type)) out_.private_address |= read_service(data(head)).private_hint;
}

std::uint32_t Inspector::lifetime() const {
  // RFC 2308 section 5: a negative answer without SOA should not be cached.
  return found_asked_type_ || negative_ ? shortest_ : 0;
}

}  // namespace

std::optional<Answer> inspect(std::span<const std::uint8_t> message, const Asked& asked, bool secure) {
  return Inspector(message, asked).run(secure);
}

}  // namespace schoolgate::wire
