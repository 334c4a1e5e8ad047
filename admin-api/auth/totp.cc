#include "admin-api/auth/totp.h"

#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "admin-api/auth/secrets.h"

namespace schoolgate::auth {
namespace {

constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string big_endian(std::uint64_t value) {
  std::string octets(8, '\0');
  for (std::size_t n = 0; n < octets.size(); ++n) octets[n] = static_cast<char>(value >> (56U - 8U * n) & 0xFFU);
  return octets;
}

/// RFC 3986 section 2.3: everything but unreserved characters is escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view octets) {
  std::array<std::uint8_t, 20> digest{};
  unsigned size = 0;
  // Fails for want of memory alone, or where the machine forbids SHA-1: then no code is right, and none is known.
  if (::HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), digest.data(), &size) == nullptr)
    throw std::runtime_error("OpenSSL makes no HMAC with SHA-1 here");
  return digest;
}

std::string hotp(std::string_view key, std::uint64_t counter) {
  const auto digest = hmac_sha1(key, big_endian(counter));
  const std::size_t at = digest.back() & 0xFU;
  const std::uint32_t bits = (digest[at] & 0x7FU) << 24U | std::uint32_t{digest[at + 1]} << 16U |
                             std::uint32_t{digest[at + 2]} << 8U | digest[at + 3];
  return fmt::format("{:06}", bits % 1'000'000U);
}

std::string to_base32(std::string_view octets) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : octets) {
    bits = bits << 8U | static_cast<std::uint8_t>(c);
    for (held += 8; held >= 5; held -= 5) text += base32_letters[bits >> (held - 5) & 31U];
  }
  if (held > 0) text += base32_letters[bits << (5 - held) & 31U];
  return text;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string octets;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (char c : text) {
    if (c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto value = base32_letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 5U | static_cast<std::uint32_t>(value);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    octets += static_cast<char>(bits >> held & 0xFFU);
  }
  return octets;
}

std::string new_totp_key() {
  std::string octets(totp_key_octets, '\0');
  fill_with_random(octets);
  return to_base32(octets);
}

std::optional<std::uint64_t> totp_step_of(std::string_view base32_key, std::string_view code, UtcMillis now) {
  const auto key = from_base32(base32_key);
  const auto since_epoch = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  if (!key || code.size() != totp_digits || since_epoch < totp_step * static_cast<int>(totp_drift)) return std::nullopt;
  const auto step = static_cast<std::uint64_t>(since_epoch / totp_step);
  std::optional<std::uint64_t> found;  // no early return: time does not tell which of them it was
  for (std::uint64_t tried = step - totp_drift; tried <= step + totp_drift; ++tried)
    if (same_secret(hotp(*key, tried), code)) found = tried;
  return found;
}

std::string totp_address(std::string_view school, std::string_view user, std::string_view base32_key) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                     escaped(school), escaped(user), base32_key, totp_digits, totp_step.count());
}

}  // namespace schoolgate::auth
