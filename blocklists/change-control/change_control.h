// The one writer. Whatever a school changes comes through commit(): validated, then the log's leaf AND the new state go
// into one synchronous write batch, both or neither; then subscribers get the new state before commit() returns.
// Thread rules: commit() from any thread (one at a time inside); readers never wait for a writer's disk.
// Errors: bad_input, not_found, conflict, forbidden, limit with nothing changed; storage when the disk refuses,
// likewise.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "blocklists/change-control/change.h"
#include "blocklists/change-control/checkpoint.h"
#include "blocklists/change-control/trusted_clock.h"
#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "blocklists/policy/model.h"
#include "blocklists/store/store.h"
#include "blocklists/time.h"

namespace schoolgate {

struct Receipt {
  std::uint64_t serial = 0;  // of the change, from 1
  std::string id;            // of the rule, unblock, ... that was made or changed
  Checkpoint checkpoint;     // of the log with this change in it
};

/// A committed change, for pages and reports. `leaf` is the exact text whose hash is in the tree.
struct Record {
  std::uint64_t serial = 0;
  UtcMillis time{};
  bool clock_trusted = true;
  std::string user, role, via, address;
  std::string kind;  // "unblock.granted"
  std::string why;
  std::string subject;                  // id of what changed
  std::string before;                   // JSON text or empty
  std::string after;                    // JSON text or empty
  std::string leaf;                     // canonical JSON; personal fields as salted commitments
  std::string personal;                 // the salted values, see personal.h; erasable without breaking the proof
  std::vector<std::uint64_t> erasures;  // serials of the changes that erased something of it
};

/// What stands left and right of a range of leaves: the hashes of the fewest complete subtrees, from left to right.
/// With the leaves between them they give the root, so an export of a part of the log proves itself.
struct RangeProof {
  std::vector<Hash> left, right;
};

class ChangeControl {
 public:
  struct Options {
    Clock clock;
    std::string key_file;  // the Ed25519 signing key, made at first start with mode 0600
    /// Whether a name, or a parent of it, is on a sealed list: no exception may open it. Empty: nothing is sealed.
    std::function<bool(NameView)> sealed = {};
    UtcSeconds build_date = default_build_date;  // no earlier time is believed, see trusted_clock.h
  };
  /// Must not commit: it is called inside of one.
  using Subscriber = std::function<void(std::shared_ptr<const PolicyState>)>;

  /// Loads the state; on an empty store writes StoreCreated and the first-start groups. Verifies that the newest
  /// checkpoint matches the tree. Faults: damaged, storage.
  static std::expected<std::unique_ptr<ChangeControl>, Fault> open(Store& store, Options options);
  virtual ~ChangeControl() = default;

  virtual std::expected<Receipt, Fault> commit(Proposal proposal) = 0;
  /// All or nothing, one batch. `extra` goes into the same batch (the compiled trie's pointer).
  virtual std::expected<std::vector<Receipt>, Fault> commit(std::vector<Proposal> proposals, Store::Batch extra) = 0;

  /// The state as it would be after these proposals, checked as commit() checks them; nothing is changed or written.
  virtual std::expected<std::shared_ptr<const PolicyState>, Fault> preview(std::vector<Proposal> proposals) const = 0;

  virtual std::shared_ptr<const PolicyState> state() const = 0;
  /// The state as it stood at a moment of the past, rebuilt from the log (history.h). `trie_generation` is today's: the
  /// compiled lists of then are gone. Costs in proportion to what has changed since. Faults: not_found before the first
  /// entry; damaged.
  virtual std::expected<std::shared_ptr<const PolicyState>, Fault> state_at(UtcMillis /*moment*/) const {
    return fault(Fault::Kind::unavailable, "the past is not kept here");
  }
  /// Called with every new state, in order, on the committing thread, before commit() returns; and once at once.
  virtual void subscribe(Subscriber subscriber) = 0;

  /// True when the clock is at or after everything the log has seen and within the build's plausible span.
  virtual bool clock_trusted() const = 0;
  /// Writes the expiry leaves that are due; called by a timer. Expiry itself needs no sweep: decide() compares times.
  virtual void sweep() = 0;

  virtual UtcMillis now() const = 0;  // as the clock in Options says

  virtual Checkpoint checkpoint() const = 0;
  virtual std::string public_key() const = 0;  // C2SP verifier key text
  /// Records with serial > after, at most `limit`, in order; optionally within [from, to).
  virtual std::vector<Record> records(std::uint64_t after, std::size_t limit, std::optional<UtcMillis> from = {},
                                      std::optional<UtcMillis> to = {}) const = 0;
  /// RFC 6962 section 2.1.1: the audit path of leaf `serial` in the tree of `size` leaves.
  virtual std::expected<std::vector<Hash>, Fault> prove_inclusion(std::uint64_t serial, std::uint64_t size) const = 0;
  /// RFC 6962 section 2.1.2.
  virtual std::expected<std::vector<Hash>, Fault> prove_consistency(std::uint64_t from, std::uint64_t to) const = 0;
  /// For leaves first..last (serials; an empty range has last = first - 1) in the tree of `size` leaves.
  virtual std::expected<RangeProof, Fault> prove_range(std::uint64_t first, std::uint64_t last,
                                                       std::uint64_t size) const = 0;
  /// A signed note of this text, which must end in a line end. For exports; the first line must not be an origin.
  virtual std::string sign(std::string_view text) const = 0;
};

}  // namespace schoolgate
