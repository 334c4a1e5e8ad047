#include "resolver/transfer/transfer_reader.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "resolver/wire/message.h"
#include "resolver/wire/names_in_data.h"

namespace schoolgate {
namespace {

using wire::Cursor;
using wire::RecordHead;
using wire::WireName;

// As many as an import takes; one record a message, at worst.
constexpr std::uint64_t most_records = 20'000'000;
constexpr std::uint16_t refused_rcode = 5, not_auth_rcode = 9;

std::unexpected<Fault> nonsense(std::string_view what) {
  return fault(Fault::Kind::bad_input, fmt::format("the primary's answer makes no sense: {}", what),
               "Look at the primary's log.");
}

/// RFC 1035 section 5.1: whatever could mean something in a zone file is written as a number.
void append_name(std::string& out, std::span<const std::uint8_t> wire) {
  if (wire.size() <= 1) {
    out += '.';
    return;
  }
  for (std::size_t at = 0; wire[at] != 0; at += 1U + wire[at]) {
    for (const std::uint8_t octet : wire.subspan(at + 1, wire[at])) {
      const bool plain = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                         (octet >= '0' && octet <= '9') || octet == '-' || octet == '_' || octet == '*';
      out += plain ? std::string(1, static_cast<char>(octet)) : fmt::format("\\{:03}", octet);
    }
    out += '.';
  }
}

/// The data without compression; nothing when it is malformed.
std::optional<std::vector<std::uint8_t>> read_data(std::span<const std::uint8_t> message, const RecordHead& head) {
  std::vector<std::uint8_t> out;
  Cursor data(message.first(head.data + head.data_size), head.data);
  const auto copy = [&](std::size_t size) {
    if (data.left() < size) return false;
    out.insert(out.end(), data.here(), data.here() + size);
    return data.skip(size);
  };
  if (const wire::NamesInData* shape = wire::find_names_in_data(head.type)) {
    if (!copy(shape->before)) return std::nullopt;
    for (unsigned left = shape->names; left > 0; --left) {
      WireName name;
      if (!data.name(name)) return std::nullopt;
      name.fold();
      out.insert(out.end(), name.octets.begin(), name.octets.begin() + static_cast<std::ptrdiff_t>(name.size));
    }
  }
  if (!copy(data.left())) return std::nullopt;
  return out;
}

std::optional<ZoneSoa> read_soa(std::span<const std::uint8_t> data) {
  constexpr std::size_t numbers = 5 * sizeof(std::uint32_t);
  Cursor cursor(data);
  if (!cursor.skip_name() || !cursor.skip_name() || cursor.left() != numbers) return std::nullopt;
  ZoneSoa soa;
  for (std::uint32_t* number : {&soa.serial, &soa.refresh, &soa.retry, &soa.expire, &soa.minimum})
    if (!cursor.u32(*number)) return std::nullopt;
  return soa;
}

TransferredRecord as_line(const WireName& owner, const RecordHead& head, std::span<const std::uint8_t> data) {
  TransferredRecord record{{}, head.ttl > INT32_MAX ? 0 : head.ttl};
  append_name(record.line, owner.wire());
  if (head.type == wire::type::cname) {
    record.line += "\tCNAME\t";
    append_name(record.line, data);
    return record;
  }
  record.line += fmt::format("\tTYPE{}\t\\# {}{}", head.type, data.size(), data.empty() ? "" : " ");
  for (const std::uint8_t octet : data) record.line += fmt::format("{:02x}", octet);
  return record;
}

std::string refusal(unsigned rcode) {
  if (rcode == refused_rcode || rcode == not_auth_rcode)
    return "the primary refuses the transfer: it may not be allowed for this address or without a key";
  return fmt::format("the primary answers with an error (rcode {})", rcode);
}

}  // namespace

std::expected<TransferReader::State, Fault> TransferReader::read(std::span<const std::uint8_t> message) {
  if (is_at_end()) return nonsense("a message after the last");
  Cursor cursor(message, wire::header_octets);
  if (auto good = check_head(message, cursor); !good) return std::unexpected(std::move(good.error()));
  ++messages_;
  const unsigned count = wire::get16(&message[6]);
  for (unsigned left = count; left > 0; --left)
    if (auto good = record(message, cursor); !good) return std::unexpected(std::move(good.error()));
  if (is_at_end()) return State::done;
  if (count == 0) return nonsense("a message without a record");
  // RFC 1995 section 2: its own SOA alone says that what we have is the newest.
  if (place_ == Place::second && messages_ == 1 && have_ && !is_newer(newest_.serial, *have_)) return State::up_to_date;
  return State::more;
}

std::expected<void, Fault> TransferReader::check_head(std::span<const std::uint8_t> message, Cursor& cursor) const {
  if (message.size() < wire::header_octets) return nonsense("a message too short");
  const std::uint16_t flags = wire::get16(&message[2]);
  if (wire::get16(message.data()) != id_ || (flags & wire::flag_qr) == 0 || (flags & wire::opcode_bits) != 0)
    return nonsense("a message that answers another question");
  if ((flags & wire::flag_tc) != 0) return nonsense("a truncated message");
  if ((flags & wire::rcode_bits) != 0)
    return fault(Fault::Kind::bad_input, refusal(flags & wire::rcode_bits), "Look at the primary's settings.");
  const unsigned questions = wire::get16(&message[4]);
  if (questions > 1 || (questions == 0 && messages_ == 0)) return nonsense("a message without its question");
  if (questions == 0) return {};
  WireName name;
  std::uint16_t type = 0, klass = 0;
  if (!cursor.name(name) || !cursor.u16(type) || !cursor.u16(klass)) return nonsense("a malformed question");
  name.fold();
  const bool asked = type == wire::type::axfr || (type == wire::type::ixfr && have_);
  if (!(name.view() == zone_.view()) || !asked || klass != wire::class_in) return nonsense("another zone's answer");
  return {};
}

std::expected<void, Fault> TransferReader::record(std::span<const std::uint8_t> message, Cursor& cursor) {
  if (is_at_end()) return nonsense("a record after the last");
  WireName owner;
  RecordHead head;
  if (!cursor.name(owner) || !wire::read_record(cursor, head)) return nonsense("a malformed record");
  if (++records_ > most_records)
    return fault(Fault::Kind::limit, "the zone has too many records", "Use a smaller one.");
  owner.fold();
  if (head.klass != wire::class_in || !owner.view().is_at_or_below(zone_)) return nonsense("a record of another zone");
  const auto data = read_data(message, head);
  if (!data) return nonsense("a malformed record");
  if (head.type != wire::type::soa) return take(as_line(owner, head, *data));
  const auto soa = read_soa(*data);
  if (!soa || !(owner.view() == zone_.view())) return nonsense("a malformed SOA record");
  return take_soa(*soa);
}

std::expected<void, Fault> TransferReader::take_soa(const ZoneSoa& soa) {
  const auto begin = [&](bool whole) -> std::expected<void, Fault> {
    if (!sink_.begin(whole)) return fault(Fault::Kind::storage, "the transferred zone cannot be written");
    return {};
  };
  switch (place_) {
    case Place::first:
      newest_ = soa;
      place_ = Place::second;
      return {};
    case Place::second:
      if (have_ && soa.serial == *have_ && soa.serial != newest_.serial) {
        place_ = Place::removing;
        reached_ = soa.serial;
        return begin(false);
      }
      if (soa != newest_) return nonsense("it begins with two versions of the zone");
      place_ = Place::end;  // a zone without records
      return begin(true);
    case Place::whole:
      if (soa != newest_) return nonsense("it ends with another version of the zone than it began with");
      place_ = Place::end;
      return {};
    case Place::removing:
      if (!is_newer(soa.serial, reached_)) return nonsense("changes that do not lead to a newer version");
      reached_ = soa.serial;
      place_ = Place::adding;
      return {};
    case Place::adding:
      if (soa.serial != reached_) return nonsense("changes that do not follow one another");
      place_ = reached_ == newest_.serial ? Place::end : Place::removing;
      return {};
    case Place::end:
      break;
  }
  return nonsense("a record after the last");
}

std::expected<void, Fault> TransferReader::take(const TransferredRecord& record) {
  if (place_ == Place::first) return nonsense("it does not begin with the SOA record");
  if (place_ == Place::second) {
    place_ = Place::whole;
    if (!sink_.begin(true)) return fault(Fault::Kind::storage, "the transferred zone cannot be written");
  }
  const bool taken = place_ == Place::removing ? sink_.remove(record) : sink_.add(record);
  if (!taken) return fault(Fault::Kind::limit, "the transfer is larger than it may be, or cannot be written");
  return {};
}

}  // namespace schoolgate
