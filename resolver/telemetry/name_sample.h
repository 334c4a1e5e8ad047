// A sample of the names that were asked for lately, each once, of nobody in particular: what a change of the policy is
// tried on before it is made.
// Thread rules: one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "blocklists/time.h"

namespace schoolgate {

class NameSample {
 public:
  /// What a preview can decide for each group in a moment: 1,000 names in 64 groups, twice, take a tenth of a second.
  static constexpr std::size_t max_names = 1000;
  /// Yesterday's lessons are not today's.
  static constexpr std::chrono::hours max_age{24};

  void add(const std::string& name, UtcSeconds now);
  void prune(UtcSeconds now);
  void clear();
  /// The newest first.
  std::vector<std::string> names() const;

 private:
  struct Row {
    std::string name;
    UtcSeconds last{};
  };
  std::list<Row> rows_;  // the newest first
  std::unordered_map<std::string, std::list<Row>::iterator> by_name_;
};

}  // namespace schoolgate
