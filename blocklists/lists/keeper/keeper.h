// The list keeper: imports, scheduled refreshes, holds, and the rebuild of the trie, as jobs of one background thread.
// fetch -> parse -> guard -> normalise -> compile -> commit. The last good list stays in force until the commit.
// Thread rules: every member from any thread; `published` is called on the keeper's thread, before the commit's
// subscribers return, so that the answer to an import already obeys it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/change-control/change_control.h"
#include "blocklists/lists/compile/compile.h"
#include "blocklists/lists/import/import.h"

namespace schoolgate {

/// What `lists show` tells about one list or source, for people.
struct ListStatus {
  std::string id, title, category, origin, format;
  bool in_force = false, enabled = true;
  std::uint64_t names = 0;
  std::optional<UtcSeconds> since;         // in force since
  std::optional<UtcSeconds> last_checked;  // a fetch that worked, changed or not
  std::optional<UtcSeconds> next_check;
  std::string held;     // why the newest refresh is held
  std::string problem;  // why the last fetch failed
};

class ListKeeper {
 public:
  struct Options {
    Clock clock;
    std::string work_dir;  // for downloads and sort runs; emptied at start
    std::string proxy;     // of the school, empty: the environment's
    bool schedule = true;  // false: only when asked (tests)
  };
  struct ImportItem {
    std::string path;
    std::string category;   // taxonomy id
    std::string list_id;    // empty: from the file's name
    std::string title;      // empty: the id
    std::optional<ListFormat> format;
  };
  struct Imported {
    ListState list;
    ImportReport report;
  };
  using Published = std::function<void(std::shared_ptr<const CompiledLists>)>;

  static std::unique_ptr<ListKeeper> start(Store& store, ChangeControl& changes, Options options, Published published);
  virtual ~ListKeeper() = default;  // ends the thread; a running compile is cancelled

  /// Imports all, compiles once, commits once: all or nothing. Waits until in force.
  virtual std::expected<std::vector<Imported>, Fault> import(std::vector<ImportItem> items, Actor actor,
                                                             std::string why) = 0;
  /// Removes lists and recompiles. Waits until in force.
  virtual std::expected<void, Fault> remove(std::vector<std::string> list_ids, Actor actor, std::string why) = 0;
  /// Fetches the enabled sources that are named (none: all) now. Waits; the result has a row a source.
  virtual std::expected<std::vector<ListStatus>, Fault> refresh(std::vector<std::string> source_ids, Actor actor) = 0;
  virtual std::vector<ListStatus> status() const = 0;
};

/// Expands what a person hands to `lists import`: a file, a UT1 category directory, or a tree of them; the category is
/// the given one or is told by folder and file names. Faults: not_found, bad_input (a category that cannot be told).
std::expected<std::vector<ListKeeper::ImportItem>, Fault> expand_import_path(const std::string& path,
                                                                             const std::string& category);

}  // namespace schoolgate
