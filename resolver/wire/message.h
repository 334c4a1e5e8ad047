// The numbers of the DNS message format, and bounded reading and writing of its integers.
// Thread rules: constants and pure functions.
// Sources: RFC 1035 section 4, RFC 6891 (EDNS), RFC 8914 (extended errors), RFC 9460 (SVCB), RFC 6895 (registries).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace schoolgate::wire {

inline constexpr std::size_t header_octets = 12;
inline constexpr std::size_t plain_udp_octets = 512;    // without EDNS (RFC 1035 section 4.2.1)
inline constexpr std::size_t opt_octets = 11;           // an OPT record without options
inline constexpr std::size_t record_fixed_octets = 10;  // type, class, TTL and data length, after the owner

// Header flags, as one 16-bit word.
inline constexpr std::uint16_t flag_qr = 0x8000, flag_aa = 0x0400, flag_tc = 0x0200, flag_rd = 0x0100, flag_ra = 0x0080,
                               flag_ad = 0x0020, flag_cd = 0x0010, opcode_bits = 0x7800, rcode_bits = 0x000f;
inline constexpr std::uint16_t edns_flag_do = 0x8000;
inline constexpr std::uint16_t opcode_notify = 4U << 11U;

enum class Rcode : std::uint8_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  name_error = 3,
  not_implemented = 4,
  refused = 5,
  bad_version = 16  // extended: its upper bits travel in OPT
};

namespace type {
inline constexpr std::uint16_t a = 1, ns = 2, cname = 5, soa = 6, ptr = 12, hinfo = 13, mx = 15, txt = 16, aaaa = 28,
                               srv = 33, dname = 39, opt = 41, ds = 43, rrsig = 46, nsec = 47, dnskey = 48, nsec3 = 50,
                               svcb = 64, https = 65, nxname = 128, ixfr = 251, axfr = 252, any = 255;
// Types 128 to 254 are questions and meta data, never stored records (RFC 6895 section 3.1).
inline constexpr std::uint16_t first_meta = 128, last_meta = 254;
}  // namespace type

inline constexpr std::uint16_t class_in = 1;

namespace svc_param {
inline constexpr std::uint16_t mandatory = 0, ipv4hint = 4, ech = 5, ipv6hint = 6;
}

/// Extended DNS error codes (RFC 8914 section 4).
enum class Ede : std::uint16_t {
  other = 0,
  stale_answer = 3,
  bogus = 6,
  not_ready = 14,
  blocked = 15,
  censored = 16,
  prohibited = 18,
  stale_nxdomain = 19,
  not_authoritative = 20,
  no_reachable_authority = 22,
  network_error = 23,
  none = 0xffff  // ours: nothing to say
};

inline std::uint16_t get16(const std::uint8_t* at) { return static_cast<std::uint16_t>((at[0] << 8U) | at[1]); }
inline std::uint32_t get32(const std::uint8_t* at) {
  return (std::uint32_t{at[0]} << 24U) | (std::uint32_t{at[1]} << 16U) | (std::uint32_t{at[2]} << 8U) | at[3];
}
inline void put16(std::uint8_t* at, std::uint16_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8U);
  at[1] = static_cast<std::uint8_t>(value);
}
inline void put32(std::uint8_t* at, std::uint32_t value) {
  put16(at, static_cast<std::uint16_t>(value >> 16U));
  put16(at + 2, static_cast<std::uint16_t>(value));
}
/// RFC 4343: ASCII only.
inline std::uint8_t lower(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet | 0x20U) : octet;
}

}  // namespace schoolgate::wire
