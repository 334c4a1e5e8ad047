// Who is asked what is not blocked: the servers that the school has set, else those of the configuration. How they are
// asked (DNSSEC, trust anchor, certificates) is the configuration's in either case.
// Thread rules: any thread.
#pragma once

#include <expected>
#include <mutex>
#include <string>
#include <vector>

#include "admin-api/server.h"
#include "blocklists/policy/model.h"
#include "resolver/config.h"

namespace schoolgate {

class Upstreams {
 public:
  Upstreams(UpstreamConfig configured, const Settings& settings);
  UpstreamConfig in_force() const;
  std::vector<std::string> texts_in_force() const;
  /// True when others are in force now.
  bool take(const Settings& settings);
  /// The configuration was read anew.
  void take(UpstreamConfig configured);

  /// Faults: bad_input, in the words that the configuration's faults have.
  std::expected<void, Fault> check(const std::vector<std::string>& servers) const;
  std::expected<std::vector<UpstreamCheck>, Fault> test(const std::vector<std::string>& servers,
                                                        const Name& asked_for) const;

 private:
  std::expected<UpstreamConfig, Fault> with(const std::vector<std::string>& servers) const;
  mutable std::mutex mutex_;  // guards both
  UpstreamConfig configured_;
  std::vector<std::string> chosen_;  // by the school; empty: none
};

/// At which addresses the school's devices reach these endpoints: those of the machine's interfaces for "any address".
std::vector<Address> reachable_addresses(const std::vector<Endpoint>& endpoints);

}  // namespace schoolgate
