// The life of one query. One Pipeline a worker, on the worker's thread: no lock, no disk, no system call.
// It knows no sockets: net/ hands it packets and carries away what it replies; tests do the same with a fake clock
// and a scripted upstream (tests/scenarios).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "blocklists/policy/device_directory.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/policy/trial_watch.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/statistics.h"
#include "resolver/upstream/upstream.h"

namespace schoolgate {

enum class Transport : std::uint8_t { udp, tcp };

/// Both clocks, read once a batch: UTC for policy, a monotonic one for the cache and for rates.
struct Moment {
  UtcMillis utc;
  std::uint64_t monotonic_ms = 0;
};

/// One packet and where its reply goes. `ticket` is the caller's own; it comes back with a late reply.
struct Query {
  std::span<const std::uint8_t> packet;
  Address client;
  Transport transport = Transport::udp;
  std::uint64_t ticket = 0;
  /// What the client calls itself over an encrypted transport; empty over plain ones. Borrowed during the call.
  std::string_view identity = {};
};

/// As many as one receive brings (net/udp_batch.h).
inline constexpr std::size_t max_batch = 32;

/// Largest reply: what a TCP length prefix can say (RFC 1035 section 4.2.2).
inline constexpr std::size_t max_reply_octets = 65535;
/// Largest UDP reply whatever the client offers: no fragments on any sane path (DNS flag day 2020, RFC 9715).
inline constexpr std::size_t max_udp_reply_octets = 1232;

class Pipeline {
 public:
  enum class Outcome : std::uint8_t { replied, dropped, pending };
  struct Result {
    Outcome outcome = Outcome::dropped;
    std::size_t size = 0;  // octets in `out` when replied
  };
  /// For replies that had to wait: the ticket, and the octets (valid only during the call); none: there is no reply.
  using Late = std::function<void(std::uint64_t ticket, std::span<const std::uint8_t> reply)>;

  /// A NOTIFY (RFC 1996) came from this address for this zone; true when it is a primary's, and is heeded. Called on
  /// the worker's thread: it must not wait.
  using Announced = std::function<bool(const Address& from, NameView zone)>;

  Pipeline(const ResolverConfig& config, Upstream& upstream, WorkerStatistics& statistics, Late late);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// From now on decisions are taken with this snapshot; answers that are waiting are decided again with it.
  void use(std::shared_ptr<const Snapshot> snapshot);
  /// From now on clients are looked up here; before the first call nobody is known by more than an address.
  void know(std::shared_ptr<const DeviceDirectory> devices);
  /// Without it every NOTIFY is answered with NOTIMP.
  void tell(Announced announced);
  /// From now on whoever this is hears what devices on trial ask for; it outlives the pipeline.
  void watch(TrialWatch* watch);
  /// Later late replies, cache ages and rates are measured from here.
  void at(Moment now);
  /// One of a batch: room for its reply, and what became of it.
  struct Job {
    Query query;
    std::span<std::uint8_t> out;
    Result result;
  };
  /// At most max_batch, in their order. As one by one, but sooner: what one name's look-ups will read comes from memory
  /// while the others' are under way.
  void handle(std::span<Job> batch);
  /// `out` must hold max_reply_octets for tcp, max_udp_reply_octets for udp.
  Result handle(const Query& query, std::span<std::uint8_t> out);
  /// Nothing that was answered or asked before this is kept: other servers answer for some names from now on.
  void forget_answers();
  std::size_t cache_octets() const;
  std::size_t cache_entries() const;
  std::size_t in_flight() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace schoolgate
