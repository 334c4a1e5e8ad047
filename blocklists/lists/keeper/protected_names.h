// Names that no blocklist may block: the school's own domains, and a short list without which devices cannot connect,
// tell the time, update, sign in, or a pupil cannot reach help.
// Thread rules: immutable after building; hit() from any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "blocklists/lists/entry.h"
#include "blocklists/name.h"

namespace schoolgate {

/// Built in. Kept short: each one is a name whose blocking breaks every school.
std::span<const std::string_view> essential_names();

class ProtectedNames {
 public:
  /// `own`: Settings::protected_names; names that do not parse are ignored (change control lets none in).
  explicit ProtectedNames(const std::vector<std::string>& own);
  /// Why an entry is refused, or nothing. An entry hits a protected name when it covers that name, and the school's own
  /// domains also when it is below them. There are only as many different texts as protected names.
  std::optional<std::string> hit(NameView name, Scope scope) const;

 private:
  struct Reach {
    std::string protects;      // the protected name's text
    bool is_the_name = false;  // otherwise a parent of it
    bool own = false;          // the school's own domain: everything below it is protected as well
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view wire) const { return std::hash<std::string_view>{}(wire); }
  };
  void add(const Name& name, bool own);

  // By canonical wire form: every protected name, and every parent of one. Asked once for each line of a list.
  std::unordered_map<std::string, Reach, Hash, std::equal_to<>> reach_;
  bool has_own_ = false;
};

}  // namespace schoolgate
