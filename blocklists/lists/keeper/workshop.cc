#include "blocklists/lists/keeper/workshop.h"

#include <algorithm>
#include <exception>
#include <thread>

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include "blocklists/lists/import/list_store.h"

namespace schoolgate {
namespace {

using Lists = std::map<std::string, ListState>;

Lists lists_after(const PolicyState& state, const Taking& taking) {
  Lists lists = state.lists;
  for (const std::string& id : taking.removed) lists.erase(id);
  for (const ListState& list : taking.taken) lists.insert_or_assign(list.id, list);
  return lists;
}

std::vector<CompileInput> compile_inputs(const Store& store, const Lists& lists) {
  std::vector<CompileInput> inputs;
  for (const auto& [id, list] : lists) {
    if (!list.enabled) continue;
    inputs.push_back({.list = {.id = id, .title = list.title, .category = list.category, .version = list.version},
                      .open = [&store, id, version = list.version] { return read_list(store, id, version); }});
  }
  return inputs;
}

std::vector<Proposal> proposals_for(const Taking& taking, std::uint64_t generation) {
  std::vector<Proposal> proposals;
  const auto propose = [&](Change change) { proposals.push_back({taking.actor, taking.why, std::move(change)}); };
  for (const ListState& list : taking.taken) propose(change::ListTaken{list, generation});
  for (const std::string& id : taking.removed) propose(change::ListRemoved{id, generation});
  for (const Change& other : taking.others) propose(other);
  return proposals;
}

struct Built {
  std::shared_ptr<const CompiledLists> lists;
  Store::Batch switch_over;  // makes it the current generation
};

std::expected<Built, Fault> build(Workshop& workshop, const Lists& lists) {
  const auto generation = next_generation(workshop.store);
  if (!generation) return std::unexpected(generation.error());
  auto compiled = compile(compile_inputs(workshop.store, lists), *generation, workshop.stopping);
  if (!compiled) return std::unexpected(compiled.error());
  auto switch_over = save_generation(workshop.store, *compiled);
  if (!switch_over) return std::unexpected(switch_over.error());
  return Built{std::make_shared<const CompiledLists>(std::move(*compiled)), std::move(*switch_over)};
}

}  // namespace

Actor keeper_actor() {
  return {.user = "schoolgate", .role = Role::network_manager, .via = Actor::Via::system, .address = {}};
}

std::expected<void, Fault> put_in_force(Workshop& workshop, Taking taking) {
  if (taking.taken.empty() && taking.removed.empty()) {
    if (taking.others.empty()) return {};
    const auto generation = workshop.changes.state()->trie_generation;
    const auto committed = workshop.changes.commit(proposals_for(taking, generation), {});
    if (!committed) return std::unexpected(committed.error());
    return {};
  }
  const Lists lists = lists_after(*workshop.changes.state(), taking);
  if (workshop.tell) workshop.tell({}, taking.taken.size(), taking.taken.size());
  std::expected<Built, Fault> built = fault(Fault::Kind::unavailable, "The lists were not compiled.");
  at_low_priority([&] { built = build(workshop, lists); });
  if (!built) {
    clean_up(workshop);
    return std::unexpected(built.error());
  }
  const auto committed =
      workshop.changes.commit(proposals_for(taking, built->lists->generation), std::move(built->switch_over));
  if (!committed) {
    clean_up(workshop);
    return std::unexpected(committed.error());
  }
  // Only now: names must not be in force before the log says so. A crash in between loads this generation at the start.
  if (workshop.published) workshop.published(built->lists);
  clean_up(workshop);
  return {};
}

std::expected<void, Fault> rebuild(Workshop& workshop) {
  // At full priority: until it is done nothing is filtered.
  auto built = build(workshop, workshop.changes.state()->lists);
  if (!built) return std::unexpected(built.error());
  if (auto switched = workshop.store.write(built->switch_over, Store::Durability::synchronous); !switched)
    return switched;
  if (workshop.published) workshop.published(built->lists);
  return {};
}

void clean_up(Workshop& workshop) {
  const auto state = workshop.changes.state();
  const auto lists = drop_unused_lists(workshop.store, [&](const std::string& id, std::uint64_t version) {
    const auto found = state->lists.find(id);
    return found != state->lists.end() && found->second.version == version;
  });
  if (!lists) spdlog::warn("Old list versions were not removed: {}", lists.error().what);
  const auto generations = drop_old_generations(workshop.store);
  if (!generations) spdlog::warn("Old compiled lists were not removed: {}", generations.error().what);
}

void at_low_priority(const std::function<void()>& work) {
  constexpr int low_priority = 10;  // half of what nice allows: it must still finish on a busy box
  std::exception_ptr bug;
  std::thread([&] {
    // Linux keeps this by thread. A thread of its own, because without privileges it cannot be taken back.
    if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), low_priority) != 0)
      spdlog::debug("The priority of list work was not lowered.");
    try {
      work();
    } catch (...) {
      bug = std::current_exception();
    }
  }).join();
  if (bug) std::rethrow_exception(bug);
}

}  // namespace schoolgate
