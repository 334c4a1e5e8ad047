// Asks the appliance's own DNS a question over UDP, as a client would: the only proof that it answers.
// Thread rules: any thread; waits for at most `probe_timeout`.
#pragma once

#include <chrono>

#include "resolver/config.h"

namespace schoolgate {

/// A healthy answer takes well under a millisecond; a busy box on an SD card may take a moment.
inline constexpr std::chrono::milliseconds probe_timeout{1000};

/// True when any DNS reply to our question comes back. A wildcard endpoint is asked on its loopback address.
bool dns_answers(Endpoint endpoint);

}  // namespace schoolgate
