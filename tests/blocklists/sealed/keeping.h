// A box with a sealed lists' keeper, for tests: a store in memory, a clock of its own, files in a fresh directory.
#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "blocklists/lists/sealed/sealed_keeper.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

namespace schoolgate::test {

inline const Actor at_console{"console", Role::network_manager, Actor::Via::console, {}};

class Keeping {
 public:
  UtcMillis now{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z
  TemporaryDirectory directory;
  FakeStore store;
  std::unique_ptr<ChangeControl> changes;
  std::shared_ptr<const SealedSet> in_force;
  std::unique_ptr<SealedKeeper> keeper;

  Keeping() { open(); }

  void open() {
    keeper.reset();
    changes.reset();
    ChangeControl::Options options;
    options.clock = [this] { return now; };
    options.key_file = directory.file("log.key");
    auto opened = ChangeControl::open(store, options);
    REQUIRE(opened);
    changes = std::move(*opened);
    keeper = SealedKeeper::start(store, *changes, {.clock = options.clock, .proxy = {}, .schedule = false},
                                 [this](auto set) { in_force = std::move(set); });
  }

  std::string file(const std::string& content, const std::string& name = "list.txt") const {
    std::ofstream(directory.file(name), std::ios::binary | std::ios::trunc) << content;
    return directory.file(name);
  }

  std::expected<SealedList, Fault> import(const std::string& content, const std::string& id = "iwf") {
    return keeper->import(id, "", file(content), at_console, "licence 7");
  }

  bool covers(std::string_view name) const { return in_force->covers(*Name::from_text(name)); }

  SealedStatus only_row() const {
    auto rows = keeper->status();
    REQUIRE(rows.size() == 1);
    return rows[0];
  }

  std::vector<std::string> kinds_on_record() const {
    std::vector<std::string> kinds;
    for (const Record& record : changes->records(0, 1000))
      if (record.kind.starts_with("sealed")) kinds.push_back(record.kind);
    return kinds;
  }

  /// Whether these octets stand in any key or value of the store.
  bool stored_anywhere(const std::string& octets) const {
    bool found = false;
    for (std::size_t family = 0; family < family_count; ++family)
      static_cast<void>(
          store.scan(static_cast<Family>(family), {}, {}, [&](std::string_view key, std::string_view value) {
            found = found || key.find(octets) != std::string_view::npos || value.find(octets) != std::string_view::npos;
            return true;
          }));
    return found;
  }
};

}  // namespace schoolgate::test
