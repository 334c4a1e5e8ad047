#include "blocklists/lists/sealed/sealed_status.h"

#include <algorithm>

#include <fmt/format.h>

namespace schoolgate {
namespace {

std::string warning_of(const SealedStatus& row, const std::vector<std::string>& problems, UtcSeconds now) {
  for (const std::string& problem : problems)
    if (problem.find(fmt::format("sealed list {} ", row.id)) != std::string::npos) return problem;
  const std::string trouble = !row.problem.empty() ? ": " + row.problem
                              : !row.held.empty()  ? ": the newest refresh is held: " + row.held
                                                   : "";
  if (!row.list) return fmt::format("the sealed list {} was never fetched and is not in force{}", row.id, trouble);
  const std::chrono::days limit{row.source ? row.source->warn_after_days : usual_warn_after_days};
  // A held refresh was heard, and what is in force still grows old.
  const UtcSeconds fresh = row.held.empty() ? row.last_refresh.value_or(row.list->since) : row.list->since;
  if (now - fresh < limit) return {};
  return fmt::format("the sealed list {} is {} days old{}", row.id,
                     std::chrono::duration_cast<std::chrono::days>(now - fresh).count(), trouble);
}

}  // namespace

std::vector<SealedStatus> sealed_statuses(const PolicyState& state, const std::map<std::string, SourceState>& fetched,
                                          const std::vector<std::string>& problems, UtcSeconds now) {
  std::map<std::string, SealedStatus> rows;
  for (const auto& [id, list] : state.sealed_lists) {
    SealedStatus& row = rows[id];
    row.title = list.title;
    row.list = list;
    row.held = list.held;
    row.problem = list.problem;
    row.last_refresh = list.since;
  }
  for (const auto& [id, source] : state.sealed_sources) {
    SealedStatus& row = rows[id];
    if (row.title.empty()) row.title = source.title;
    row.source = source;
    const auto known = fetched.find(id);
    if (known == fetched.end()) continue;
    row.held = known->second.held;
    row.problem = known->second.problem;
    row.next_check = known->second.next;
    if (known->second.checked && (!row.last_refresh || *known->second.checked > *row.last_refresh))
      row.last_refresh = known->second.checked;
  }
  std::vector<SealedStatus> told;
  for (auto& [id, row] : rows) {
    row.id = id;
    row.warning = warning_of(row, problems, now);
    told.push_back(std::move(row));
  }
  return told;
}

}  // namespace schoolgate
