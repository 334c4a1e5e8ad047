// One libunbound context in forward mode: options set, sealed and tried before anybody relies on it.
// A context's settings cannot change after that: a new upstream list is a new context.
// Thread rules: one loop's thread. create() and the destructor may run on several threads at a time: libunbound writes
// process-wide variables in both (log, limits, random seed), so they take turns under one mutex inside.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <unbound-event.h>
#include <unbound.h>

#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "resolver/upstream/uv_events.h"

namespace schoolgate {

struct UnboundSettings {
  std::vector<std::string> forward_to;  // "192.0.2.1@53", as ub_ctx_set_fwd() takes it
  bool tcp_only = false;
  std::string trust_anchor_file;  // validates when not empty
  /// Zones with servers of their own, the longest that holds a name first; their answers are not validated, and what is
  /// built in for them gives way. Asked over TCP as well when tcp_only is set: it holds for the whole context.
  struct Zone {
    std::string name;  // canonical text: it goes into a configuration as it is
    std::vector<std::string> forward_to;
  };
  std::vector<Zone> zones;
};

class UnboundContext {
 public:
  /// Faults: unavailable, when libunbound refuses a setting. libunbound crashes when a context that failed to start is
  /// deleted, so that one is given up, not freed.
  static std::expected<UnboundContext, Fault> create(UvEvents& events, const UnboundSettings& settings);

  /// Calls `callback` exactly once, possibly before returning, unless it returns false. How answers arrive:
  ///  - rcode 0: a packet, whose header says NOERROR or NXDOMAIN, its SOA in the authority section (RFC 2308), ID 0,
  ///    an OPT record and RRSIGs in it. sec 2: validated, 1: bogus (the packet must not be used), 0: neither.
  ///  - rcode 2 (SERVFAIL) for everything else, REFUSED and silence of all servers included: there is no packet.
  bool query(NameView name, std::uint16_t type, ub_event_callback_type callback, void* argument);

  /// "1.17.1"
  static std::string library_version();
  /// True when the library has the validator fixes of 2026 (1.25.2 and later).
  static bool validator_is_current();

 private:
  struct Deleter {
    void operator()(ub_ctx* context) const;
  };
  explicit UnboundContext(ub_ctx* sealed) : context_(sealed) {}
  std::unique_ptr<ub_ctx, Deleter> context_;
};

/// libunbound takes names as text: every octet that means something there is escaped (RFC 1035 section 5.1).
std::string to_master_text(NameView name);

}  // namespace schoolgate
