// An address prefix, IPv4 or IPv6 (RFC 4632, RFC 4291), and the address type all rooms share.
// IPv4 is held as its IPv4-mapped IPv6 form (RFC 4291 section 2.5.5.2), so that one comparison serves both.
// Thread rules: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schoolgate {

struct Address {
  std::array<std::uint8_t, 16> octets{};
  /// Dotted quad, or IPv6 with an ignored %zone; nothing for anything else.
  static std::optional<Address> parse(std::string_view text);
  bool is_ipv4() const;
  std::string to_text() const;
  friend bool operator==(const Address&, const Address&) = default;
  friend auto operator<=>(const Address&, const Address&) = default;
};

struct Prefix {
  Address address;          // bits beyond `bits` are zero
  std::uint8_t bits = 128;  // counted in the 128-bit form: 10.0.0.0/8 has 104
  /// "10.0.0.0/8", "2001:db8::/32", or a lone address. Host bits that are set are refused.
  static std::optional<Prefix> parse(std::string_view text);
  /// An IPv6 prefix, however wide, never contains an IPv4 address: "::/0" is all of IPv6 and nothing else.
  bool contains(const Address& candidate) const;
  /// As parse() reads it; a lone address without its "/32" or "/128".
  std::string to_text() const;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};

}  // namespace schoolgate
