// Sorts a list's names with bounded memory: full runs are sorted and written to unnamed files in a work directory, then
// merged. Equal rules come out together, the first line first; a cancelled rule's cancellation comes before the rule.
// An entry's data may have 6 + max_zone_data octets (zone_rule.h).
// Errors: storage (the work directory is full or missing), limit (too many names).
// Thread rules: one thread a sorter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/entry.h"

namespace schoolgate {

/// What one name of one line says, with what is needed to account for the line.
struct NameRecord {
  Entry entry;
  bool cancels = false;    // LineSink::cancel()
  bool decides = false;    // the first valid name of its line
  std::uint32_t rule = 0;  // LineSink::name()
  std::uint64_t line = 0;  // in the order of reading
};

/// Memory for a run. 32 MiB hold about 700,000 names, so most lists never spill, and a 2 GiB box does not notice.
inline constexpr std::size_t run_octets = std::size_t{32} << 20;
/// The whole appliance is built for 3 million names; six times that in one list is a mistake, and would fill a disk.
inline constexpr std::uint64_t max_names_in_list = 20'000'000;

class RecordSorter {
 public:
  explicit RecordSorter(std::string work_dir, std::size_t memory = run_octets, std::uint64_t limit = max_names_in_list);
  ~RecordSorter();
  RecordSorter(const RecordSorter&) = delete;
  RecordSorter& operator=(const RecordSorter&) = delete;

  std::expected<void, Fault> add(const NameRecord& record);
  /// After the last add() and before the first next().
  std::expected<void, Fault> sort();
  std::expected<bool, Fault> next(NameRecord& record);
  std::size_t spilled_runs() const { return runs_.size(); }

 private:
  class Run;
  void sort_memory();
  std::expected<void, Fault> spill();
  std::expected<bool, Fault> next_from_runs(NameRecord& record);

  std::string work_dir_;
  std::size_t memory_;
  std::uint64_t limit_;
  std::uint64_t added_ = 0;
  std::string arena_;                   // encoded records, one after the other
  std::vector<std::uint32_t> offsets_;  // where each begins
  std::size_t position_ = 0;            // of next() in offsets_
  std::vector<std::unique_ptr<Run>> runs_;
  std::vector<Run*> heap_;  // runs with a record left, the least on top
};

}  // namespace schoolgate
