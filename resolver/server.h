// The DNS server: worker loops that share nothing but the read-only snapshot.
// Thread rules: start(), stop() and the destructor on one thread; all others on any.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/policy/device_directory.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/policy/trial_watch.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/statistics.h"

namespace schoolgate {

class Server {
 public:
  /// Whether a NOTIFY for the zone from this address is a primary's; asked on the workers' threads, must not wait.
  using Announced = std::function<bool(const Address& from, NameView zone)>;
  /// Binds every endpoint, then starts the workers; returns when all of them answer. Faults: unavailable, with the
  /// endpoint that could not be bound and why. `watch` hears what devices on trial ask for; it outlives the server.
  static std::expected<std::unique_ptr<Server>, Fault> start(ResolverConfig config, Clock clock,
                                                             std::shared_ptr<const Snapshot> snapshot,
                                                             Announced announced = {}, TrialWatch* watch = nullptr);
  virtual ~Server() = default;  // stops

  /// In force for every query that is received after this returns.
  virtual void publish(std::shared_ptr<const Snapshot> snapshot) = 0;
  /// A new upstream list (SIGHUP); queries under way finish on the old one.
  virtual void set_upstream(UpstreamConfig upstream) = 0;
  virtual Statistics statistics() const = 0;
  /// Who tried to go round the filter since the start, and how often.
  virtual Attempts::Table attempts() const = 0;
  /// One a worker, for the telemetry; they live as long as this.
  virtual std::vector<Tape*> tapes() = 0;
  /// Which device has which address just now, for pages and explanations.
  virtual std::shared_ptr<const DeviceDirectory> devices() const = 0;
  /// Names of workers whose loop has not turned for 2 s; empty when healthy.
  virtual std::vector<std::string> stuck_workers() const = 0;
  /// Where it listens, with the ports that were really taken (port 0 asks the system for one).
  virtual std::vector<Endpoint> endpoints() const = 0;
  /// What people should know of the validator, the upstreams and the lease files: "no validator: libunbound 1.17.1 is
  /// older than 1.25.2".
  virtual std::vector<std::string> notes() const = 0;
  /// Stops receiving, answers what is in flight for at most a second, ends the workers.
  virtual void stop() = 0;
};

}  // namespace schoolgate
