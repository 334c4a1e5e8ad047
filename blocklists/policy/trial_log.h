// What was asked for on devices on trial: which names, whether they were blocked and by what, how often. Kept in memory
// and no longer than needed: it is what an approver looks at to complete a request, and no record of anybody.
// Thread rules: all members from any thread; a lock is held for a look into a small table.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/trial_watch.h"

namespace schoolgate {

// A page with all its fonts, scripts and trackers asks for a hundred names; a lesson's few pages stay below this.
inline constexpr std::size_t max_names_seen = 500;
// Those that run at one time, and as many that have just ended and are still looked at.
inline constexpr std::size_t max_trials_kept = 2 * max_trials;

class TrialLog final : public TrialWatch {
 public:
  struct Seen {
    std::string name;
    Verdict verdict = Verdict::allow;
    Tier tier = Tier::standard;
    std::string by;  // "gambling", "rule r-3": of what decided, as the school calls it; empty: nothing did
    std::uint64_t times = 0;
    UtcSeconds first{}, last{};
  };
  struct Report {
    std::vector<Seen> names;     // the blocked ones first, then by how often
    std::uint64_t left_out = 0;  // questions for names beyond max_names_seen
  };

  void saw(const Snapshot& snapshot, const Client& client, NameView name, const Decision& decision,
           UtcSeconds now) override;
  /// Of the newest trial of this request; empty when nothing was asked yet.
  Report report(const std::string& request) const;

 private:
  struct Trial {
    std::string request;
    UtcSeconds starts{}, until{};
    std::map<std::string, Seen, std::less<>> names;
    std::uint64_t left_out = 0;
  };
  Trial& trial(const Snapshot::TrialRow& row);

  mutable std::mutex mutex_;
  std::map<std::string, Trial, std::less<>> trials_;  // by the unblock's id
};

/// What decided, as the school calls it: "gambling", "TikTok", "rule r-3". Never more than a tier for a sealed name.
std::string decided_by(const Decision& decision);

}  // namespace schoolgate
