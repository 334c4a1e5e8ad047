// What is remembered of each source between fetches and across restarts: Family::sources, key = the source's id.
// The value is lines of "key=value" in this order, absent when empty or zero; an unknown key is skipped, so that an
// older release can read what a newer one wrote:
//   address=         what the validators belong to: a changed address makes them void
//   etag=            RFC 9110 section 8.8.3, as the server wrote it; of a local file its time and size
//   last-modified=   RFC 9110 section 8.8.2, as the server wrote it
//   content=         fingerprint of the file that is in force, so that a server without validators costs no rebuild
//   checked=         RFC 3339, the last fetch that worked, changed or not
//   next=            RFC 3339, when it is due
//   failures=        fetches that failed in a row
//   problem=         why the last fetch failed
//   held=            why the newest refresh is held
//   held-content=    fingerprint of the file that is held: only that one may be let through
//   dropped=         fingerprint of the file that somebody did not want: it is held no more
// A backslash, a line feed and a carriage return in a value are written as \\, \n and \r.
// It is not change-controlled: nothing here decides what is blocked.
// Thread rules: values and pure functions; load and save from any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/fault.h"
#include "blocklists/store/store.h"
#include "blocklists/time.h"

namespace schoolgate {

struct SourceState {
  std::string address, etag, last_modified, content;
  std::optional<UtcSeconds> checked;
  std::optional<UtcSeconds> next;
  std::uint32_t failures = 0;
  std::string problem, held;
  std::string held_content, dropped;
  friend bool operator==(const SourceState&, const SourceState&) = default;
};

std::string to_text(const SourceState& state);
/// Never fails: what cannot be read counts as absent, and the source is then simply fetched again.
SourceState parse_source_state(std::string_view text);

using SourceStates = std::map<std::string, SourceState>;
std::expected<SourceStates, Fault> load_source_states(const Store& store);
std::expected<void, Fault> save_source_state(Store& store, const std::string& id, const SourceState& state);
std::expected<void, Fault> erase_source_states(Store& store, const std::vector<std::string>& ids);

}  // namespace schoolgate
