// Safe search: search engines' names that are answered with the engine's own strict front end, per group and engine.
// A rewrite laid over "allowed", never a verdict, and the same for every record type. Exact host match. Targets are the
// engines' published ones. Thread rules: pure, constant data.
#pragma once

#include <string>
#include <vector>

#include "blocklists/name.h"
#include "blocklists/policy/search_engine.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate {

/// The engines with a switch, as search_engines() numbers them.
enum class SwitchedEngine : EngineNumber { google, bing, duckduckgo, ecosia, pixabay, yandex, brave, qwant };

/// The target to answer with, or the root when the name is not rewritten for this group.
NameView safe_search_target(const Snapshot::GroupView& group, NameView name);
/// The hosts that are rewritten for an engine with a switch.
std::vector<std::string> safe_search_hosts(EngineNumber engine);

}  // namespace schoolgate
