// Packets for the resolver's tests, in the presentation format that people read: "www.example. 300 A 192.0.2.1".
// Records are made and read by ldns, so that the product's own wire code is checked by another's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::test {

using Octets = std::vector<std::uint8_t>;

struct Ask {
  std::string name = {};  // "WWW.example"; "." is the root
  std::string type = "A";
  std::string klass = "IN";
  std::uint16_t id = 0x1234;
  bool recursion_desired = true, checking_disabled = false, authentic_data = false;
  bool edns = true, dnssec_ok = false;
  std::uint8_t edns_version = 0;
  std::uint16_t udp_size = 1232;
};
/// By hand and in the given case; throws on an unknown type.
Octets query(const Ask& ask);

struct Says {
  std::string name = {}, type = "A", rcode = "NOERROR";  // all initialised, so that tests may leave any out
  std::vector<std::string> answer = {}, authority = {}, additional = {};
};
/// An upstream's reply, compressed. Throws std::runtime_error for a record that is none.
Octets upstream_reply(const Says& says);

struct Decoded {
  bool well_formed = false;
  std::size_t size = 0;
  std::uint16_t id = 0;
  std::string rcode;  // BADVERS and such included
  bool qr = false, aa = false, tc = false, rd = false, ra = false, ad = false, cd = false;
  std::string question;                                    // "www.example. A", case as sent
  std::vector<std::string> answer, authority, additional;  // OPT not among them
  bool edns = false, dnssec_ok = false;
  std::uint16_t udp_size = 0;
  std::optional<int> ede;
  std::string ede_text;
};
Decoded decode(std::span<const std::uint8_t> message);

/// "0a 0b0c" -> octets
Octets from_hex(std::string_view text);

}  // namespace schoolgate::test
