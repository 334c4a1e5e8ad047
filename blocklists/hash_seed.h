// What hash tables of client addresses share: a secret seed, so that strangers cannot choose addresses that meet a
// victim's in one place, and a mixer that carries it into every bit.
// Thread rules: pure, but for random_seed(), which any thread may call.
#pragma once

#include <cstdint>
#include <random>

namespace schoolgate {

inline std::uint64_t random_seed() { return (std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}(); }

/// The finaliser of MurmurHash3: every bit depends on every bit.
constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x ^= x >> 33U;
  x *= 0xff51afd7ed558ccdU;
  x ^= x >> 33U;
  x *= 0xc4ceb9fe1a85ec53U;
  return x ^ (x >> 33U);
}

/// Of an address in two halves.
constexpr std::uint64_t seeded_hash(std::uint64_t seed, std::uint64_t network, std::uint64_t device) {
  return mix_bits(mix_bits(network ^ seed) ^ device);
}

}  // namespace schoolgate
