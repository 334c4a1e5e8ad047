// "What would this do?": two snapshots compared, what is in force and what would be, for the names and groups that a
// change speaks of. Nothing is changed by it.
// Thread rules: pure; any thread. Costs about a decision for each name and group.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "blocklists/policy/snapshot.h"

namespace schoolgate {

struct Preview {
  struct Row {
    std::string group;  // id
    /// "category", "service", "search engine", "setting", "schedule", "name", "asked name"; and of no group: "local
    /// record", "forwarded zone", "device" or "quarantine".
    std::string subject;
    std::string id;  // of the subject: "games", "tiktok", "safe_search", "www.example.org", "www.example.org A"
    std::string before, after;
    std::uint64_t names = 0;  // of a category: how many names the lists in force hold
  };
  std::vector<Row> rows;
  std::size_t left_out = 0;           // rows beyond the most that are told
  std::vector<std::string> warnings;  // what the policy after the change would warn of
};

// A page can show it, and nobody reads more.
inline constexpr std::size_t max_preview_rows = 500;

// The names that the school uses most come first; a row for each of these would hide what the change itself says.
inline constexpr std::size_t max_asked_name_rows = 200;

/// `now` says for which moment names are compared. A group that is new or gone is compared with one that says nothing.
/// `asked` are names that were asked for lately: those that the change would answer otherwise are told, as "asked
/// name".
Preview compare(const Snapshot& before, const Snapshot& after, UtcSeconds now, std::span<const std::string> asked = {});

}  // namespace schoolgate
