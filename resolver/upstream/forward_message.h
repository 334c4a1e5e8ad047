// The messages of a plain forwarder: a query out, and whether what came in answers it. No state, no sockets.
//
// A reply is ours when id, QR, opcode, and the one question match (RFC 5452 section 9.1); the socket that it came in
// on, which the kernel ties to the server's address and port, is the caller's to compare. The question must stand there
// uncompressed, octet for octet as it was sent: nothing before it could be pointed to (RFC 9267 section 2), and the
// random case of its letters is a secret that an off-path attacker must guess too (draft-vixie-dnsext-dns0x20).
// Behind the question only aliases are looked for here: wire/inspect.h reads an answer, bounded.
// Thread rules: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "resolver/upstream/random_source.h"
#include "resolver/wire/cursor.h"

namespace schoolgate {

/// No fragments on any sane path (DNS flag day 2020, RFC 9715).
inline constexpr std::uint16_t forward_udp_octets = 1232;
/// Header, the longest name, type and class, OPT.
inline constexpr std::size_t max_forward_query =
    wire::header_octets + max_name_octets + 2 * sizeof(std::uint16_t) + wire::opt_octets;

struct ForwardQuestion {
  std::uint16_t id = 0;
  std::span<const std::uint8_t> name;  // uncompressed, in the case it is sent in
  std::uint16_t type = 0;
  bool checking_disabled = false;
  bool edns = true;  // with DO, so that one answer serves clients with and without it
};

/// The size. `out` holds max_forward_query.
std::size_t write_query(const ForwardQuestion& question, std::span<std::uint8_t> out);

struct ReplyReading {
  enum class Kind : std::uint8_t {
    wrong,      // not a reply to this question: chance, a late one, or an attacker's
    answer,     // NOERROR or NXDOMAIN, whole
    truncated,  // the same, cut: to be asked over TCP (RFC 2181 section 9, RFC 7766)
    no_edns,    // the server does not know EDNS (RFC 6891 section 7)
    failure,    // SERVFAIL, REFUSED and such; or a server that would not resolve
  };
  Kind kind = Kind::wrong;
  bool same_case = true;  // the question came back letter for letter
};
ReplyReading read_reply(std::span<const std::uint8_t> packet, const ForwardQuestion& asked);

/// True when an answer has aliases and nothing of the type that was asked, nor the SOA that says that there is nothing
/// (RFC 2308 section 2.2): the server did not follow them. False, too, for what cannot be read.
bool ends_in_alias(std::span<const std::uint8_t> packet, std::uint16_t type);

/// True when an answer has an alias whose target is one that `is` says yes to; false for what cannot be read.
bool has_alias(std::span<const std::uint8_t> packet, const std::function<bool(NameView)>& is);

/// The form that Upstream promises: id 0, the question in lower case (and so every name that points to it).
/// Only for a packet that read_reply() found to be an answer.
void normalise_answer(std::span<std::uint8_t> packet, std::size_t name_octets);

/// Turns each letter to upper case with a chance of one half.
void randomise_case(wire::WireName& name, RandomSource& random);

}  // namespace schoolgate
