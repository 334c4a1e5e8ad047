// Which lists hold a name, given what they say about it and about its parents.
// A list says of a name: blocked, excepted, or blocked whatever the exceptions say. An exception takes names out of its
// own list wherever the block stands, on a parent or below it; an important block cannot be excepted.
// A response policy zone says one action of a name: that of the name itself, else that of the nearest parent for all
// below it (draft-vixie-dnsop-dns-rpz-00 section 4).
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/lists/compile/merge.h"
#include "blocklists/lists/zone_rule.h"

namespace schoolgate {

class Coverage {
 public:
  /// `lists`: how many there are; zones' pairs are numbered behind them.
  explicit Coverage(std::size_t lists) : lists_(lists) {}
  /// The next name, in key order.
  void enter(std::string_view key, const std::vector<Merge::Say>& says);
  /// The lists that hold the name, and those that hold all below it that nothing more specific is said about; behind
  /// them the zones' pairs.
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
  struct Pair {
    ListNumber list = 0;
    ZoneAction action{};
  };
  using Pairs = std::vector<Pair>;  // ascending, one a list
  struct Step {
    std::size_t key_octets = 0;
    ListSetId set = 0;
    Claims below;
    Pairs pairs;  // for all below
  };
  static void add(Claims& claims, const Merge::Say& say);
  static void replace(Pairs& pairs, const Merge::Say& say);
  void number(const Claims& claims, const Pairs& pairs, std::vector<ListNumber>& numbers) const;

  std::size_t lists_;
  std::string key_;
  std::vector<Step> path_;  // the names above the current one that were entered, and itself
  Claims here_;             // scratch
  Pairs pairs_here_;        // scratch
  std::vector<ListNumber> self_;
  std::vector<ListNumber> below_;
};

}  // namespace schoolgate
