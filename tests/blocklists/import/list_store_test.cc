// Lists in the store: versions, chunks, damage, and the removal of what nothing points at.
#include "blocklists/lists/import/list_store.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/name.h"
#include "tests/blocklists/import/importing.h"

namespace schoolgate {
namespace {

std::vector<Entry> many_entries(int count) {
  std::vector<Entry> entries;
  for (int number = 0; number < count; ++number) {
    const auto name = Name::from_text(fmt::format("host{}.site{}.example", number % 7, number));
    entries.push_back({to_key(*name), static_cast<Scope>(number % 3), static_cast<Effect>(number / 3 % 3)});
  }
  std::ranges::sort(entries, {}, &Entry::key);
  return entries;
}

std::uint64_t write(Store& store, const std::string& id, const std::vector<Entry>& entries) {
  auto writer = write_list(store, id);
  REQUIRE(writer);
  for (const Entry& entry : entries) REQUIRE((*writer)->add(entry));
  const auto version = (*writer)->finish();
  REQUIRE(version);
  return *version;
}

std::vector<Entry> read(const Store& store, const std::string& id, std::uint64_t version) {
  auto stream = read_list(store, id, version);
  REQUIRE(stream);
  std::vector<Entry> entries;
  for (Entry entry; *(*stream)->next(entry);) entries.push_back(entry);
  return entries;
}

TEST_CASE("a list reads back as it was written") {
  FakeStore store;
  for (const int count : {0, 1, 20'000}) {
    const auto entries = many_entries(count);
    CHECK(read(store, "source/ads", write(store, "source/ads", entries)) == entries);
  }
  CHECK(store.count(Family::lists, "c") > 2);
  CHECK(store.synchronous_writes == 0);
}

TEST_CASE("versions of a list stand side by side, and lists do not share them") {
  FakeStore store;
  const auto first = write(store, "ads", many_entries(10));
  const auto second = write(store, "ads", many_entries(20));
  CHECK(second == first + 1);
  CHECK(read(store, "ads", first).size() == 10);
  CHECK(read(store, "ads", second).size() == 20);
  CHECK(write(store, "ads/more", many_entries(5)) == 1);
  CHECK(write(store, "ad", many_entries(6)) == 1);
  CHECK(read(store, "ad", 1).size() == 6);
}

TEST_CASE("a list that was not finished does not exist") {
  FakeStore store;
  auto writer = write_list(store, "ads");
  REQUIRE(writer);
  for (const Entry& entry : many_entries(20'000)) REQUIRE((*writer)->add(entry));
  const auto stream = read_list(store, "ads", 1);
  REQUIRE_FALSE(stream);
  CHECK(stream.error().kind == Fault::Kind::not_found);
  CHECK(write(store, "ads", many_entries(1)) == 2);  // never the same number again
}

TEST_CASE("any flipped octet of a stored list is found") {
  FakeStore clean;
  write(clean, "ads", many_entries(30));
  std::vector<std::string> keys;
  REQUIRE(clean.scan(Family::lists, {}, {}, [&](std::string_view key, std::string_view value) {
    if (key.front() != 'n') keys.insert(keys.end(), value.size(), std::string(key));
    return true;
  }));
  std::string last;
  std::size_t at = 0;
  for (const std::string& key : keys) {
    at = key == last ? at + 1 : 0;
    last = key;
    FakeStore store;
    write(store, "ads", many_entries(30));
    store.damage(Family::lists, key, [at](std::string& value) { value[at] = static_cast<char>(value[at] ^ 1); });
    auto stream = read_list(store, "ads", 1);
    std::expected<bool, Fault> more = true;
    for (Entry entry; stream && more && *more;) more = (*stream)->next(entry);
    const bool damaged =
        !stream ? stream.error().kind == Fault::Kind::damaged : !more && more.error().kind == Fault::Kind::damaged;
    REQUIRE(damaged);
  }
  CHECK(keys.size() > 300);
}

TEST_CASE("chunks in each other's place are found") {
  FakeStore store;
  write(store, "ads", many_entries(20'000));
  std::vector<std::pair<std::string, std::string>> chunks;
  REQUIRE(store.scan(Family::lists, "c", {}, [&](std::string_view key, std::string_view value) {
    chunks.emplace_back(key, value);
    return chunks.size() < 2;
  }));
  store.damage(Family::lists, chunks[0].first, [&](std::string& value) { value = chunks[1].second; });
  auto stream = read_list(store, "ads", 1);
  REQUIRE(stream);
  Entry entry;
  const auto more = (*stream)->next(entry);
  REQUIRE_FALSE(more);
  CHECK(more.error().kind == Fault::Kind::damaged);
}

TEST_CASE("versions that nothing points at are removed, and unfinished ones with them") {
  FakeStore store;
  write(store, "ads", many_entries(20'000));
  write(store, "ads", many_entries(20'000));
  write(store, "games", many_entries(100));
  auto unfinished = write_list(store, "ads");
  for (const Entry& entry : many_entries(20'000)) REQUIRE((*unfinished)->add(entry));
  REQUIRE(drop_unused_lists(store,
                            [](const std::string& id, std::uint64_t version) { return id == "ads" && version == 2; }));
  CHECK(read(store, "ads", 2).size() == 20'000);
  CHECK_FALSE(read_list(store, "ads", 1));
  CHECK_FALSE(read_list(store, "games", 1));
  CHECK(store.count(Family::lists, "h") == 1);
  const std::size_t chunks = store.count(Family::lists, "c");
  REQUIRE(drop_unused_lists(store, [](const std::string&, std::uint64_t) { return false; }));
  CHECK(chunks > 0);
  CHECK(store.count(Family::lists, "c") == 0);
  CHECK(store.largest_batch <= 256);
  CHECK(write(store, "ads", many_entries(1)) == 4);
}

TEST_CASE("an id that is empty or endless is refused") {
  FakeStore store;
  CHECK_FALSE(write_list(store, ""));
  CHECK_FALSE(write_list(store, std::string(513, 'x')));
}

}  // namespace
}  // namespace schoolgate
