#include "blocklists/lists/zone_rule.h"

#include "blocklists/name.h"

namespace schoolgate {
namespace {

constexpr std::size_t head_octets = 6;

void append(std::string& out, std::uint32_t number, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xffU);
}

std::uint32_t read(std::string_view octets) {
  std::uint32_t number = 0;
  for (const char octet : octets) number = number << 8U | static_cast<unsigned char>(octet);
  return number;
}

bool is_name(std::span<const std::uint8_t> wire) {
  const auto name = Name::from_wire(wire);
  return name && name->view().wire().size() == wire.size();
}

}  // namespace

std::string_view to_text(ZoneAction action) {
  switch (action) {
    case ZoneAction::nxdomain:
      return "NXDOMAIN";
    case ZoneAction::nodata:
      return "NODATA";
    case ZoneAction::passthru:
      return "PASSTHRU";
    case ZoneAction::drop:
      return "DROP";
    case ZoneAction::tcp_only:
      return "TCP-ONLY";
    case ZoneAction::data:
      return "local data";
  }
  return {};
}

std::string encode_zone_record(const ZoneRecord& record) {
  std::string out;
  append(out, record.type, 2);
  append(out, record.ttl, 4);
  for (const std::uint8_t octet : record.data) out += static_cast<char>(octet);
  return out;
}

std::optional<ZoneRecord> decode_zone_record(std::string_view octets) {
  if (octets.size() < head_octets || octets.size() > head_octets + max_zone_data) return std::nullopt;
  ZoneRecord record;
  record.type = static_cast<std::uint16_t>(read(octets.substr(0, 2)));
  record.ttl = read(octets.substr(2, 4));
  record.data = {reinterpret_cast<const std::uint8_t*>(octets.data()) + head_octets, octets.size() - head_octets};
  if (record.type == ZoneRecord::cname && !is_name(record.data)) return std::nullopt;
  return record;
}

}  // namespace schoolgate
