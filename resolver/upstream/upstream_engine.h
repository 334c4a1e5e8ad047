// An Upstream that a worker can exchange for another while queries are under way, and the one place where it is chosen.
// Thread rules: the loop's thread, construction and destruction included. Not to be destroyed inside a callback of its
// own.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <uv.h>

#include "blocklists/fault.h"
#include "resolver/config.h"
#include "resolver/upstream/upstream.h"

namespace schoolgate {

class UpstreamEngine : public Upstream {
 public:
  /// Queries that somebody waits for.
  virtual std::size_t waiting() const = 0;
};

/// The plain forwarder where it can do all that is asked for (forward_engine.h), else libunbound (unbound_engine.h).
std::expected<std::unique_ptr<UpstreamEngine>, Fault> make_upstream_engine(uv_loop_t& loop,
                                                                           const UpstreamConfig& config);

/// What people should know of this list of servers: "Answers are not validated here (DNSSEC): ...".
std::vector<std::string> upstream_notes(const UpstreamConfig& config);

}  // namespace schoolgate
