// Counters of one worker. Written by its own thread only, read by anybody: relaxed atomics, no shared cache lines.
// Sums over workers are what /metrics and `status` show. No names; clients only where they try to go round the filter,
// and names and clients on the tape, for as long as the school lets the telemetry keep them.
// Thread rules: count() on the worker's thread; read from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "blocklists/policy/category.h"
#include "blocklists/policy/decision.h"
#include "resolver/attempts.h"
#include "resolver/telemetry/tape.h"

namespace schoolgate {

enum class Count : std::uint8_t {
  queries_udp,
  queries_tcp,
  malformed,       // FORMERR or silence
  refused_client,  // outside dns.allow
  limited,         // over a rate or in-flight limit
  blocked,
  rewritten,
  local,
  cache_hits,
  cache_misses,
  upstream_answers,
  upstream_failures,
  upstream_bogus,
  cname_blocked,  // allowed by name, blocked for a CNAME target
  truncated,
  unsent,  // UDP replies that the kernel did not take
  type_a,
  type_aaaa,
  type_https,
  type_ptr,
  type_other,
  rcode_noerror,
  rcode_formerr,
  rcode_servfail,
  rcode_nxdomain,
  rcode_notimp,
  rcode_refused,
  rcode_other,
  last_  // keep last
};

/// Services and search engines, by ServiceNumber; there are some hundred.
inline constexpr std::size_t max_counted_services = 512;

struct alignas(64) WorkerStatistics {
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Count::last_)> counts{};
  std::array<std::atomic<std::uint64_t>, 9> by_tier{};  // blocked or allowed by this tier, by its number
  std::array<std::atomic<std::uint64_t>, max_categories> blocked_by_category{};
  std::array<std::atomic<std::uint64_t>, max_counted_services> blocked_by_service{};
  Attempts attempts;
  Tape tape;

  void count(Count which, std::uint64_t n = 1) { bump(counts[static_cast<std::size_t>(which)], n); }
  void count_tier(Tier tier) { bump(by_tier[static_cast<std::size_t>(tier)], 1); }
  void count_category(CategoryNumber category) { bump(blocked_by_category[category], 1); }
  void count_service(ServiceNumber service) {
    if (service < max_counted_services) bump(blocked_by_service[service], 1);
  }

 private:
  // One writer: a plain add without a locked instruction is enough.
  static void bump(std::atomic<std::uint64_t>& cell, std::uint64_t n) {
    cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
};

/// The sum over all workers at one moment.
struct Statistics {
  std::array<std::uint64_t, static_cast<std::size_t>(Count::last_)> counts{};
  std::array<std::uint64_t, 9> by_tier{};
  std::array<std::uint64_t, max_categories> blocked_by_category{};
  std::array<std::uint64_t, max_counted_services> blocked_by_service{};
  std::uint64_t untold = 0;  // blocked answers that only counts know of: a ring was full
  std::uint64_t cache_octets = 0, cache_entries = 0, in_flight = 0;
  std::uint64_t operator[](Count which) const { return counts[static_cast<std::size_t>(which)]; }
};

}  // namespace schoolgate
