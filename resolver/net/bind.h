// The sockets that workers receive on. Every worker has its own UDP and TCP socket for each endpoint, bound with
// SO_REUSEPORT, so that the kernel spreads clients over the workers and they share nothing.
// Thread rules: any thread.
// Errors: unavailable, with the endpoint, the reason and what to do about it.
#pragma once

#include <expected>
#include <vector>

#include "blocklists/fault.h"
#include "resolver/config.h"
#include "resolver/net/owned_fd.h"

namespace schoolgate {

struct BoundSockets {
  Endpoint endpoint;  // with the port that was really taken
  OwnedFd udp;
  OwnedFd tcp;  // bound, not listening yet
};

/// For each of `workers` the sockets of all endpoints. Port 0 takes a free port, the same for UDP, TCP and all workers.
/// An unspecified IPv6 address is left out, with a warning, on a machine without IPv6.
std::expected<std::vector<std::vector<BoundSockets>>, Fault> bind_all(const std::vector<Endpoint>& endpoints,
                                                                      unsigned workers);

}  // namespace schoolgate
