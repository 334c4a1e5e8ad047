// An upstream's answer in the form in which it is kept and served: one flat message that needs only its id, flags,
// case and TTLs patched. AnswerView borrows (from the cache, or from an Answer); Answer owns.
// Invariant: `message` is well formed, has the lower-case question at offset 12 and no OPT; every offset in
// `ttl_offsets` is the place of a record's TTL. inspect() and the cache make them so; nobody else may.
// Thread rules: plain values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "resolver/wire/message.h"

namespace schoolgate::wire {

struct AnswerView {
  std::span<const std::uint8_t> message;
  std::span<const std::uint16_t> ttl_offsets;
  std::span<const std::uint8_t> targets;  // CNAME targets as lower-case wire names, one after the other
  std::uint32_t lifetime = 0;             // seconds it may be kept: RFC 2181 section 5.2, RFC 2308 section 5
  bool secure = false;                    // validated, and nothing was taken out that a signature covers
  bool private_address = false;           // holds an address that no public name should have
  Ede failure = Ede::none;                // a failure that is remembered (RFC 9520): there is no message then

  std::uint16_t flags() const { return get16(&message[2]); }
  Rcode rcode() const { return static_cast<Rcode>(flags() & rcode_bits); }
};

struct Answer {
  std::vector<std::uint8_t> message;
  std::vector<std::uint16_t> ttl_offsets;
  std::vector<std::uint8_t> targets;
  std::uint32_t lifetime = 0;
  bool secure = false;
  bool private_address = false;
  AnswerView view() const { return {message, ttl_offsets, targets, lifetime, secure, private_address, Ede::none}; }
};

}  // namespace schoolgate::wire
