// The list keeper: imports, scheduled refreshes, holds, and the rebuild of the trie, as jobs of one background thread.
// fetch -> parse -> guard -> normalise -> compile -> commit. The last good list stays in force until the commit.
// Order: the log and the new state are committed first, then `published` is called with the compiled names, then the
// job is answered. So no name is in force that the log does not know of, and who reads the answer finds it obeyed. A
// crash between the two loads the committed generation at the next start. A failed commit changes nothing. Thread
// rules: every member from any thread, but none from `published` or from change control's subscribers; `published` is
// called on the keeper's thread.
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
#include "blocklists/lists/keeper/fetch.h"

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

/// The job that runs just now, for whoever waits for it.
struct ListProgress {
  std::uint64_t job = 0;  // its number since the start
  std::string what;       // "import", "refresh", "removal", "rebuild"
  std::string list;       // the list that is being read; empty while all are compiled
  std::size_t done = 0;   // lists of the job that were read
  std::size_t of = 0;     // its lists; 0: not known
  friend bool operator==(const ListProgress&, const ListProgress&) = default;
};

class ListKeeper {
 public:
  struct Options {
    Clock clock;
    std::string work_dir;                  // for downloads and sort runs: a folder "lists" in it is emptied at start
    std::size_t sort_octets = run_octets;  // memory for sorting a list while it is taken in
    std::string proxy;                     // of the school, empty: the environment's
    bool schedule = true;                  // false: only when asked (tests)
    // The compiled blocklists of the state could not be loaded: they are built anew from the stored lists, first thing.
    bool rebuild = false;
    // Fetches addresses that begin with axfr:// (zone transfers), as fetch() does others; none: such sources fail.
    std::function<std::expected<Fetched, Fault>(const FetchRequest&)> transfer = {};
  };
  struct ImportItem {
    std::string path;
    std::string category;  // taxonomy id
    std::string list_id;   // empty: from the file's name
    std::string title;     // empty: the id
    std::optional<ListFormat> format;
    std::string origin = {};  // what the list says of where it came from; empty: the path
  };
  struct Imported {
    ListState list;
    ImportReport report;
  };
  using Published = std::function<void(std::shared_ptr<const CompiledLists>)>;

  static std::unique_ptr<ListKeeper> start(Store& store, ChangeControl& changes, Options options, Published published);
  virtual ~ListKeeper() = default;  // ends the thread; a running compile is cancelled

  /// Imports all, compiles once, commits once: all or nothing. Waits until in force. Lines that would block a protected
  /// name are rejected with that reason; the rest of the list is taken. An import under a list's id replaces the list.
  virtual std::expected<std::vector<Imported>, Fault> import(std::vector<ImportItem> items, Actor actor,
                                                             std::string why) = 0;
  /// Removes lists, with the source of the same id if there is one, and recompiles. Waits until in force.
  virtual std::expected<void, Fault> remove(std::vector<std::string> list_ids, Actor actor, std::string why) = 0;
  /// Fetches the enabled sources that are named (none: all) now. Waits; the result has a row a source, which tells what
  /// failed or is held: one bad source does not stop the others.
  virtual std::expected<std::vector<ListStatus>, Fault> refresh(std::vector<std::string> source_ids, Actor actor) = 0;
  /// The source's refresh that is held is fetched again and, while it is still the file that was held, taken past the
  /// guards; lines that would block a protected name are left out. Waits until in force. Faults: not_found, conflict
  /// (nothing is held, or what is fetched now is another file that is held in its turn), and the fetch's own.
  virtual std::expected<ListStatus, Fault> release(std::string source_id, Actor actor, std::string why) = 0;
  /// What is held is forgotten: the last good list stays, and the same file is held no more. Waits.
  virtual std::expected<ListStatus, Fault> drop(std::string source_id, Actor actor, std::string why) = 0;
  virtual std::vector<ListStatus> status() const = 0;
  /// Nothing while no job runs. Never waits.
  virtual std::optional<ListProgress> progress() const { return std::nullopt; }
  /// The source's publisher says that it changed (RFC 1996): it is due now. Never waits.
  virtual void announce(const std::string& /*source_id*/) {}
};

/// Expands what a person hands to `lists import`: a file, a UT1 category directory, or a tree of them; the category is
/// the given one (an id or an alias), or is told by folder and file names, else "custom". List ids are paths relative
/// to `path` without extensions. What stands beside lists in collections (notes, licences, archives) is passed over.
/// Faults: not_found, bad_input (an unknown category), limit, unavailable; each names the path.
std::expected<std::vector<ListKeeper::ImportItem>, Fault> expand_import_path(const std::string& path,
                                                                             const std::string& category);

}  // namespace schoolgate
