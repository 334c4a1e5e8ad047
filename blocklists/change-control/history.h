// The state as the log tells it: what each entry did to which row, forwards and backwards. The full walk of the store
// and the time machine share it, so what governors are shown of the past is what the walk holds the present against.
// Rows are as the log has them: without what never leaves the box (codec::as_logged).
// Thread rules: plain values; read functions from any thread, beside the writer.
// Errors: damaged, storage.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "blocklists/change-control/change_control.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// What one entry did to one row of Family::state; absent where the row is not there.
struct RowChange {
  std::string key;
  std::optional<std::string> before, after;
};
/// Nothing for an entry that changed no row.
std::optional<RowChange> row_change(const Record& record);

class History {
 public:
  struct Row {
    std::string value;
    std::uint64_t serial = 0;  // of the entry that said so; 0 when it was taken from the store
  };

  /// Before the first entry.
  History() = default;
  /// As the store is now, in one look: after entry serial().
  static std::expected<History, Fault> of(const Store& store);

  void forward(const Record& record);
  void back(const Record& record);
  const std::map<std::string, Row>& rows() const { return rows_; }
  std::uint64_t serial() const { return serial_; }
  /// The rows as values. The compiled lists are not in the log: `trie_generation` is not set, nor is `clock_floor`.
  std::expected<PolicyState, Fault> state() const;

 private:
  std::map<std::string, Row> rows_;
  std::uint64_t serial_ = 0;
};

/// The state after entry `serial`: undone from the present, so what it costs is what has happened since; memory is one
/// state and one entry.
std::expected<History, Fault> history_at(const Store& store, std::uint64_t serial);
/// The last entry that was written at or before `moment` under a trusted clock, and never one behind a later such
/// entry; 0 when the log is younger.
std::expected<std::uint64_t, Fault> serial_at(const Store& store, std::uint64_t newest, UtcMillis moment);

/// The state as it stood at `moment`; `present` is the newest. As ChangeControl::state_at() says.
std::expected<std::shared_ptr<const PolicyState>, Fault> past_state(const Store& store,
                                                                    std::shared_ptr<const PolicyState> present,
                                                                    UtcMillis moment);

}  // namespace schoolgate
