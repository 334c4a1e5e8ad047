// Walks an upstream's answer within its bounds and makes of it what may be kept and passed on:
//  - OPT, additional records and name server records are left out; signatures too, for clients that did not set DO;
//  - `ech` is taken out of HTTPS and SVCB records (it would hide the next name from the filter), with their signatures;
//  - TTLs are clipped to a day; the CNAME targets are collected, in order, so that each can be decided;
//  - it is noted whether an address is private, which no public name should have (DNS rebinding).
// Nothing in the answer is trusted: what does not add up makes the whole answer unusable.
// Thread rules: pure; allocates (only after a miss).
// Sources: RFC 1035, RFC 2181 section 8, RFC 2308 section 5, RFC 3597 section 4, RFC 9460, RFC 1918, 4193, 6598.
#pragma once

#include <optional>
#include <span>

#include "blocklists/name.h"
#include "resolver/wire/answer.h"

namespace schoolgate::wire {

/// The longest a record is kept, whatever its owner asks (RFC 8767 section 4 advises a limit in days).
inline constexpr std::uint32_t max_ttl = 86400;
/// The longest a negative answer is kept: RFC 2308 section 5 calls one to three hours sensible.
inline constexpr std::uint32_t max_negative_ttl = 3600;
/// Longer alias chains are loops or attacks on whoever follows them; resolvers in the field stop between 8 and 16.
inline constexpr std::size_t max_targets = 16;

struct Asked {
  NameView name;  // lower case
  std::uint16_t type = 0;
  bool dnssec_ok = false;
};

/// Nothing when the message is malformed, is not an answer to `asked`, or its rcode is a failure.
std::optional<Answer> inspect(std::span<const std::uint8_t> message, const Asked& asked, bool secure);

/// The first of an answer's targets, one or more.
inline NameView first_name(std::span<const std::uint8_t> targets) {
  std::size_t size = 0;
  while (targets[size] != 0) size += std::size_t{targets[size]} + 1;
  return NameView::trusted(targets.first(size + 1));
}

/// The asked name's TTL is not looked at: the addresses of a kept answer, in order.
template <class Visit>
void for_each_address(const AnswerView& answer, std::uint16_t type, Visit&& visit) {
  for (const std::uint16_t at : answer.ttl_offsets) {
    const std::uint8_t* head = answer.message.data() + at - 4;  // type and class stand before the TTL
    if (get16(head) != type) continue;
    visit(get32(head + 4), std::span<const std::uint8_t>(head + record_fixed_octets, get16(head + 8)));
  }
}

/// 4 or 16 octets: private, loopback, link-local, unique local, "this network", or one of those mapped into IPv6.
bool is_private_address(std::span<const std::uint8_t> octets);

}  // namespace schoolgate::wire
