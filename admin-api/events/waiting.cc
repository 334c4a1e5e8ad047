#include "admin-api/events/waiting.h"

#include <algorithm>

namespace schoolgate {

Waiting waiting_in(const PolicyState& state) {
  const auto open = [](const auto& rows) {
    return static_cast<std::size_t>(std::ranges::count_if(rows, [](const auto& row) { return row.second.open(); }));
  };
  return {open(state.requests), state.site_reports.size(),
          open(state.reviews)};  // site reports that are there are open
}

nlohmann::ordered_json to_json(const Waiting& waiting) {
  return {{"requests", waiting.requests}, {"site_reports", waiting.site_reports}, {"reviews", waiting.reviews}};
}

}  // namespace schoolgate
