#include "blocklists/mac.h"

#include <algorithm>

namespace schoolgate {
namespace {

constexpr std::uint8_t group_bit = 0x01;  // IEEE 802 section 8.2: of the first octet; set for broadcast and multicast
constexpr std::size_t digits = 12;
constexpr int no_digit = -1;

constexpr int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return no_digit;
}

/// How many digits stand between two separators, by the separator that comes first.
constexpr std::size_t group_size(std::string_view text) {
  const std::size_t first = text.find_first_of(":-.");
  if (first == std::string_view::npos) return digits;
  return text[first] == '.' ? 4 : 2;
}

}  // namespace

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
  const std::size_t group = group_size(text);
  const std::size_t separators = digits / group - 1;
  if (text.size() != digits + separators) return std::nullopt;
  const char separator = separators == 0 ? '\0' : text[group];

  MacAddress mac;
  std::size_t read = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (separators != 0 && i % (group + 1) == group) {
      if (text[i] != separator) return std::nullopt;
      continue;
    }
    const int value = digit(text[i]);
    if (value == no_digit) return std::nullopt;
    std::uint8_t& octet = mac.octets[read++ / 2];
    octet = static_cast<std::uint8_t>(octet * 16 + value);
  }
  return mac;
}

std::string MacAddress::to_text() const {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    if (!text.empty()) text += ':';
    text += hex[octet >> 4U];
    text += hex[octet & 0x0fU];
  }
  return text;
}

bool MacAddress::is_of_a_device() const {
  return (octets[0] & group_bit) == 0 && std::ranges::any_of(octets, [](std::uint8_t octet) { return octet != 0; });
}

}  // namespace schoolgate
