// The resolver's statistics as Prometheus text (exposition format 0.0.4), without any per-client label.
// Thread rules: pure.
#pragma once

#include <string>

#include "resolver/statistics.h"

namespace schoolgate {

std::string resolver_metrics(const Statistics& statistics);

}  // namespace schoolgate
