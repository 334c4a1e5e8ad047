// A Snapshot is everything decide() needs, compiled for reading: immutable, shared by all workers, swapped whole.
// Thread rules: const and safe to share. Building one costs time in proportion to rules and groups, not to lists.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/name_index.h"
#include "blocklists/policy/sealed.h"

namespace schoolgate {

using GroupNumber = std::uint16_t;  // place in Snapshot::groups
inline constexpr std::size_t max_groups = 256;  // the design asks for 64; group sets are 256 bits

struct GroupMask {
  std::array<std::uint64_t, max_groups / 64> bits{};
  void add(GroupNumber n) { bits[n / 64U] |= std::uint64_t{1} << (n % 64U); }
  bool has(GroupNumber n) const { return ((bits[n / 64U] >> (n % 64U)) & 1U) != 0; }
};

class Snapshot {
 public:
  struct GroupView {
    std::string id, name;
    CategorySet blocked;
    bool walled_garden = false;
    bool safe_search = false;
    YouTube youtube = YouTube::off;
  };
  struct RuleRef {
    std::string id;
    RuleAction action;
    GroupMask groups;
  };
  struct UnblockRef {
    std::string id;
    GroupMask groups;
    UtcSeconds starts, until;
  };
  struct PrefixRow {
    Prefix prefix;
    GroupNumber group;
  };
  struct QuarantineRow {
    Prefix device;
    std::string id;
    std::optional<UtcSeconds> until;
  };

  /// Names in `state` that do not parse are left out and reported in `warnings` (change control lets none in).
  static std::shared_ptr<const Snapshot> build(std::shared_ptr<const PolicyState> state,
                                               std::shared_ptr<const CompiledLists> lists,
                                               std::shared_ptr<const SealedSet> sealed);

  // Filled by build(); read-only afterwards.
  std::shared_ptr<const PolicyState> state;
  std::shared_ptr<const CompiledLists> lists;
  std::shared_ptr<const SealedSet> sealed;
  std::vector<CategorySet> set_categories;  // by ListSetId
  CategorySet allow_type;                   // categories whose listed names are wanted
  std::vector<GroupView> groups;            // never empty
  GroupNumber strictest = 0;                // for unknown clients: walled garden first, then most categories blocked
  std::vector<PrefixRow> clients;           // longest prefix first
  std::vector<QuarantineRow> quarantines;
  bool emergency_everything = false;
  std::string emergency_everything_id;
  NameIndex<std::string> emergency;  // emergency block's id
  NameIndex<RuleRef> rules;
  NameIndex<UnblockRef> unblocks;
  NameIndex<GroupMask> garden;
  NameIndex<bool> essentials;
  std::vector<std::string> warnings;
};

/// Who asks, as far as policy cares. Longest prefix wins; an unknown client is in the strictest group.
struct Client {
  GroupNumber group = 0;
  bool known = false;
  const Snapshot::QuarantineRow* quarantine = nullptr;  // borrowed from the snapshot
};
Client identify(const Snapshot& snapshot, const Address& address);

}  // namespace schoolgate
