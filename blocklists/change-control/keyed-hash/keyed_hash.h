// A keyed hash for names that nobody may be able to list: SipHash-2-4 with a result of 16 octets (Aumasson and
// Bernstein, INDOCRYPT 2012), a pseudorandom function: without the key its results tell nothing about the names.
// Domain names can be guessed, so whoever has the key can try names, and no fast hash would stop that: what is promised
// rests on the key alone. A lookup asks for the name and each parent, hence not BLAKE2b: ten times slower, no safer
// here. It stands in its own corridor because policy/ needs it, and only change control may know libsodium. Thread
// rules: a pure function, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace schoolgate {

/// 128 bits: 2^64 names are needed for an even chance of one collision, and a name that is not sealed is taken for one
/// of a million sealed ones with a chance of 2^-108.
using KeyedDigest = std::array<std::uint8_t, 16>;
using HashKey = std::array<std::uint8_t, 16>;

/// From the system's random source.
HashKey make_hash_key();

KeyedDigest keyed_hash(const HashKey& key, std::span<const std::uint8_t> octets);

}  // namespace schoolgate
