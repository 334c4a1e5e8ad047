// The sealed lists' keeper: imports, connectors, and refreshes by schedule. What comes out is a set of keyed hashes
// that is in force before the call returns, and numbers. Nobody can remove a list, switch it off, look into it or take
// names out of it: a file that lacks most of what is in force is held, and the last good one stays. Thread rules: every
// member from any thread, but none from `published` or from change control's subscribers. Refreshes by schedule run on
// a thread of its own. Errors: as the fetcher's and change control's; none of them, and no line of the log, holds a
// name of a list.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/change-control/change_control.h"
#include "blocklists/lists/keeper/fetch.h"
#include "blocklists/policy/sealed.h"

namespace schoolgate {

/// What may be known of a sealed list.
struct SealedStatus {
  std::string id, title;
  std::optional<SealedList> list;          // as it is in force; nothing: it never was
  std::optional<SealedSource> source;      // its connector; nothing: it is imported by hand
  std::optional<UtcSeconds> last_refresh;  // the last time that its publisher was heard: a fetch, or an import
  std::optional<UtcSeconds> next_check;
  std::string held, problem;
  std::string warning;  // it is old, damaged or was never fetched; empty when all is well
};

class SealedKeeper {
 public:
  struct Options {
    Clock clock;
    std::string proxy;     // of the school, empty: the environment's
    bool schedule = true;  // false: only when asked (tests)
  };
  using Published = std::function<void(std::shared_ptr<const SealedSet>)>;

  /// `published` is called with what the store holds before this returns, and with every new set. The commit comes
  /// first, as with other lists.
  static std::unique_ptr<SealedKeeper> start(Store& store, ChangeControl& changes, Options options,
                                             Published published);
  virtual ~SealedKeeper() = default;

  /// A file on the appliance. `title` may be empty: then it stays, or is the id.
  virtual std::expected<SealedList, Fault> import(const std::string& id, const std::string& title,
                                                  const std::string& path, Actor actor, std::string why) = 0;
  /// Sets a connector and fetches at its next turn, which is soon. Without `credentials` those there are stay, unless
  /// the server becomes another: a secret is for the server that it was given for.
  virtual std::expected<Receipt, Fault> set_source(SealedSource source, std::optional<Credentials> credentials,
                                                   Actor actor, std::string why) = 0;
  /// Fetches the named lists (none: every one with a connector) now. What failed or is held is told in the rows.
  virtual std::expected<std::vector<SealedStatus>, Fault> refresh(std::vector<std::string> ids, Actor actor) = 0;
  virtual std::vector<SealedStatus> status() const = 0;
};

/// Takes the sealed lists and connectors of one store into another that lacks them or has older ones: a restore must
/// not take a sealed list away. On record in the other's log. How many lists were taken.
std::expected<std::size_t, Fault> carry_sealed_over(const Store& from, Store& to, ChangeControl& to_changes);

}  // namespace schoolgate
