// A keyed hash for names that nobody may be able to list: 16 octets of keyed BLAKE2b (RFC 7693).
// It stands in its own corridor because policy/ needs it, and only change control may know libsodium.
// Thread rules: a pure function, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace schoolgate {

/// 128 bits: 2^64 names are needed for an even chance of one collision, and half the memory of the usual 256.
using KeyedDigest = std::array<std::uint8_t, 16>;
using HashKey = std::array<std::uint8_t, 16>;

KeyedDigest keyed_hash(const HashKey& key, std::span<const std::uint8_t> octets);

}  // namespace schoolgate
