// What one worker noted of its answers, for the telemetry thread to read: counts by group, and a ring of blocked
// answers and sampled names. Writing is a handful of plain stores: no lock, no allocation, no system call. When the
// ring is full an entry is dropped and counted; counts are never dropped. A group's number means what it does in one
// snapshot only, so everything belongs to an Epoch: the time during which the worker used one snapshot. An epoch keeps
// its snapshot, so that what entries borrow from it stays readable. Thread rules: one writer, the worker; one reader,
// the telemetry thread. use() takes a lock, with each new snapshot.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "blocklists/policy/decision.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

class Tape {
 public:
  /// Blocked answers between two readings, a second apart. The design's largest school asks some thousand questions a
  /// second in all and is refused a fifth of them. 320 KiB of address space, touched as far as it was ever used.
  static constexpr std::size_t slots = 1024;
  /// One question in so many is noted by its name, and nothing else of it: enough to know what a school uses.
  static constexpr std::uint32_t sample_every = 16;

  struct Epoch {
    struct Group {
      std::atomic<std::uint64_t> queries{0}, blocked{0};
    };
    std::shared_ptr<const Snapshot> snapshot;
    std::uint64_t number = 0;
    bool keeps_names = false;  // the school lets blocked answers be remembered
    std::array<Group, max_groups> groups;
  };

  /// Who asked for what, and what was decided.
  struct Asked {
    const Address& client;
    const Client& known;
    std::span<const std::uint8_t, max_name_octets> name;  // wire labels; what is behind its end does not matter
    std::size_t name_size;
    std::uint16_t type;
    UtcMillis now;
  };

  /// As it lies in the ring. Plain octets: `by` borrows from the epoch's snapshot.
  struct Entry {
    std::uint64_t epoch = 0;
    std::int64_t utc_ms = 0;
    Address client;
    const char* by = nullptr;
    std::uint32_t by_size = 0;
    std::uint32_t device = 0;  // place in Snapshot::devices plus 1; 0: none that the school knows
    std::uint16_t type = 0, group = 0;
    std::uint16_t service = 0;  // number plus 1; 0: none
    CategoryNumber category = 0;
    Tier tier = Tier::standard;
    bool blocked = false;        // else a sampled name: of the fields above only `epoch` counts
    std::uint8_t name_size = 0;  // 0: not to be told
    std::array<std::uint8_t, max_name_octets> name;
  };

  Tape();

  // The worker's side.
  /// From now on group numbers are this snapshot's.
  void use(std::shared_ptr<const Snapshot> snapshot);
  /// Each good question, once. Needs use() before.
  void asked(const Asked& question, const Decision& decision) {
    bump(current_->groups[question.known.group].queries);
    if (--until_sample_ == 0) sample(question, decision.tier);
  }
  void blocked(const Asked& question, const Decision& decision) {
    bump(current_->groups[question.known.group].blocked);
    if (!current_->keeps_names) return;
    if (Entry* entry = next_entry()) {
      fill(*entry, question, decision);
      head_.store(head_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
  }

  // The reader's side.
  struct Read {
    std::vector<std::shared_ptr<const Epoch>>
        epochs;                         // all that entries may belong to, and whose counts may have grown
    std::uint64_t first = 0, last = 0;  // entries [first, last)
  };
  /// Everything that was noted before the call; the entries stay until done().
  Read read() const;
  const Entry& entry(std::uint64_t number) const { return ring_[number % slots]; }
  /// Gives the entries' room back, and forgets epochs that are over.
  void done(const Read& read);
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  static void bump(std::atomic<std::uint64_t>& cell) {
    cell.store(cell.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  /// Room for one more, or nothing.
  Entry* next_entry() {
    const std::uint64_t at = head_.load(std::memory_order_relaxed);
    if (at - known_tail_ >= slots) {
      known_tail_ = tail_.load(std::memory_order_acquire);
      if (at - known_tail_ >= slots) {
        bump(dropped_);
        return nullptr;
      }
    }
    return &ring_[at % slots];
  }
  void fill(Entry& entry, const Asked& question, const Decision& decision);
  static void copy_name(Entry& entry, const Asked& question) {
    // Nearly all names fit into the first piece, whose size the compiler knows: no call, no loop.
    constexpr std::size_t piece = 64;
    entry.name_size = static_cast<std::uint8_t>(question.name_size);
    std::memcpy(entry.name.data(), question.name.data(), piece);
    if (question.name_size > piece)
      std::memcpy(entry.name.data() + piece, question.name.data() + piece, max_name_octets - piece);
  }
  void sample(const Asked& question, Tier tier);

  // The worker's own.
  Epoch* current_ = nullptr;
  std::uint64_t known_tail_ = 0;
  std::uint32_t until_sample_ = sample_every;
  std::unique_ptr<Entry[]> ring_;
  alignas(64) std::atomic<std::uint64_t> head_{0};
  std::atomic<std::uint64_t> dropped_{0};
  alignas(64) std::atomic<std::uint64_t> tail_{0};
  mutable std::mutex mutex_;                    // guards epochs_
  std::vector<std::shared_ptr<Epoch>> epochs_;  // the last one is in use
};

}  // namespace schoolgate
