// Counts one import: the five buckets of lines, and the findings with their first places.
// Thread rules: one thread a report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/lists/import/import.h"

namespace schoolgate {

inline constexpr std::size_t max_places = 3;
inline constexpr std::size_t max_place_octets = 120;
/// Reasons are made of rules' modifiers and of names too: a hostile list must not fill the report.
inline constexpr std::size_t max_kinds = 64;

class Findings {
 public:
  void add(std::string_view kind, bool warning, std::uint64_t line, std::string_view file, std::string_view text);
  /// Rejections before warnings, frequent ones first.
  std::vector<ImportFinding> take();

 private:
  std::map<std::string, ImportFinding, std::less<>> by_kind_;
};

}  // namespace schoolgate
