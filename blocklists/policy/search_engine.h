// Search engines: those with a published switch for safe search by DNS, and those without one.
// Ids are stable for ever (they are stored and logged); numbers are not.
// Thread rules: constant data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate {

using EngineNumber = std::uint8_t;  // place in search_engines()
using EngineSet = std::uint32_t;    // a bit each

struct SearchEngine {
  std::string_view id;     // "google"
  std::string_view title;  // "Google"
  bool has_switch = false;
};

std::span<const SearchEngine> search_engines();
std::optional<EngineNumber> find_engine(std::string_view id);
/// The names that search is reached by: what is blocked when the engine is.
std::vector<std::string> engine_names(EngineNumber engine);

}  // namespace schoolgate
