// Reads one TOML table key by key, remembers which keys it was asked for, and reports every fault it meets.
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "deploy/config/config.h"

namespace schoolgate {

class TableReader {
 public:
  TableReader(const toml::table* table, std::string name, std::string file, std::vector<ConfigFault>& faults);

  std::optional<std::string> text(std::string_view key);
  std::optional<std::vector<std::string>> texts(std::string_view key);
  std::optional<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<bool> flag(std::string_view key);
  /// A sub-table, or an empty reader when it is absent.
  TableReader table(std::string_view key);
  bool has(std::string_view key) const;
  /// Reports a fault at the key's line.
  void fault(std::string_view key, std::string what);
  /// Reports each key that nobody asked for, with the nearest one that is known. Call when done.
  void refuse_unknown();

 private:
  const toml::node* find(std::string_view key);
  std::string full(std::string_view key) const;
  const toml::table* table_;
  std::string name_, file_;
  std::vector<ConfigFault>& faults_;
  std::vector<std::string> known_;
};

/// The one of `known` that is nearest to `word` (edit distance), or empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace schoolgate
