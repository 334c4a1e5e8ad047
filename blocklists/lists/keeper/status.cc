// What `lists show` and the lists page tell.
#include "blocklists/lists/keeper/jobs.h"

namespace schoolgate {

std::vector<ListStatus> list_statuses(const PolicyState& state, const SourceBook& book) {
  std::map<std::string, ListStatus> rows;
  for (const auto& [id, source] : state.sources) {
    const SourceState known = book.get(id);
    rows[id] = {.id = id,
                .title = source.title.empty() ? id : source.title,
                .category = source.category,
                .origin = source.address,
                .format = source.format,
                .in_force = false,
                .enabled = source.enabled,
                .names = 0,
                .since = {},
                .last_checked = known.checked,
                .next_check = source.enabled ? known.next : std::nullopt,
                .held = known.held,
                .problem = known.problem};
  }
  for (const auto& [id, list] : state.lists) {
    ListStatus& row = rows[id];
    row.id = id;
    row.title = list.title;
    row.category = list.category;
    row.origin = list.origin;
    row.format = list.format;
    row.in_force = list.enabled;
    row.enabled = list.enabled;
    row.names = list.totals.names;
    row.since = list.since;
    if (!list.held.empty()) row.held = list.held;
  }
  std::vector<ListStatus> statuses;
  for (auto& [id, row] : rows) statuses.push_back(std::move(row));
  return statuses;
}

}  // namespace schoolgate
