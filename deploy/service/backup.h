// Backup and restore of everything a school would miss: the store and the log's signing key, as one tar.zst file.
// A restore is unpacked and verified beside the running store first, and only taken in at the next start of the
// appliance; what was there before is kept in "before-restore-<time>". A cut at any moment leaves the old or the new,
// never a mixture. Thread rules: write_backup() and stage_restore() from any one thread; take_staged_restore() before
// the store is opened.
#pragma once

#include <expected>
#include <string>

#include "blocklists/change-control/change_control.h"
#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// Where things lie below the configured store path.
struct StoreLayout {
  explicit StoreLayout(const std::string& store_path);
  std::string root, database, signing_key, work, transfers, staged;
};

/// Writes `file` (mode 0600: it holds the signing key and password hashes) beside a temporary name first.
std::expected<void, Fault> write_backup(const StoreLayout& layout, const Store& store, const std::string& file);
/// Unpacks `file` and opens what it holds: log, checkpoint and key must fit together. Nothing in force is touched.
std::expected<void, Fault> stage_restore(const StoreLayout& layout, const std::string& file, const Clock& clock);
/// Puts a staged restore in place. True when there was one; then the caller logs change::Restored.
std::expected<bool, Fault> take_staged_restore(const StoreLayout& layout, UtcMillis now);

}  // namespace schoolgate
