#include "blocklists/prefix.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

namespace schoolgate {
namespace {

constexpr std::uint8_t ipv4_offset_bits = 96;  // RFC 4291 section 2.5.5.2: ::ffff:0:0/96
constexpr std::uint8_t all_bits = 128;
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t max_address_text = 64;  // longest IPv6 text is 45; the rest leaves room for a %zone

std::optional<unsigned> parse_bits(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The octet of the mask at place `index` for a prefix of `bits`.
constexpr std::uint8_t mask_octet(std::size_t index, unsigned bits) {
  const unsigned before = static_cast<unsigned>(index) * 8;
  if (bits >= before + 8) return 0xff;
  if (bits <= before) return 0;
  return static_cast<std::uint8_t>(0xff00U >> (bits - before));
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.empty() || text.size() > max_address_text) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const bool ipv6 = text.find(':') != std::string_view::npos;
  const std::size_t zone = text.find('%');
  if (zone != std::string_view::npos) {
    if (!ipv6 || zone + 1 == text.size()) return std::nullopt;
    text = text.substr(0, zone);
  }
  Address address;
  const std::string terminated(text);
  if (ipv6) {
    if (inet_pton(AF_INET6, terminated.c_str(), address.octets.data()) != 1) return std::nullopt;
  } else {
    std::ranges::copy(mapped_prefix, address.octets.begin());
    if (inet_pton(AF_INET, terminated.c_str(), address.octets.data() + mapped_prefix.size()) != 1) return std::nullopt;
  }
  return address;
}

bool Address::is_ipv4() const { return std::equal(mapped_prefix.begin(), mapped_prefix.end(), octets.begin()); }

std::string Address::to_text() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_ipv4()) {
    inet_ntop(AF_INET, octets.data() + mapped_prefix.size(), text, sizeof text);
  } else {
    inet_ntop(AF_INET6, octets.data(), text, sizeof text);
  }
  return text;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address_text = text.substr(0, slash);
  const auto address = Address::parse(address_text);
  if (!address) return std::nullopt;
  Prefix prefix{*address, all_bits};
  if (slash == std::string_view::npos) return prefix;
  const auto bits = parse_bits(text.substr(slash + 1));
  const bool dotted = address_text.find(':') == std::string_view::npos;
  const unsigned offset = dotted ? ipv4_offset_bits : 0;
  if (!bits || *bits + offset > all_bits) return std::nullopt;
  prefix.bits = static_cast<std::uint8_t>(*bits + offset);
  for (std::size_t i = 0; i < address->octets.size(); ++i) {
    if ((address->octets[i] & ~mask_octet(i, prefix.bits)) != 0) return std::nullopt;
  }
  return prefix;
}

bool Prefix::contains(const Address& candidate) const {
  // "::/0" means every IPv6 address; without this it would take in the mapped IPv4 ones too.
  if (bits < ipv4_offset_bits && candidate.is_ipv4()) return false;
  for (std::size_t i = 0; i < candidate.octets.size(); ++i) {
    if (((candidate.octets[i] ^ address.octets[i]) & mask_octet(i, bits)) != 0) return false;
  }
  return true;
}

std::string Prefix::to_text() const {
  if (bits == all_bits) return address.to_text();
  const bool ipv4 = bits >= ipv4_offset_bits && address.is_ipv4();
  return address.to_text() + "/" + std::to_string(ipv4 ? bits - ipv4_offset_bits : bits);
}

}  // namespace schoolgate
