#include "resolver/upstream/upstream_engine.h"

#include "resolver/upstream/forward_engine.h"
#include "resolver/upstream/unbound_engine.h"

namespace schoolgate {

std::expected<std::unique_ptr<UpstreamEngine>, Fault> make_upstream_engine(uv_loop_t& loop,
                                                                           const UpstreamConfig& config) {
  if (!UnboundEngine::should_validate(config) && ForwardEngine::can_serve(config))
    return ForwardEngine::create(loop, config);
  return UnboundEngine::create(loop, config);
}

std::vector<std::string> upstream_notes(const UpstreamConfig& config) { return UnboundEngine::notes(config); }

}  // namespace schoolgate
