// The queue on disk. Family::outbox:
//   cursor                          serial of the last change that was turned into entries, in decimal
//   queue/<number, 8 octets>        an entry that waits, JSON
//   failed/<number, 8 octets>       one that was given up, JSON
//   left_out/<to>                   how many entries for them had to give way, in decimal, until they are told
//   told/<kind>/<subject>/<due>     a reminder that was queued
//   month                           "2026-11": the last month whose checkpoint was queued
//   trouble/<to, or destination>    JSON: since when nothing gets through, and why
//   secret/<key>                    see secrets.h
// Entries and the cursor that they come from go into one synchronous batch: nothing is lost and nothing is queued
// twice. An entry is erased after it was sent: when power fails in between, it is sent again, with the same id. Thread
// rules: one thread at a time. Errors: storage; then nothing has changed, on disk or here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "admin-api/sending/entry.h"
#include "admin-api/sending/patience.h"
#include "blocklists/store/store.h"

namespace schoolgate::sending {

/// A week of a busy school's notices. Beyond it the oldest usual ones give way.
inline constexpr std::size_t max_waiting = 2000;
/// What a person can look through.
inline constexpr std::size_t max_failed = 200;
inline constexpr std::chrono::days failed_kept{31};

class Outbox {
 public:
  explicit Outbox(Store& store) : store_(store) {}
  /// An entry that cannot be read is left out, and told in the process's log.
  std::expected<void, Fault> load();

  const std::map<std::uint64_t, Entry>& waiting() const { return waiting_; }
  const std::map<std::uint64_t, Entry>& failed() const { return failed_; }
  const std::map<std::string, std::uint64_t>& left_out() const { return left_out_; }
  const std::map<std::string, Trouble>& troubles() const { return troubles_; }
  std::optional<std::uint64_t> cursor() const { return cursor_; }
  const std::string& month() const { return month_; }
  bool was_told(const std::string& reminder) const { return told_.contains(reminder); }

  struct Addition {
    std::vector<Entry> entries = {};  // numbers are given here
    std::optional<std::uint64_t> cursor = {};
    std::optional<std::string> month = {};
    std::vector<std::string> told = {};    // reminders that these entries are for
    std::vector<std::string> forget = {};  // reminders that cannot come again
    bool instead_of_all = false;           // a restore: what waited is not of this history
  };
  std::expected<void, Fault> add(Addition addition);

  /// It was sent, or there is nobody to send it to any more. It is not sent again, whatever the disk says: what could
  /// not be erased is erased with the next write.
  void done(const Entry& entry, bool sent);
  /// Nothing gets through at `where` (a `to`, or a destination).
  const Trouble& failed_at(const std::string& where, const std::string& problem, UtcSeconds now);
  void worked_at(const std::string& where);
  void try_at_once(const std::string& where);
  /// Troubles of recipients that nothing waits for, but for those that `keep` says are still there.
  void forget_troubles(const std::function<bool(const std::string& where)>& keep);
  std::expected<void, Fault> give_up(const Entry& entry, const std::string& problem, UtcSeconds now);
  /// What was given up waits again, and everything may be tried at once. How many.
  std::expected<std::size_t, Fault> retry(UtcSeconds now);
  /// What was given up long ago, and whatever is kept of recipients who are gone: whoever is erased is erased here too.
  void forget_old(UtcSeconds now, const std::function<bool(const std::string& to)>& is_there);

  static std::string reminder_key(const std::string& kind, const std::string& subject, UtcSeconds due);
  std::vector<std::string> told() const { return {told_.begin(), told_.end()}; }

 private:
  bool make_room(Store::Batch& batch, std::map<std::uint64_t, Entry>& waiting,
                 std::map<std::string, std::uint64_t>& left_out) const;
  std::expected<void, Fault> write(Store::Batch batch, Store::Durability durability);
  void save_trouble(const std::string& where, const Trouble* trouble);

  Store& store_;
  std::map<std::uint64_t, Entry> waiting_, failed_;
  std::map<std::string, std::uint64_t> left_out_;
  std::map<std::string, Trouble> troubles_;
  std::set<std::string> told_;
  std::optional<std::uint64_t> cursor_;
  std::string month_;
  std::uint64_t next_ = 1;
  std::vector<Store::Batch::Operation> owed_;  // to be written with whatever is written next
};

}  // namespace schoolgate::sending
