// Sealed lists survive a restore.
#include "blocklists/change-control/state_store.h"
#include "blocklists/lists/sealed/sealed_keeper.h"
#include "blocklists/lists/sealed/sealed_store.h"

namespace schoolgate {
namespace {

constexpr const char* why = "kept through a restore";

Proposal by_itself(Change change) {
  return {{"schoolgate", Role::network_manager, Actor::Via::system, ""}, why, std::move(change)};
}

std::expected<void, Fault> carry_list(const Store& from, SealedList list, Store& to, ChangeControl& changes) {
  auto part = read_sealed(from, list.id, list.version);
  if (!part) return std::unexpected(part.error());
  const auto state = changes.state();
  const auto there = state->sealed_lists.find(list.id);
  list.version = there == state->sealed_lists.end() ? 1 : there->second.version + 1;
  auto header = write_sealed(to, list.id, list.version, *part);
  if (!header) return std::unexpected(header.error());
  std::vector<Proposal> proposals;
  proposals.push_back(by_itself(change::SealedTaken{list}));
  const auto committed = changes.commit(std::move(proposals), std::move(*header));
  if (!committed) return std::unexpected(committed.error());
  return {};
}

std::expected<void, Fault> carry_source(const Store& from, const SealedSource& source, ChangeControl& changes) {
  const auto secret = from.get(Family::sealed, credentials_key(source.id));
  if (!secret) return std::unexpected(secret.error());
  Store::Batch batch;
  if (*secret) batch.put(Family::sealed, credentials_key(source.id), **secret);
  std::vector<Proposal> proposals;
  proposals.push_back(by_itself(change::SealedSourceSet{source}));
  const auto committed = changes.commit(std::move(proposals), std::move(batch));
  if (!committed) return std::unexpected(committed.error());
  return {};
}

}  // namespace

std::expected<std::size_t, Fault> carry_sealed_over(const Store& from, Store& to, ChangeControl& to_changes) {
  const auto loaded = load_state(from);
  if (!loaded) return std::unexpected(loaded.error());
  if (!*loaded) return 0;
  const PolicyState& here = (*loaded)->state;
  std::size_t taken = 0;
  for (const auto& [id, list] : here.sealed_lists) {
    const auto state = to_changes.state();
    const auto there = state->sealed_lists.find(id);
    if (there != state->sealed_lists.end() && there->second.since >= list.since) continue;
    if (auto carried = carry_list(from, list, to, to_changes); !carried) return std::unexpected(carried.error());
    ++taken;
  }
  for (const auto& [id, source] : here.sealed_sources) {
    const auto state = to_changes.state();
    const auto there = state->sealed_sources.find(id);
    if (there != state->sealed_sources.end() && there->second == source) continue;
    if (auto carried = carry_source(from, source, to_changes); !carried) return std::unexpected(carried.error());
  }
  return taken;
}

}  // namespace schoolgate
