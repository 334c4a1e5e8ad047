#include "blocklists/lists/keeper/source_state.h"

#include "blocklists/lists/keeper/source_book.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

using namespace schoolgate;

namespace {

SourceState full_state() {
  const UtcSeconds moment{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};
  return {.address = "https://lists.example/a=b",
          .etag = "\"a\\b\"",
          .last_modified = "Sun, 22 Nov 2026 01:13:00 GMT",
          .content = "00ff-12",
          .checked = moment,
          .next = moment + std::chrono::hours(24),
          .failures = 3,
          .problem = "line one\nline two\r",
          .held = "it shrank",
          .held_content = "17-ab",
          .dropped = "00ff-11"};
}

}  // namespace

TEST_CASE("a source's state is read as it was written") {
  CHECK(parse_source_state(to_text(full_state())) == full_state());
  CHECK(parse_source_state(to_text(SourceState())) == SourceState());
  CHECK(to_text(SourceState()).empty());
}

TEST_CASE("what cannot be read in a source's state counts as absent") {
  CHECK(parse_source_state("nonsense\nnext=tomorrow\nfailures=many\ncolour=red\n=\n\\") == SourceState());
  CHECK(parse_source_state("etag=x").etag == "x");
  CHECK(parse_source_state("etag=x\\").etag == "x\\");
}

TEST_CASE("source states survive a restart, and those of removed sources are forgotten") {
  FakeStore store;
  {
    SourceBook book(store);
    book.put("a", full_state());
    book.put("b", full_state());
  }
  SourceBook book(store);
  book.load();
  CHECK(book.get("a") == full_state());
  book.forget_unless([](const std::string& id) { return id == "b"; });
  CHECK(book.get("a") == SourceState());
  CHECK(store.count(Family::sources) == 1);
}

TEST_CASE("a source's state is kept in memory while the disk is full") {
  FakeStore store;
  SourceBook book(store);
  store.writes_until_full = 0;
  book.put("a", full_state());
  CHECK(book.get("a") == full_state());
}
