// Normalised lists in the store: versioned, in checked chunks, written and read as streams with bounded memory.
// A version that nothing points at any more is removed by drop_unused_lists().
// Thread rules: one writer at a time (the list keeper), and no dropping while it writes; readers on any thread.
//
// Keys in Family::lists. <list> is the id's length (2 octets) and the id; numbers are big-endian.
//   "n" <list>                        -> the last version number given out (8)
//   "h" <list> version (8)            -> CRC-32 (4) format (1) entries (8) chunks (4); written last: without it the
//                                        version does not exist
//   "c" <list> version (8) number (4) -> CRC-32 (4) entries, front-coded
// A CRC-32 covers the key as well, so that a chunk in the wrong place is found out.
// An entry: octets shared with the key before (1), further octets (1), scope | effect << 2 (1), the further octets;
// with the effect zone_data then a record's size (2) and octets (zone_rule.h).
// Nothing is shared across chunks.
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

/// Faults: bad_input for an id that is empty or longer than 512 octets; storage.
std::expected<std::unique_ptr<ListWriter>, Fault> write_list(Store& store, const std::string& list_id);
/// `store` must outlive the stream. Faults: not_found, damaged, storage.
std::expected<std::unique_ptr<EntryStream>, Fault> read_list(const Store& store, const std::string& list_id,
                                                             std::uint64_t version);
/// Removes every stored version that `keep` does not name, and what unfinished writes left; called after a commit.
/// Bounded work a call: a few thousand chunks at most, the rest at the next call.
std::expected<void, Fault> drop_unused_lists(Store& store,
                                             const std::function<bool(const std::string&, std::uint64_t)>& keep);

}  // namespace schoolgate
