#include "deploy/service/first_start.h"

#include "blocklists/lists/keeper/catalogue.h"

namespace schoolgate {

std::expected<void, Fault> first_start(ChangeControl& changes) {
  const auto state = changes.state();
  if (!state->people.empty() || !state->sources.empty()) return {};
  const Actor system{"schoolgate", Role::network_manager, Actor::Via::system, ""};
  std::vector<Proposal> proposals;
  for (const CatalogueEntry& entry : catalogue())
    if (entry.starter) proposals.push_back({system, "first start", change::SourceSet{to_source(entry)}});
  if (auto done = changes.commit(std::move(proposals), {}); !done) return std::unexpected(done.error());
  return {};
}

}  // namespace schoolgate
