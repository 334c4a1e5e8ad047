// Codes by the clock: RFC 6238 with SHA-1, six digits and thirty seconds, which is what every authenticator app does.
// Thread rules: pure functions, but for new_totp_key()'s randomness.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "blocklists/time.h"

namespace schoolgate::auth {

inline constexpr std::chrono::seconds totp_step{30};  // RFC 6238 section 5.2
inline constexpr std::size_t totp_digits = 6;
inline constexpr std::size_t totp_key_octets = 20;  // RFC 4226 section 4, R6: 160 bits
// Steps before and after the clock's that are taken too: a phone is seldom more than half a minute off (section 6).
inline constexpr std::uint64_t totp_drift = 1;

/// RFC 2104. SHA-1's collisions do no harm here (RFC 6194 section 3.3). Throws where the machine's OpenSSL has none.
std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view octets);
/// RFC 4226 section 5.3: the code for a counter.
std::string hotp(std::string_view key, std::uint64_t counter);

/// RFC 4648 section 6, without padding: what people type into an app that has no camera.
std::string to_base32(std::string_view octets);
/// Either case; blanks are passed over. Nothing for anything else.
std::optional<std::string> from_base32(std::string_view text);

/// A new key, in base32.
std::string new_totp_key();
/// The time step whose code this is, the clock's own or a neighbour; nothing when it is none of them.
std::optional<std::uint64_t> totp_step_of(std::string_view base32_key, std::string_view code, UtcMillis now);
/// What an app reads from a QR code: otpauth://totp/School:j.smith?secret=...&issuer=School
std::string totp_address(std::string_view school, std::string_view user, std::string_view base32_key);

}  // namespace schoolgate::auth
