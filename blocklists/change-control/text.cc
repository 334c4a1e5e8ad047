#include "blocklists/change-control/text.h"

#include <sodium.h>

namespace schoolgate {

std::string to_hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(octets.size() * 2);
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4U];
    text += digits[octet & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  std::string octets;
  octets.reserve(text.size() / 2);
  for (std::size_t n = 0; n < text.size(); n += 2) {
    const int high = digit(text[n]);
    const int low = digit(text[n + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high * 16 + low);
  }
  return octets;
}

std::string to_base64(std::span<const std::uint8_t> octets) {
  std::string text(sodium_base64_encoded_len(octets.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // libsodium's terminating zero
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string octets(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), text.data(), text.size(),
                        nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  octets.resize(size);
  if (to_base64(as_octets(octets)) != text) return std::nullopt;  // libsodium 1.0.18 takes 0xAF for '/'
  return octets;
}

bool is_utf8(std::string_view text) {
  for (std::size_t n = 0; n < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[n]);
    std::size_t follow = 0;
    std::uint32_t point = lead;
    std::uint32_t least = 0;
    if (lead >= 0x80) {
      if (lead >= 0xC2 && lead <= 0xDF) {
        follow = 1, point = lead & 0x1FU, least = 0x80;
      } else if (lead >= 0xE0 && lead <= 0xEF) {
        follow = 2, point = lead & 0x0FU, least = 0x800;
      } else if (lead >= 0xF0 && lead <= 0xF4) {
        follow = 3, point = lead & 0x07U, least = 0x10000;
      } else {
        return false;
      }
    }
    if (n + follow >= text.size()) return false;
    for (std::size_t k = 1; k <= follow; ++k) {
      const auto octet = static_cast<std::uint8_t>(text[n + k]);
      if ((octet & 0xC0U) != 0x80U) return false;
      point = (point << 6U) | (octet & 0x3FU);
    }
    if (point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    n += follow + 1;
  }
  return true;
}

}  // namespace schoolgate
