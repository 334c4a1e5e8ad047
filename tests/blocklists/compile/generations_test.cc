#include <map>
#include <random>

#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

namespace schoolgate {
namespace {

/// Enough names for several chunks; compiled once, for all tests.
const CompiledLists& many_names(std::uint64_t generation) {
  static std::map<std::uint64_t, CompiledLists> compiled;
  const auto found = compiled.find(generation);
  if (found != compiled.end()) return found->second;
  std::mt19937_64 random(generation);
  std::vector<Entry> entries;
  for (int i = 0; i < 60'000; ++i) entries.push_back(entry("n" + std::to_string(random()) + ".example"));
  entries.push_back(entry("generation-" + std::to_string(generation) + ".example"));
  return compiled
      .emplace(generation, compile_all({input("many", entries), input("few", {entry("listed.example")})}, generation))
      .first->second;
}

void commit(Store& store, const CompiledLists& compiled) {
  const auto pointers = save_generation(store, compiled);
  REQUIRE(pointers.has_value());
  REQUIRE(store.write(*pointers, Store::Durability::synchronous).has_value());
}

LoadedLists load(const Store& store) {
  auto loaded = load_newest_generation(store);
  REQUIRE(loaded.has_value());
  return std::move(*loaded);
}

const std::string chunk_of_two = "g0000000000000002/00000001";
const std::string header_of_two = "g0000000000000002/header";

}  // namespace

TEST_CASE("a store without lists loads none, and says nothing") {
  const FakeStore store;
  const auto loaded = load(store);
  CHECK(loaded.compiled->generation == 0);
  CHECK(loaded.compiled->trie.name_count() == 0);
  CHECK(loaded.warning.empty());
  CHECK(next_generation(store) == 1U);
}

TEST_CASE("what was saved is loaded whole, once it is pointed at") {
  FakeStore store;
  const CompiledLists& compiled = many_names(1);
  REQUIRE(compiled.trie.bytes().size() > 2 * 256 * 1024);
  const auto pointers = save_generation(store, compiled);
  REQUIRE(pointers.has_value());
  CHECK(store.synchronous_writes == 0);
  CHECK(load(store).compiled->generation == 0);
  REQUIRE(store.write(*pointers, Store::Durability::synchronous).has_value());
  const auto loaded = load(store);
  CHECK(loaded.warning.empty());
  CHECK(loaded.compiled->generation == 1);
  CHECK(loaded.compiled->lists == compiled.lists);
  CHECK(std::ranges::equal(loaded.compiled->trie.bytes(), compiled.trie.bytes()));
  CHECK(holders(*loaded.compiled, "www.listed.example") == "few");
  CHECK(next_generation(store) == 2U);
}

TEST_CASE("a generation without lists can be in force") {
  FakeStore store;
  commit(store, compile_all({}, 1));
  CHECK(load(store).compiled->generation == 1);
}

TEST_CASE("a damaged generation gives way to the one before, and the warning says why and what to do") {
  FakeStore store;
  commit(store, many_names(1));
  commit(store, many_names(2));
  CHECK(holders(*load(store).compiled, "generation-2.example") == "many");
  std::string why;
  SECTION("a flipped bit in a chunk") {
    store.damage(Family::trie, chunk_of_two, [](std::string& value) { value[100] ^= 1; });
    why = "part 2 of";
  }
  SECTION("a missing chunk") {
    Store::Batch batch;
    batch.operations.push_back({Family::trie, chunk_of_two, std::nullopt});
    REQUIRE(store.write(batch, Store::Durability::batched).has_value());
    why = "is missing";
  }
  SECTION("a cut chunk") {
    store.damage(Family::trie, chunk_of_two, [](std::string& value) { value.pop_back(); });
    why = "checksum";
  }
  SECTION("a flipped bit in the header") {
    store.damage(Family::trie, header_of_two, [](std::string& value) { value[20] ^= 1; });
    why = "header";
  }
  SECTION("a lost header") {
    store.damage(Family::trie, header_of_two, [](std::string& value) { value.clear(); });
    why = "header";
  }
  const auto loaded = load(store);
  CHECK(loaded.compiled->generation == 1);
  CHECK(holders(*loaded.compiled, "generation-1.example") == "many");
  CHECK(holders(*loaded.compiled, "generation-2.example").empty());
  INFO(loaded.warning);
  CHECK(loaded.warning.find("generation 2") != std::string::npos);
  CHECK(loaded.warning.find(why) != std::string::npos);
  CHECK(loaded.warning.find("built anew from the stored lists") != std::string::npos);
}

TEST_CASE("a generation that has gone bad does not push the good one before it out") {
  FakeStore store;
  commit(store, many_names(1));
  commit(store, many_names(2));
  store.damage(Family::trie, chunk_of_two, [](std::string& value) { value[100] ^= 1; });
  commit(store, many_names(3));
  REQUIRE(drop_old_generations(store).has_value());
  CHECK(load(store).compiled->generation == 3);
  store.damage(Family::trie, "g0000000000000003/header", [](std::string& value) { value[10] ^= 1; });
  CHECK(load(store).compiled->generation == 1);
}

TEST_CASE("when nothing can be loaded the box starts without lists and says so") {
  FakeStore store;
  commit(store, many_names(1));
  store.damage(Family::trie, "g0000000000000001/00000000", [](std::string& value) { value[9] ^= 64; });
  const auto loaded = load(store);
  CHECK(loaded.compiled->generation == 0);
  CHECK(loaded.warning.find("No list is in force") != std::string::npos);
}

TEST_CASE("a full disk during a save leaves the old generation in force, and its number is not used again") {
  FakeStore store;
  commit(store, many_names(1));
  store.writes_until_full = 1;
  const auto pointers = save_generation(store, many_names(2));
  REQUIRE_FALSE(pointers.has_value());
  CHECK(pointers.error().kind == Fault::Kind::storage);
  CHECK(load(store).compiled->generation == 1);
  CHECK(load(store).warning.empty());
  CHECK(next_generation(store) == 3U);
  store.writes_until_full = -1;
  REQUIRE(drop_old_generations(store).has_value());
  CHECK(store.count(Family::trie, "g0000000000000002/") == 0);
}

TEST_CASE("an older generation cannot be saved over a newer one") {
  FakeStore store;
  commit(store, many_names(2));
  CHECK(save_generation(store, many_names(2)).error().kind == Fault::Kind::conflict);
  CHECK(save_generation(store, many_names(1)).error().kind == Fault::Kind::conflict);
}

TEST_CASE("the current generation and the one before are kept, older ones go in small batches") {
  FakeStore store;
  for (std::uint64_t generation = 1; generation <= 4; ++generation) commit(store, many_names(generation));
  REQUIRE(drop_old_generations(store).has_value());
  CHECK(store.count(Family::trie, "g0000000000000001/") == 0);
  CHECK(store.count(Family::trie, "g0000000000000002/") == 0);
  CHECK(store.count(Family::trie, "g0000000000000003/") > 1);
  CHECK(store.count(Family::trie, "g0000000000000004/") > 1);
  CHECK(store.largest_batch <= 32);
  CHECK(load(store).compiled->generation == 4);
}

}  // namespace schoolgate
