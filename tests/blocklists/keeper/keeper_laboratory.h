// A list keeper with everything around it: a store in memory, a fake change control, a clock that the test sets.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>

#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/policy/category.h"
#include "tests/blocklists/keeper/fake_changes.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

namespace schoolgate::test {

class KeeperLaboratory {
 public:
  explicit KeeperLaboratory(bool schedule = false) : changes(store) { start(schedule); }

  /// Ends the keeper, as a restart would, and starts another on the same store and state.
  void start(bool schedule = false, bool rebuild = false) {
    keeper.reset();
    keeper = ListKeeper::start(store, changes,
                               {.clock = [this] { return UtcMillis(now.load()); },
                                .work_dir = folder.file("work"),
                                .proxy = {},
                                .schedule = schedule,
                                .rebuild = rebuild,
                                .transfer = transfer},
                               [this](std::shared_ptr<const CompiledLists> lists) {
                                 generation_when_published = changes.state()->trie_generation;
                                 published = std::move(lists);
                               });
  }

  std::string file(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder.file(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    return path.string();
  }
  static std::string numbered_names(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "bad-" + std::to_string(i) + ".example\n";
    return text;
  }

  std::expected<std::vector<ListKeeper::Imported>, Fault> import(std::vector<ListKeeper::ImportItem> items) {
    return keeper->import(std::move(items), person, "a test");
  }
  ListKeeper::ImportItem item(const std::string& id, const std::string& category, const std::string& text) const {
    return {.path = file(id + ".txt", text), .category = category, .list_id = id, .title = {}, .format = {}};
  }

  void set_source(const Source& source) {
    changes.edit([&](PolicyState& state) { state.sources[source.id] = source; });
  }
  ListStatus refresh(const std::string& id) {
    const auto rows = keeper->refresh({id}, person);
    REQUIRE(rows);
    REQUIRE(rows->size() == 1);
    return rows->front();
  }
  ListStatus status(const std::string& id) const {
    for (const ListStatus& row : keeper->status())
      if (row.id == id) return row;
    return {};
  }

  /// Headers and chunks of list versions, as list_store keeps them; a list's counter stays for good.
  std::size_t stored_rows() const { return store.count(Family::lists, "h") + store.count(Family::lists, "c"); }

  bool blocked(const std::string& name) const {
    return published && published->trie.lookup(*Name::from_text(name)).lists != 0;
  }

  TemporaryDirectory folder;
  FakeStore store;
  FakeChanges changes;
  std::atomic<std::chrono::milliseconds> now{
      std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}.time_since_epoch()};
  Actor person{.user = "nm", .role = Role::network_manager, .via = Actor::Via::web, .address = {}};
  std::shared_ptr<const CompiledLists> published;
  std::uint64_t generation_when_published = 0;
  std::function<std::expected<Fetched, Fault>(const FetchRequest&)> transfer;
  std::unique_ptr<ListKeeper> keeper;  // last: it ends before what it uses
};

}  // namespace schoolgate::test
