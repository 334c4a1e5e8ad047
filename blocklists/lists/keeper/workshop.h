// What every job of the list keeper works with, and the step that all of them end in: a new set of lists put in force.
// Thread rules: jobs run one at a time on the keeper's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "blocklists/lists/keeper/keeper.h"

namespace schoolgate {

struct Workshop {
  Store& store;
  ChangeControl& changes;
  ListKeeper::Options options;
  ListKeeper::Published published;
  std::string folder;              // for downloads and sort runs
  std::function<bool()> stopping;  // the appliance is going down: give up
  // How far the job is: the list at hand (empty while all are compiled), lists read, lists of the job. May be empty.
  std::function<void(const std::string& list, std::size_t done, std::size_t of)> tell = {};

  UtcSeconds now() const { return std::chrono::floor<std::chrono::seconds>(options.clock()); }
};

/// The keeper's own hand: scheduled refreshes.
Actor keeper_actor();

/// What a job wants in force. Everything goes into one compile and one commit.
struct Taking {
  std::vector<ListState> taken;      // new versions, already written to the store
  std::vector<std::string> removed;  // list ids
  std::vector<Change> others;        // changes that belong to the same commit and touch no list's names
  Actor actor;
  std::string why;
};

/// Compiles the enabled lists of the state with these changes, commits, then publishes. Nothing has changed on a fault.
/// Without lists taken or removed it commits `others` alone.
std::expected<void, Fault> put_in_force(Workshop& workshop, Taking taking);

/// The same lists compiled once more, for a generation that was lost; what the school decided does not change, so there
/// is nothing to commit.
std::expected<void, Fault> rebuild(Workshop& workshop);

/// Removes list versions and generations that nothing points at: after a commit, after a failure, at start.
void clean_up(Workshop& workshop);

/// Runs `work` on a thread of low priority and waits for it: the resolver's workers come first, even where somebody
/// waits for an import, and on a box with a core to spare it takes no longer. Commits are not for it: they hold a lock.
void at_low_priority(const std::function<void()>& work);

}  // namespace schoolgate
