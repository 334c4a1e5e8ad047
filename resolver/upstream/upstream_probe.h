// Asks upstream servers one question each, apart from the workers: for the page on which they are set.
// Thread rules: any thread; the calls wait for one another, and each until all servers have answered or the engines'
// deadline (5 s) is over.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "blocklists/name.h"
#include "resolver/config.h"

namespace schoolgate {

struct ProbeResult {
  bool answered = false;
  std::chrono::milliseconds took{};
  bool validated = false;  // by this appliance (RFC 4035)
  bool has_signatures = false;
  std::string problem;  // in a few words, when it did not answer
};

/// One result a server of `config`, in their order; its zones are left out.
std::vector<ProbeResult> probe_upstreams(const UpstreamConfig& config, const Name& asked_for);

}  // namespace schoolgate
