// Small text forms that the log is written in: hexadecimal and base64 (RFC 4648), and checked UTF-8 (RFC 3629).
// Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace schoolgate {

std::string to_hex(std::span<const std::uint8_t> octets);
/// Lower-case digits only, so that one value has one text.
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::span<const std::uint8_t> octets);
/// With padding, and with zero in the bits that padding leaves over: one value has one text.
std::optional<std::string> from_base64(std::string_view text);
/// No overlong forms, surrogates or code points beyond U+10FFFF.
bool is_utf8(std::string_view text);

inline std::span<const std::uint8_t> as_octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace schoolgate
