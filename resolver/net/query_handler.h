// What the transports hand queries to: the worker, with the pipeline behind it.
// Thread rules: the worker's thread.
#pragma once

#include <cstdint>
#include <span>

#include "resolver/pipeline.h"

namespace schoolgate {

class QueryHandler {
 public:
  virtual ~QueryHandler() = default;
  /// To be called when queries were received and before the first of them is handled: takes up a policy that was
  /// published meanwhile, and reads the clocks.
  virtual void begin_batch() = 0;
  virtual Pipeline::Result handle(const Query& query, std::span<std::uint8_t> out) = 0;
  /// At most max_batch.
  virtual void handle(std::span<Pipeline::Job> batch) = 0;
};

/// Which transport a ticket belongs to.
inline constexpr std::uint64_t tcp_ticket = std::uint64_t{1} << 63U;

}  // namespace schoolgate
