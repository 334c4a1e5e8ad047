// What a response policy zone (RPZ) says of a name: an action, and for local data the records.
// Source: draft-vixie-dnsop-dns-rpz-00 section 3; the numbers are ours.
// Thread rules: plain values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "blocklists/lists/entry.h"

namespace schoolgate {

/// In the order of the Effects that stand for them.
enum class ZoneAction : std::uint8_t {
  nxdomain,  // CNAME .             the name does not exist
  nodata,    // CNAME *.            it exists, and holds nothing
  passthru,  // CNAME rpz-passthru. it is answered as ever, and no later zone is asked
  drop,      // CNAME rpz-drop.     no reply at all
  tcp_only,  // CNAME rpz-tcp-only. over UDP a truncated reply
  data       // any other record    the zone's own records; what it holds none of is NODATA
};
inline constexpr std::size_t zone_action_count = 6;

/// "NXDOMAIN", "local data": as people who keep such zones call them.
std::string_view to_text(ZoneAction action);

constexpr bool is_zone_rule(Effect effect) { return effect >= Effect::zone_nxdomain; }
constexpr Effect zone_effect(ZoneAction action) {
  return static_cast<Effect>(static_cast<unsigned>(Effect::zone_nxdomain) + static_cast<unsigned>(action));
}
/// Of an effect that is a zone's rule.
constexpr ZoneAction zone_action(Effect effect) {
  return static_cast<ZoneAction>(static_cast<unsigned>(effect) - static_cast<unsigned>(Effect::zone_nxdomain));
}
/// Whether the name is answered as the world says.
constexpr bool lets_through(ZoneAction action) {
  return action == ZoneAction::passthru || action == ZoneAction::tcp_only;
}

/// A record of local data. `data` is uncompressed; a CNAME's target may begin with the label "*": the asked name then
/// stands in its place.
struct ZoneRecord {
  std::uint16_t type = 0;
  std::uint32_t ttl = 0;
  std::span<const std::uint8_t> data;
  static constexpr std::uint16_t cname = 5;
};
/// As much as a school's own TXT record; what a block page, a banner or a mail record needs is far below it.
inline constexpr std::size_t max_zone_data = 1024;
/// All records of a name at their longest still fit a DNS message (65,535 octets).
inline constexpr std::size_t max_zone_records = 60;

/// As Entry::data keeps it: type (2 octets), TTL (4), both big-endian, data.
std::string encode_zone_record(const ZoneRecord& record);
/// Nothing for octets that encode no record, or a CNAME whose target is no name. Borrows.
std::optional<ZoneRecord> decode_zone_record(std::string_view octets);

}  // namespace schoolgate
