#include "blocklists/lists/keeper/source_book.h"

#include <spdlog/spdlog.h>

namespace schoolgate {

void SourceBook::load() {
  auto loaded = load_source_states(store_);
  if (!loaded) spdlog::warn("What is known of the list sources cannot be read: {}", loaded.error().what);
  const std::lock_guard lock(mutex_);
  states_ = loaded ? std::move(*loaded) : SourceStates{};
}

SourceState SourceBook::get(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = states_.find(id);
  return found == states_.end() ? SourceState{} : found->second;
}

void SourceBook::put(const std::string& id, const SourceState& state) {
  {
    const std::lock_guard lock(mutex_);
    SourceState& kept = states_[id];
    if (kept == state) return;
    kept = state;
  }
  if (const auto saved = save_source_state(store_, id, state); !saved)
    spdlog::warn("The state of the list source {} was not saved: {}", id, saved.error().what);
}

void SourceBook::forget_unless(const std::function<bool(const std::string&)>& keep) {
  std::vector<std::string> forgotten;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, state] : states_)
      if (!keep(id)) forgotten.push_back(id);
    for (const std::string& id : forgotten) states_.erase(id);
  }
  if (const auto erased = erase_source_states(store_, forgotten); !erased)
    spdlog::warn("Old list source states were not removed: {}", erased.error().what);
}

}  // namespace schoolgate
