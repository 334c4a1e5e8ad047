// Addresses that only mean something inside a site (RFC 6890's registry, as far as rebinding attacks use them).
#include <algorithm>
#include <array>

#include "resolver/wire/inspect.h"

namespace schoolgate::wire {

namespace {

bool is_private_ipv4(const std::uint8_t* o) {
  return o[0] == 0 || o[0] == 10 || o[0] == 127 ||  // RFC 791, RFC 1918, RFC 1122
         (o[0] == 172 && (o[1] & 0xf0U) == 16) ||   // RFC 1918
         (o[0] == 192 && o[1] == 168) ||            // RFC 1918
         (o[0] == 169 && o[1] == 254);              // RFC 3927
}

// Prefixes whose last 32 bits are an IPv4 address: compatible and loopback, mapped, translated (RFC 4291, RFC 6052).
constexpr std::array<std::uint8_t, 12> zeros = {};
constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<std::uint8_t, 12> translated = {0, 0x64, 0xff, 0x9b};

}  // namespace

bool is_private_address(std::span<const std::uint8_t> octets) {
  if (octets.size() == 4) return is_private_ipv4(octets.data());
  if (octets.size() != 16) return false;
  const std::uint8_t* o = octets.data();
  if ((o[0] & 0xfeU) == 0xfc) return true;                  // RFC 4193: unique local
  if (o[0] == 0xfe && (o[1] & 0x80U) == 0x80) return true;  // RFC 4291: link-local; RFC 3879: site-local
  for (const auto& prefix : {zeros, mapped, translated})
    if (std::equal(prefix.begin(), prefix.end(), o)) return is_private_ipv4(o + prefix.size());
  return false;
}

}  // namespace schoolgate::wire
