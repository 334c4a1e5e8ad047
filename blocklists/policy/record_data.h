// Record data from presentation form, for the types a school keeps by hand. Private to blocklists/policy, and small on
// purpose: whoever needs more runs a name server and forwards to it.
// Thread rules: pure functions.
// Source: RFC 1035 section 5.1.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/own_names.h"

namespace schoolgate {

struct RecordData {
  std::uint16_t type = 0;
  std::vector<std::uint8_t> octets;
};
/// `type`: A, AAAA, CNAME, PTR, SRV or TXT. `value`: an address, a name, "priority weight port name", or the text
/// itself, without quotes. The error says what was expected.
std::expected<RecordData, std::string> record_data(std::string_view type, std::string_view value);

/// "10.0.0.2", "10.0.0.2:5353", "2001:db8::2", "[2001:db8::2]:53"
std::optional<OwnNames::Server> parse_zone_server(std::string_view text);

}  // namespace schoolgate
