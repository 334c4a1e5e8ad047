// Longest-prefix match: nested prefixes flattened into disjoint ranges of addresses, found by binary search.
//   10.0.0.0/8 -> 1, 10.9.0.0/16 -> 2 become: from 10.0.0.0: 1, from 10.9.0.0: 2, from 10.10.0.0: 1, from 11.0.0.0:
//   none
// 10,000 prefixes make at most 20,003 ranges, so a find looks at 15 of them.
// Thread rules: immutable after build; find() on any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "blocklists/prefix.h"

namespace schoolgate {

class PrefixTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Row {
    Prefix prefix;
    std::uint32_t value = none;
  };
  /// What holds where a prefix with value `inner` lies within one whose value is `outer`.
  using Nested = std::function<std::uint32_t(std::uint32_t outer, std::uint32_t inner)>;

  /// Matches nothing.
  PrefixTable() = default;
  /// Of two rows with the same prefix, the later one is the inner one. Without `nested` the inner one holds.
  explicit PrefixTable(std::vector<Row> rows, const Nested& nested = {});
  /// The value that holds for the address, or none.
  std::uint32_t find(const Address& address) const;
  std::size_t range_count() const { return starts_.size(); }

 private:
  /// An address as two numbers, so that a comparison needs no branch.
  struct Key {
    std::uint64_t high = 0, low = 0;
    explicit Key(const Address& address);
    bool at_or_before(const Key& other) const {
      return static_cast<bool>(static_cast<unsigned>(high < other.high) |
                               (static_cast<unsigned>(high == other.high) & static_cast<unsigned>(low <= other.low)));
    }
    friend bool operator==(const Key&, const Key&) = default;
  };
  void start_range(const Address& start, std::uint32_t value);

  std::vector<Key> starts_;  // sorted; a range ends where the next one starts
  std::vector<std::uint32_t> values_;
};

}  // namespace schoolgate
