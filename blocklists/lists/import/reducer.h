// Decides, in sorted order, which names a list keeps: the first of equal rules, unless a $badfilter took the rule away
// or a parent's rule in the same list says the same already.
//   subtree block example.com covers every block below it, until an exception stands between the two;
//   exceptions are never covered, and only $important covers $important.
// A zone's rule stands for itself: it is covered when the nearest parent with a rule for all below it has the same
// action, and is not local data. Of several rules for one name the first in the order of ZoneAction is taken; records
// are one rule, unless one is an alias, which stands alone (RFC 1034 section 3.6.2).
// Memory: one frame for each label on the way from the root to the current name.
// Thread rules: one thread a reducer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "blocklists/lists/entry.h"
#include "blocklists/lists/import/record_sorter.h"

namespace schoolgate {

class Reducer {
 public:
  enum class Verdict : unsigned char {
    keep,
    duplicate,
    covered,
    badfiltered,
    other_rule,   // of a zone: another rule for the same name comes first
    too_many,     // of a zone: more records at one name than fit one reply
    cancellation  // the record is no rule: it takes one away
  };
  /// Records in RecordSorter's order.
  Verdict judge(const NameRecord& record);

 private:
  /// What the kept rules of one name on the way say.
  struct Frame {
    std::size_t key_size = 0;
    bool subtree_block = false, subtree_important = false;  // cover the name itself too
    bool below_block = false, below_important = false;      // cover what is below it
    bool except = false;
    std::optional<Effect> zone_below;
  };
  Frame& frame_for(const std::string& key);
  Verdict judge_zone_rule(const Entry& entry);
  bool is_covered(const Entry& entry) const;
  static void remember(const Entry& entry, Frame& frame);

  Entry group_;
  bool group_began_ = false;
  bool group_judged_ = false;  // a rule of the group was kept or covered
  Entry zone_rule_;            // the first one for its name and scope
  std::size_t zone_records_ = 0;
  std::unordered_set<std::uint32_t> cancelled_;
  std::vector<Frame> frames_;
  std::string path_;  // the last name's key; frames are prefixes of it
};

}  // namespace schoolgate
