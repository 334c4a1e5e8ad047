// Normalised lists in the store: versioned, in checked chunks, written and read as streams with bounded memory.
// A version that nothing points at any more is removed by drop_unused().
// Thread rules: one writer at a time (the list keeper); readers on any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "blocklists/fault.h"
#include "blocklists/lists/entry.h"
#include "blocklists/policy/model.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// Writes one version of a list, entry by entry in order.
class ListWriter {
 public:
  virtual ~ListWriter() = default;
  virtual std::expected<void, Fault> add(const Entry& entry) = 0;
  /// Flushes and makes the version readable. Without it, nothing that was added exists.
  virtual std::expected<std::uint64_t, Fault> finish() = 0;  // the version
};

std::expected<std::unique_ptr<ListWriter>, Fault> write_list(Store& store, const std::string& list_id);
std::expected<std::unique_ptr<EntryStream>, Fault> read_list(const Store& store, const std::string& list_id,
                                                             std::uint64_t version);
/// Removes every stored version that `keep` does not name; called after a commit. Bounded work a call.
std::expected<void, Fault> drop_unused_lists(Store& store,
                                             const std::function<bool(const std::string&, std::uint64_t)>& keep);

}  // namespace schoolgate
