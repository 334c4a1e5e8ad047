#include "blocklists/policy/trial_log.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "blocklists/policy/explain.h"

namespace schoolgate {

std::string decided_by(const Decision& decision) {
  if (decision.tier == Tier::standard) return {};
  if (decision.tier == Tier::category)
    return std::string(decision.service ? service_title(*decision.service) : categories()[decision.category].title);
  if (decision.by.empty()) return std::string(to_text(decision.tier));
  return fmt::format("{} {}", to_text(decision.tier), decision.by);
}

/// The table's row of a trial. The one that ended first makes room.
TrialLog::Trial& TrialLog::trial(const Snapshot::TrialRow& row) {
  if (const auto found = trials_.find(row.unblock); found != trials_.end()) return found->second;
  if (trials_.size() == max_trials_kept)
    trials_.erase(std::ranges::min_element(trials_, {}, [](const auto& kept) { return kept.second.until; }));
  Trial& made = trials_[row.unblock];
  made.request = row.request;
  made.starts = row.starts;
  made.until = row.until;
  return made;
}

void TrialLog::saw(const Snapshot& snapshot, const Client& client, NameView name, const Decision& decision,
                   UtcSeconds now) {
  if (!clock_is_sane(*snapshot.state, now)) return;  // no trial is in force then
  const std::string text = decision.tier == Tier::sealed ? std::string() : name.to_text();
  const std::lock_guard lock(mutex_);
  for (std::size_t n = 0; n < snapshot.trials.size(); ++n) {
    const Snapshot::TrialRow& row = snapshot.trials[n];
    if (((client.trials >> n) & 1U) == 0 || now < row.starts || now >= row.until) continue;
    Trial& seen = trial(row);
    // A sealed name is told nowhere: it can be no companion, and a table of such names would be a list of them.
    const auto found = text.empty() ? seen.names.end() : seen.names.find(text);
    if (text.empty() || (found == seen.names.end() && seen.names.size() == max_names_seen)) {
      ++seen.left_out;
      continue;
    }
    Seen& what = found != seen.names.end() ? found->second : seen.names[text];
    if (what.times++ == 0) what.first = now;
    what.name = text;
    what.last = now;
    what.verdict = decision.verdict;
    what.tier = decision.tier;
    what.by = decided_by(decision);
  }
}

TrialLog::Report TrialLog::report(const std::string& request) const {
  Report told;
  {
    const std::lock_guard lock(mutex_);
    const Trial* newest = nullptr;
    for (const auto& [unblock, trial] : trials_)
      if (trial.request == request && (newest == nullptr || trial.starts > newest->starts)) newest = &trial;
    if (newest == nullptr) return told;
    for (const auto& [name, seen] : newest->names) told.names.push_back(seen);
    told.left_out = newest->left_out;
  }
  std::ranges::sort(told.names, [](const Seen& a, const Seen& b) {
    const auto order = [](const Seen& s) { return std::tuple(s.verdict == Verdict::allow, ~s.times, s.name); };
    return order(a) < order(b);
  });
  return told;
}

}  // namespace schoolgate
