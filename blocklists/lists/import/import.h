// A list file -> normalised entries in the store, and a report that accounts for every line.
// Memory is bounded whatever the file's size: entries are sorted in runs that spill to `work_dir`.
// Every line ends in exactly one of accepted, duplicate, covered, rejected, comments; on a line that holds several
// names the first valid one decides. A rule that DNS cannot honour is rejected with its reason, never half-applied.
// Thread rules: any thread; one import uses one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/import/list_store.h"
#include "blocklists/lists/import/record_sorter.h"
#include "blocklists/name.h"
#include "blocklists/policy/model.h"

namespace schoolgate {

enum class ListFormat : std::uint8_t { hosts, plain, wildcard, adblock, dnsmasq, unbound, rpz, squidguard };
std::string_view to_text(ListFormat format);
std::optional<ListFormat> parse_list_format(std::string_view text);

/// Why lines were not taken (or were taken with a warning), one row a kind, with the first few places.
struct ImportFinding {
  std::string kind;      // "an address, not a name"
  bool warning = false;  // taken nevertheless: "covers a whole public suffix"
  std::uint64_t count = 0;
  struct Place {
    std::uint64_t line = 0;  // from 1; for a directory the file is in `file`
    std::string file;
    std::string text;  // the line, cut to 120 octets, control characters escaped
  };
  std::vector<Place> first;  // at most 3
};

struct ImportReport {
  ListFormat format = ListFormat::plain;
  bool detected = true;     // false: the format was given
  std::string compression;  // "none", "gzip", "xz", "zstd"
  ImportTotals totals;
  std::vector<ImportFinding> findings;
  std::uint64_t version = 0;  // of the list in the store
};

struct ImportRequest {
  std::string path;  // a file, or a SquidGuard/UT1 category directory
  std::string list_id;
  std::optional<ListFormat> format;
  std::string work_dir;             // for sorting; made when it is needed; nothing is left in it
  std::size_t memory = run_octets;  // for sorting; a longer list takes more runs, not more memory
  /// Called for each valid name that would be blocked, not for exceptions; a text refuses the name with that reason
  /// ("would block a protected name: ...").
  std::function<std::optional<std::string>(NameView, Scope)> refuse;
  /// Asked now and then; true ends the import with Fault::unavailable.
  std::function<bool()> cancelled;
};

// Limits, with their reasons, are constants: octets unpacked in decompress.h, octets a line in lines.h, names a list in
// record_sorter.h. Faults: not_found, bad_input (not text, an archive, cut off or damaged), limit, storage, unavailable
// (cancelled). A list with nothing to take is no fault: its report says why, line by line.
std::expected<ImportReport, Fault> import_list(Store& store, const ImportRequest& request);

}  // namespace schoolgate
