// A Snapshot is everything decide() needs, compiled for reading: immutable, shared by all workers, swapped whole.
// Thread rules: const and safe to share. Building one costs time in proportion to rules and groups, not to lists.
//
// Who is who: the longest prefix that holds a client's address gives its group. A client in no prefix is in the
// strictest group: a walled garden before any other, then the one with the most blocked categories, ties by id. Two
// groups that claim the same prefix: the stricter one has it, and a warning says so.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/name_index.h"
#include "blocklists/policy/prefix_table.h"
#include "blocklists/policy/sealed.h"

namespace schoolgate {

using GroupNumber = std::uint16_t;              // place in Snapshot::groups
inline constexpr std::size_t max_groups = 256;  // the design asks for 64; group sets are 256 bits

struct GroupMask {
  std::array<std::uint64_t, max_groups / 64> bits{};
  void add(GroupNumber n) { bits[n / 64U] |= std::uint64_t{1} << (n % 64U); }
  bool has(GroupNumber n) const { return ((bits[n / 64U] >> (n % 64U)) & 1U) != 0; }
  bool empty() const { return (bits[0] | bits[1] | bits[2] | bits[3]) == 0; }
  static GroupMask all() {
    GroupMask mask;
    mask.bits.fill(~std::uint64_t{0});
    return mask;
  }
};

class Snapshot {
 public:
  struct GroupView {
    std::string id, name;
    CategorySet blocked;
    CategorySet wanted;  // allow-type categories that this group does not block: a name listed there is allowed
    bool walled_garden = false;
    bool safe_search = false;
    YouTube youtube = YouTube::off;
  };
  struct RuleRef {
    std::string id;
    RuleAction action = RuleAction::block;
    GroupMask groups;
  };
  struct UnblockRef {
    std::string id;
    GroupMask groups;
    UtcSeconds starts, until;
  };
  /// All that the school says of one name and of everything below it.
  struct NameRow {
    std::string emergency;  // id of the emergency block that names it, or empty
    bool essential = false;
    GroupMask garden;                  // the walled gardens it stands in
    std::vector<RuleRef> rules;        // by id
    std::vector<UnblockRef> unblocks;  // by id; running, to come and ended: decide() compares times
  };
  struct QuarantineRow {
    Prefix device;
    std::string id;
    std::optional<UtcSeconds> until;
  };

  /// Names in `state` that do not parse are left out and reported in `warnings` (change control lets none in).
  /// An absent `lists` or `sealed` is an empty one.
  static std::shared_ptr<const Snapshot> build(std::shared_ptr<const PolicyState> state,
                                               std::shared_ptr<const CompiledLists> lists,
                                               std::shared_ptr<const SealedSet> sealed);

  // Filled by build(); read-only afterwards.
  std::shared_ptr<const PolicyState> state;
  std::shared_ptr<const CompiledLists> lists;
  std::shared_ptr<const SealedSet> sealed;
  std::vector<CategorySet> set_categories;  // by ListSetId: the categories of the set's lists
  std::vector<GroupView> groups;            // never empty
  GroupNumber strictest = 0;                // for unknown clients
  PrefixTable clients;                      // -> GroupNumber
  PrefixTable quarantined;                  // -> the quarantine in `quarantines` that holds the device longest
  std::vector<QuarantineRow> quarantines;
  std::string emergency_everything;  // id of the emergency block on everything but the essentials, or empty
  NameIndex<NameRow> names;
  std::vector<std::string> warnings;
};

/// Who asks, as far as policy cares.
struct Client {
  GroupNumber group = 0;
  bool known = false;
  const Snapshot::QuarantineRow* quarantine = nullptr;  // borrowed from the snapshot; may have ended
};
Client identify(const Snapshot& snapshot, const Address& address);

}  // namespace schoolgate
