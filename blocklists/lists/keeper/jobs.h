// The keeper's jobs, each from its input to lists in force.
// Thread rules: one at a time, on the keeper's thread.
#pragma once

#include <functional>

#include "blocklists/lists/keeper/source_book.h"
#include "blocklists/lists/keeper/workshop.h"

namespace schoolgate {

std::expected<std::vector<ListKeeper::Imported>, Fault> import_lists(Workshop& workshop,
                                                                     const std::vector<ListKeeper::ImportItem>& items,
                                                                     const Actor& actor, const std::string& why);

/// Lists, sources, or both under one id: a source that stayed would bring its list back at the next refresh.
std::expected<void, Fault> remove_lists(Workshop& workshop, const std::vector<std::string>& ids, const Actor& actor,
                                        const std::string& why);

struct Refresh {
  std::vector<Source> sources;
  Actor actor;
  std::string why;
  std::function<bool()> pause;   // asked between sources; true: what is done so far is put in force, the rest stays due
  std::function<double()> dice;  // random, in [0, 1)
  bool past_guards = false;      // a file that was held is taken all the same; any other is judged as ever
};
/// Failures and holds of single sources end in their states, not in a fault.
std::expected<void, Fault> refresh_sources(Workshop& workshop, SourceBook& book, const Refresh& refresh);

/// Of a source whose refresh is held: `refresh` names it alone, and goes past the guards.
std::expected<void, Fault> release_held(Workshop& workshop, SourceBook& book, const Refresh& refresh);
std::expected<void, Fault> drop_held(Workshop& workshop, SourceBook& book, const Source& source, const Actor& actor,
                                     const std::string& why);

std::vector<ListStatus> list_statuses(const PolicyState& state, const SourceBook& book);

}  // namespace schoolgate
