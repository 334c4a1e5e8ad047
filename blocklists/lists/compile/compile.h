// Many sorted lists -> one trie, by a k-way merge with bounded memory; and generations of it in the store.
// Thread rules: compile() on one background thread; load_newest() at start.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/compile/zone_data.h"
#include "blocklists/lists/entry.h"
#include "blocklists/lists/zone_rule.h"
#include "blocklists/store/store.h"
#include "blocklists/trie.h"

namespace schoolgate {

/// One row of a generation's manifest; its place is the list's ListNumber.
/// Response policy zones are lists too, but what such a list says of a name is an action: its pair with the list has a
/// number of its own, behind those of the lists. So the list set that the trie finds tells both at once, in the order
/// of the zones.
struct CompiledList {
  std::string id;
  std::string title;
  std::string category;  // taxonomy id
  std::uint64_t version = 0;
  friend bool operator==(const CompiledList&, const CompiledList&) = default;
};

/// What queries are matched against. Immutable; shared by snapshots.
struct CompiledLists {
  std::uint64_t generation = 0;
  std::vector<CompiledList> lists;
  Trie trie;
  ZoneData zone_data;

  /// What a number in one of the trie's list sets says: the list holds the name, or is a zone with this action for it.
  struct Saying {
    ListNumber list = 0;
    std::optional<ZoneAction> action;
  };
  Saying saying(ListNumber number) const {
    if (number < lists.size()) return {number, {}};
    const std::size_t pair = number - lists.size();
    return {static_cast<ListNumber>(pair / zone_action_count), static_cast<ZoneAction>(pair % zone_action_count)};
  }
};
inline constexpr std::size_t numbers_a_list = 1 + zone_action_count;
/// The number of a zone's pair.
constexpr ListNumber pair_number(std::size_t lists, ListNumber list, ZoneAction action) {
  return static_cast<ListNumber>(lists + list * zone_action_count + static_cast<std::size_t>(action));
}

struct CompileInput {
  CompiledList list;
  std::function<std::expected<std::unique_ptr<EntryStream>, Fault>()> open;
};

/// Merges the inputs. `cancelled` is asked now and then; true ends the work with Fault::unavailable.
std::expected<CompiledLists, Fault> compile(const std::vector<CompileInput>& inputs, std::uint64_t generation,
                                            const std::function<bool()>& cancelled = {});

/// Writes the generation in checked chunks (batched), and gives the batch that makes it current: hand it to
/// ChangeControl::commit() so that the switch and the log's leaf are one.
std::expected<Store::Batch, Fault> save_generation(Store& store, const CompiledLists& compiled);

struct LoadedLists {
  std::shared_ptr<const CompiledLists> compiled;  // generation 0 when nothing was ever compiled
  std::string warning;                            // why an older generation had to be taken; empty when all is well
};
/// The current generation, whole; when it is damaged, the one before, with a warning.
std::expected<LoadedLists, Fault> load_newest_generation(const Store& store);
std::expected<std::uint64_t, Fault> next_generation(const Store& store);
/// Removes generations other than the current one and the one before. Bounded work a call.
std::expected<void, Fault> drop_old_generations(Store& store);

}  // namespace schoolgate
