// A device's hardware address (EUI-48), as leases and the kernel's neighbour table give it.
// Thread rules: a plain value.
// Source: IEEE 802, section 8.1 (hexadecimal representation).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schoolgate {

struct MacAddress {
  std::array<std::uint8_t, 6> octets{};
  /// "00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e" or "001a2b3c4d5e"; nothing for anything else.
  /// ISC dhcpd's and Windows' forms are among these; a leading zero of an octet may not be left out.
  static std::optional<MacAddress> parse(std::string_view text);
  /// "00:1a:2b:3c:4d:5e"
  std::string to_text() const;
  /// All zero, or a group address (broadcast, multicast): no device has such a one.
  bool is_of_a_device() const;
  friend bool operator==(const MacAddress&, const MacAddress&) = default;
  friend auto operator<=>(const MacAddress&, const MacAddress&) = default;
};

}  // namespace schoolgate
