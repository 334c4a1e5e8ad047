#include "blocklists/store/store.h"

#include <fstream>
#include <thread>

#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::TemporaryDirectory;

namespace {

std::unique_ptr<Store> open_store(const std::string& path) {
  auto store = Store::open(path);
  INFO((store ? std::string() : store.error().what));
  REQUIRE(store);
  return std::move(*store);
}

void put(Store& store, Family family, const std::string& key, const std::string& value,
         Store::Durability durability = Store::Durability::synchronous) {
  Store::Batch batch;
  batch.put(family, key, value);
  REQUIRE(store.write(batch, durability));
}

std::vector<std::string> keys(const Store& store, Family family, const std::string& prefix, const std::string& from) {
  std::vector<std::string> found;
  REQUIRE(store.scan(family, prefix, from, [&](std::string_view key, std::string_view) {
    found.emplace_back(key);
    return true;
  }));
  return found;
}

}  // namespace

TEST_CASE("what is written is read back after the store is opened again") {
  const TemporaryDirectory directory;
  const std::string large(3 << 20, 'x');
  {
    const auto store = open_store(directory.file("store"));
    put(*store, Family::state, "groups/pupils", "one");
    put(*store, Family::trie, "chunk", large, Store::Durability::batched);
    CHECK(store->get(Family::state, "groups/pupils").value() == "one");
  }
  const auto store = open_store(directory.file("store"));
  CHECK(store->get(Family::state, "groups/pupils").value() == "one");
  CHECK(store->get(Family::trie, "chunk").value() == large);
  CHECK(store->get(Family::lists, "groups/pupils").value() == std::nullopt);
  CHECK(store->path() == directory.file("store"));
}

TEST_CASE("a batch is all there, in the order in which it was built") {
  const TemporaryDirectory directory;
  const auto store = open_store(directory.file("store"));
  Store::Batch batch;
  batch.put(Family::log, "a", "1");
  batch.put(Family::personal, "a", "2");
  batch.put(Family::log, "b", "3");
  batch.erase(Family::log, "a");
  REQUIRE(store->write(batch, Store::Durability::synchronous));
  CHECK(store->get(Family::log, "a").value() == std::nullopt);
  CHECK(store->get(Family::personal, "a").value() == "2");
  CHECK(store->get(Family::log, "b").value() == "3");
}

TEST_CASE("a scan sees the keys with its prefix, in order, from where it is told, until it is told to stop") {
  const TemporaryDirectory directory;
  const auto store = open_store(directory.file("store"));
  for (const char* key : {"a/3", "a/1", "b/1", "a/2", "a", "\xff\xff"}) put(*store, Family::state, key, "v");
  CHECK(keys(*store, Family::state, "a/", "") == std::vector<std::string>{"a/1", "a/2", "a/3"});
  CHECK(keys(*store, Family::state, "a/", "a/2") == std::vector<std::string>{"a/2", "a/3"});
  CHECK(keys(*store, Family::state, "a/", "b").empty());
  CHECK(keys(*store, Family::state, "\xff", "") == std::vector<std::string>{"\xff\xff"});
  CHECK(keys(*store, Family::state, "", "").size() == 6);
  int seen = 0;
  REQUIRE(store->scan(Family::state, "a/", "", [&](std::string_view, std::string_view) { return ++seen < 2; }));
  CHECK(seen == 2);
}

TEST_CASE("a second process on the same store is told that it is in use") {
  const TemporaryDirectory directory;
  const auto store = open_store(directory.file("store"));
  const auto second = Store::open(directory.file("store"));
  REQUIRE_FALSE(second);
  CHECK(second.error().kind == Fault::Kind::unavailable);
  CHECK(second.error().what.find("in use by another Schoolgate") != std::string::npos);
}

TEST_CASE("a copy made without stopping opens as a store of its own") {
  const TemporaryDirectory directory;
  const auto store = open_store(directory.file("store"));
  put(*store, Family::state, "k", "before");
  REQUIRE(store->copy_to(directory.file("copy")));
  put(*store, Family::state, "k", "after");
  CHECK(open_store(directory.file("copy"))->get(Family::state, "k").value() == "before");
  const auto again = store->copy_to(directory.file("copy"));
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == Fault::Kind::bad_input);
}

TEST_CASE("a path where no directory can be is refused with the path in the message") {
  const TemporaryDirectory directory;
  std::ofstream(directory.file("plain")) << "x";
  const auto store = Store::open(directory.file("plain/store"));
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == Fault::Kind::storage);
  CHECK(store.error().what.find(directory.file("plain/store")) != std::string::npos);
}

TEST_CASE("a damaged file is reported as damage") {
  const TemporaryDirectory directory;
  {
    const auto store = open_store(directory.file("store"));
    put(*store, Family::state, "k", "v");
  }
  std::ofstream(directory.file("store/CURRENT")) << "MANIFEST-999999\n";
  const auto store = Store::open(directory.file("store"));
  REQUIRE_FALSE(store);
  CHECK((store.error().kind == Fault::Kind::damaged || store.error().kind == Fault::Kind::storage));
}

TEST_CASE("several threads write and read at once") {
  const TemporaryDirectory directory;
  const auto store = open_store(directory.file("store"));
  std::vector<std::thread> writers;
  std::atomic<int> failures = 0;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      for (int n = 0; n < 200; ++n) {
        Store::Batch batch;
        const std::string key = std::to_string(writer) + "/" + std::to_string(n);
        batch.put(Family::lists, key, key);
        if (!store->write(batch, Store::Durability::batched)) ++failures;
        const auto read = store->get(Family::lists, key);
        if (!read || *read != key) ++failures;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  CHECK(failures == 0);
  CHECK(keys(*store, Family::lists, "", "").size() == 600);
}
