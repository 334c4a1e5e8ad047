// Who may ask, and how much. Stands before identity and policy: an attacker must not be able to make us work.
//  - outside dns.allow: REFUSED, never an open resolver;
//  - over its rate: silence over UDP (an answer would double a flood), REFUSED over TCP.
// Rates are kept per IPv4 address and per IPv6 /64 (a device may take any address of its /64) in a table of fixed size;
// when a set is full the client that was quiet the longest is forgotten, which can only be to its advantage.
// Thread rules: one a worker, on its thread. No allocation after construction.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "blocklists/prefix.h"

namespace schoolgate {

/// Generous enough for a whole school behind one address (a domain controller that forwards, address translation):
/// thousands of devices opening a page at once. Each worker counts for itself, as the kernel spreads a client's sockets
/// over the workers. Loopback is this machine itself (a proxy in front of us, a measurement) and is not limited.
inline constexpr std::uint32_t client_rate = 5'000;  // queries a second
inline constexpr std::uint32_t client_burst = 20'000;

class Admission {
 public:
  enum class Answer : std::uint8_t { welcome, outsider, too_fast };
  explicit Admission(std::vector<Prefix> allowed);
  Answer check(const Address& client, std::uint64_t now_ms);

 private:
  struct Bucket {
    std::uint64_t client = 0;  // hash of what rates are counted by; 0: free
    std::uint64_t at_ms = 0;
    std::uint32_t tokens = 0;
  };
  static constexpr std::size_t ways = 4;
  static constexpr std::size_t sets = 1024;  // 4,096 clients, 96 KiB
  bool take(const Address& client, std::uint64_t now_ms);

  std::vector<Prefix> allowed_;
  std::vector<std::array<Bucket, ways>> buckets_;
  std::uint64_t seed_;
};

}  // namespace schoolgate
