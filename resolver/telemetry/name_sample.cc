#include "resolver/telemetry/name_sample.h"

namespace schoolgate {

void NameSample::add(const std::string& name, UtcSeconds now) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    found->second->last = now;
    rows_.splice(rows_.begin(), rows_, found->second);
    return;
  }
  if (rows_.size() == max_names) {
    by_name_.erase(rows_.back().name);
    rows_.pop_back();
  }
  rows_.push_front({name, now});
  by_name_[name] = rows_.begin();
}

void NameSample::prune(UtcSeconds now) {
  while (!rows_.empty() && (rows_.back().last + max_age <= now || rows_.back().last > now + std::chrono::minutes(1))) {
    by_name_.erase(rows_.back().name);
    rows_.pop_back();
  }
}

void NameSample::clear() {
  rows_.clear();
  by_name_.clear();
}

std::vector<std::string> NameSample::names() const {
  std::vector<std::string> names;
  for (const Row& row : rows_) names.push_back(row.name);
  return names;
}

}  // namespace schoolgate
