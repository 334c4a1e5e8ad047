// Which lists hold a name, given what they say about it and about its parents.
// A list says of a name: blocked, excepted, or blocked whatever the exceptions say. An exception takes names out of its
// own list wherever the block stands, on a parent or below it; an important block cannot be excepted.
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/lists/compile/merge.h"

namespace schoolgate {

class Coverage {
 public:
  /// The next name, in key order.
  void enter(std::string_view key, const std::vector<Merge::Say>& says);
  /// The lists that hold the name, and those that hold all below it that nothing more specific is said about.
  const std::vector<ListNumber>& self() const { return self_; }
  const std::vector<ListNumber>& below() const { return below_; }

  /// For the caller: the set that was stored for all below this name, or below the nearest parent that was entered.
  ListSetId inherited() const { return path_.size() < 2 ? 0 : path_[path_.size() - 2].set; }
  void remember(ListSetId below_set) { path_.back().set = below_set; }

 private:
  struct Claim {
    ListNumber list = 0;
    std::uint8_t effects = 0;  // a bit an Effect
  };
  using Claims = std::vector<Claim>;  // ascending
  struct Step {
    std::size_t key_octets = 0;
    ListSetId set = 0;
    Claims below;
  };
  static void add(Claims& claims, const Merge::Say& say);
  static void holders(const Claims& claims, std::vector<ListNumber>& lists);

  std::string key_;
  std::vector<Step> path_;  // the names above the current one that were entered, and itself
  Claims here_;             // scratch
  std::vector<ListNumber> self_;
  std::vector<ListNumber> below_;
};

}  // namespace schoolgate
