// Attempts to go round the filter, counted by client: signals by which software asks whether it may (local.h), and
// blocked names of VPNs, proxies and encrypted DNS. A table of fixed size: when a set is full, the client whose last
// attempt is the longest ago is forgotten.
// Thread rules: one a worker; count() on its thread, add_to() on any. No lock: a reader that meets a row while it is
// written reads it again (a sequence lock).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

class Attempts {
 public:
  enum class Kind : std::uint8_t { signal, name };
  struct Row {
    std::uint64_t signals = 0, names = 0;
    UtcSeconds last{};
  };
  using Table = std::map<Address, Row>;

  Attempts();
  void count(const Address& client, Kind kind, UtcSeconds now);
  void add_to(Table& table) const;

 private:
  struct Slot {
    std::atomic<std::uint32_t> version{0};  // odd while it is written
    std::atomic<std::uint64_t> network{0}, device{0};
    std::atomic<std::uint64_t> signals{0}, names{0};
    std::atomic<std::int64_t> last{0};  // seconds since 1970; 0: free
  };
  static constexpr std::size_t ways = 4;
  static constexpr std::size_t sets = 1024;  // 4,096 clients, 192 KiB
  Slot& slot_of(std::uint64_t network, std::uint64_t device);

  std::unique_ptr<std::array<Slot, ways>[]> sets_;
  std::uint64_t seed_;  // so that nobody can choose addresses that push another out
};

}  // namespace schoolgate
