// One normalised list entry, and a list as a sorted stream of them: what parsing ends in and compiling starts from.
// Thread rules: an EntryStream is used by one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "blocklists/fault.h"

namespace schoolgate {

/// What an entry covers. Hosts files, plain lists, dnsmasq, unbound and UT1 list a site: the name and all below it.
enum class Scope : std::uint8_t {
  subtree,  // the name and everything below it
  exact,    // the name alone: AdBlock "|name^", RPZ "name"
  below     // only what is below it: RPZ "*.name"
};

/// An exception ("@@||name^") takes names out of its own list only; `important` cannot be excepted. What begins with
/// zone_ is the rule of a response policy zone, see zone_rule.h: it stands for itself alone. In one list the rule for
/// the name itself comes before any for what is below a parent, and of those the nearest parent's.
enum class Effect : std::uint8_t {
  block,
  except,
  important,
  zone_nxdomain,
  zone_nodata,
  zone_passthru,
  zone_drop,
  zone_tcp_only,
  zone_data
};
inline constexpr Effect last_effect = Effect::zone_data;

struct Entry {
  std::string key;  // to_key() of the name
  Scope scope = Scope::subtree;
  Effect effect = Effect::block;
  std::string data = {};  // of zone_data: one record, see zone_rule.h; several entries make up a name's records
  friend bool operator==(const Entry&, const Entry&) = default;
};

/// Entries in (key, scope, effect, data) order, each once, none that a parent in the same list already covers.
class EntryStream {
 public:
  virtual ~EntryStream() = default;
  /// True and fills `entry`, or false at the end. Faults: damaged, storage.
  virtual std::expected<bool, Fault> next(Entry& entry) = 0;
};

}  // namespace schoolgate
