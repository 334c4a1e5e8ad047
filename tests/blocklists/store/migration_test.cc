#include "blocklists/store/migration.h"

#include <array>

#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::TemporaryDirectory;

namespace {

void set_format(Store& store, const std::string& version) {
  Store::Batch batch;
  batch.put(Family::meta, "format", version);
  REQUIRE(store.write(batch, Store::Durability::synchronous));
}

Migration rename_key(std::uint32_t from, const std::string& old_key, const std::string& new_key) {
  return {from, [=](const Store& store) -> std::expected<Store::Batch, Fault> {
            Store::Batch batch;
            const auto value = store.get(Family::state, old_key);
            if (!value) return std::unexpected(value.error());
            if (*value) batch.put(Family::state, new_key, **value);
            batch.erase(Family::state, old_key);
            return batch;
          }};
}

}  // namespace

TEST_CASE("a new store carries the format version") {
  const TemporaryDirectory directory;
  const auto store = Store::open(directory.file("store"));
  REQUIRE(store);
  CHECK((*store)->get(Family::meta, "format").value() == std::to_string(store_format));
}

TEST_CASE("a store from version 0 is brought forward step by step") {
  const TemporaryDirectory directory;
  const auto store = Store::open(directory.file("store"));
  REQUIRE(store);
  set_format(**store, "0");
  Store::Batch old;
  old.put(Family::state, "zero", "kept");
  REQUIRE((*store)->write(old, Store::Durability::synchronous));

  const std::array steps{rename_key(0, "zero", "one"), rename_key(1, "one", "two")};
  REQUIRE(migrate(**store, 2, steps));
  CHECK((*store)->get(Family::state, "two").value() == "kept");
  CHECK((*store)->get(Family::state, "zero").value() == std::nullopt);
  CHECK((*store)->get(Family::meta, "format").value() == "2");
  REQUIRE(migrate(**store, 2, steps));
}

TEST_CASE("a failed migration leaves the version as it was") {
  const TemporaryDirectory directory;
  const auto store = Store::open(directory.file("store"));
  REQUIRE(store);
  set_format(**store, "0");
  const std::array steps{Migration{0, [](const Store&) -> std::expected<Store::Batch, Fault> {
                                     return fault(Fault::Kind::damaged, "an old row cannot be read");
                                   }}};
  const auto migrated = migrate(**store, 1, steps);
  REQUIRE_FALSE(migrated);
  CHECK(migrated.error().what == "an old row cannot be read");
  CHECK((*store)->get(Family::meta, "format").value() == "0");
}

TEST_CASE("a store written by a newer Schoolgate is refused in those words") {
  const TemporaryDirectory directory;
  {
    const auto store = Store::open(directory.file("store"));
    REQUIRE(store);
    set_format(**store, "7");
  }
  const auto store = Store::open(directory.file("store"));
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == Fault::Kind::conflict);
  CHECK(store.error().what.find("was written by a newer Schoolgate") != std::string::npos);
}

TEST_CASE("a store whose version cannot be read, or that no step leads from, is refused") {
  const TemporaryDirectory directory;
  const auto [version, words] = GENERATE(table<std::string, std::string>(
      {{"banana", "does not say which format"}, {"", "does not say which format"}, {"0", "nothing leads from there"}}));
  {
    const auto store = Store::open(directory.file("store"));
    REQUIRE(store);
    set_format(**store, version);
  }
  const auto store = Store::open(directory.file("store"));
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == Fault::Kind::damaged);
  CHECK(store.error().what.find(words) != std::string::npos);
}
