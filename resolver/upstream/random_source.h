// Unpredictable numbers for the ids, ports and letter cases of outgoing queries (RFC 5452 section 9.2, RFC 4086): the
// kernel's generator, read a block at a time since a system call a query would cost more than the query's own work.
// Thread rules: one thread for each object.
// Errors: none. getrandom(2) cannot fail for such blocks; if it does, std::system_error: never go on without.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace schoolgate {

class RandomSource {
 public:
  std::uint8_t octet();
  std::uint16_t u16() { return static_cast<std::uint16_t>((octet() << 8U) | octet()); }
  /// From 0 to limit - 1. limit <= 256 keeps the unevenness below 1 in 256.
  std::size_t below(std::size_t limit) { return (u16() * limit) >> 16U; }

 private:
  // What getrandom(2) gives whole, without being interrupted.
  static constexpr std::size_t block_octets = 256;
  std::array<std::uint8_t, block_octets> block_{};
  std::size_t used_ = block_octets;
};

}  // namespace schoolgate
