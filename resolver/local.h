// Names that are answered here, from a constant table, and never asked of an upstream:
//  - signals by which software asks whether it may go round the school's resolver (Firefox's canary, Apple's Private
//    Relay, Chrome's tunnel check, RFC 9462's resolver.arpa): the answers say no;
//  - special-use names (RFC 6761, 6762, 7686, 8375, 9476, ICANN's .internal) and reverse zones of private addresses
//  (RFC 6303, 7793);
//  - single-label names: they are the site's own or a mistake, and tell the world about the site.
// A school that serves one of these itself (an Active Directory in .local) names it among its own names.
// Thread rules: pure, constant data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "blocklists/name.h"

namespace schoolgate {

struct LocalName {
  enum class Kind : std::uint8_t {
    localhost,  // 127.0.0.1 and ::1
    nothing,    // exists, holds nothing: NODATA
    no_name,    // NXDOMAIN
    signal      // NXDOMAIN, as the software that asks expects; an address (0.0.0.0 too) would mean "go ahead"
  };
  Kind kind = Kind::no_name;
  std::size_t apex = 0;  // octets of the name before the zone's own name; 0: the zone itself
};

std::optional<LocalName> find_local(NameView name, std::uint16_t type);

}  // namespace schoolgate
