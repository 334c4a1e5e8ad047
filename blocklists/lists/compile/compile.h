// Many sorted lists -> one trie, by a k-way merge with bounded memory; and generations of it in the store.
// Thread rules: compile() on one background thread; load_newest() at start.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/entry.h"
#include "blocklists/store/store.h"
#include "blocklists/trie.h"

namespace schoolgate {

/// One row of a generation's manifest; its place is the list's ListNumber.
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
};

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
