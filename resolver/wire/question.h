// Reads what a client sent: header, exactly one question, EDNS. Bounded, in place, no allocation.
// Whatever arrives, the result says what to do with it; nothing here looks at policy.
// Thread rules: pure. The Question owns its octets: the packet may go.
// Sources: RFC 1035 section 4.1, RFC 6891 (EDNS), RFC 3225 (DO), RFC 4343 (case), RFC 5936 and RFC 6895 (types).
#pragma once

#include <cstdint>
#include <span>

#include "resolver/wire/cursor.h"
#include "resolver/wire/message.h"

namespace schoolgate::wire {

struct Question {
  enum class State : std::uint8_t {
    good,
    silence,          // too short to answer, or itself a reply: an answer could start a loop between two servers
    format_error,     // FORMERR
    not_implemented,  // NOTIMP: any opcode but QUERY and NOTIFY (so UPDATE too)
    notify,           // a primary says that the zone asked for has changed (RFC 1996)
    bad_version,      // BADVERS: an EDNS version we do not speak
    refused,          // REFUSED: transfers and other meta types, classes other than IN, questions without RD
  };
  State state = State::silence;
  std::uint16_t id = 0;
  std::uint16_t flags = 0;  // as sent
  std::uint16_t type = 0;
  std::uint16_t klass = 0;
  std::uint16_t udp_size = plain_udp_octets;  // what the client can take; never below 512
  bool edns = false;
  bool dnssec_ok = false;
  WireName asked;   // in the client's case, which replies copy (size 0: no question could be read)
  WireName folded;  // in lower case, which everything else uses

  NameView name() const { return folded.view(); }
  bool has_question() const { return asked.size != 0; }
  bool recursion_desired() const { return (flags & flag_rd) != 0; }
  bool checking_disabled() const { return (flags & flag_cd) != 0; }
  /// RFC 6840 section 5.7: AD in a question asks for AD in the answer, as DO does.
  bool wants_authentic_data() const { return dnssec_ok || (flags & flag_ad) != 0; }
};

Question parse_question(std::span<const std::uint8_t> packet);

}  // namespace schoolgate::wire
