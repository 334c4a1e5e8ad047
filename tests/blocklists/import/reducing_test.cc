// Sorting with bounded memory, and which names of a list are kept.
#include <algorithm>
#include <random>

#include "blocklists/lists/import/record_sorter.h"
#include "blocklists/lists/import/reducer.h"
#include "blocklists/name.h"
#include "tests/blocklists/import/importing.h"

namespace schoolgate {
namespace {

using Verdict = Reducer::Verdict;

NameRecord record(const std::string& name, Scope scope = Scope::subtree, Effect effect = Effect::block,
                  std::uint64_t line = 0) {
  return {.entry = {to_key(*Name::from_text(name)), scope, effect}, .decides = true, .line = line};
}

std::vector<Verdict> judge(std::vector<NameRecord> records) {
  FreshDirectory directory;
  RecordSorter sorter(directory.path());
  for (std::size_t at = 0; at < records.size(); ++at) {
    records[at].line = at;
    REQUIRE(sorter.add(records[at]));
  }
  REQUIRE(sorter.sort());
  Reducer reducer;
  std::vector<Verdict> verdicts(records.size());
  NameRecord next;
  while (*sorter.next(next)) verdicts[next.line] = reducer.judge(next);
  return verdicts;
}

TEST_CASE("a parent's block covers what is below it, in any order of lines") {
  CHECK(judge({record("a.b.example"), record("example"), record("b.example")}) ==
        std::vector{Verdict::covered, Verdict::keep, Verdict::covered});
}

TEST_CASE("a name that only begins like a parent is not covered") {
  CHECK(judge({record("example.com"), record("example.company"), record("anexample.com")}) ==
        std::vector{Verdict::keep, Verdict::keep, Verdict::keep});
}

TEST_CASE("the earliest of equal rules is kept") {
  CHECK(judge({record("a.example"), record("a.example"), record("a.example")}) ==
        std::vector{Verdict::keep, Verdict::duplicate, Verdict::duplicate});
}

TEST_CASE("a rule for the name alone covers nothing below it") {
  CHECK(judge({record("example", Scope::exact), record("a.example")}) == std::vector{Verdict::keep, Verdict::keep});
}

TEST_CASE("a rule for what is below a name does not cover the name") {
  CHECK(judge({record("example", Scope::below), record("example", Scope::exact), record("a.example", Scope::exact)}) ==
        std::vector{Verdict::keep, Verdict::keep, Verdict::covered});
}

TEST_CASE("a subtree covers the same name's narrower rules") {
  CHECK(judge({record("example", Scope::exact), record("example", Scope::below), record("example")}) ==
        std::vector{Verdict::covered, Verdict::covered, Verdict::keep});
}

TEST_CASE("an exception is never covered, and what stands below it is kept") {
  CHECK(judge({record("example"), record("ok.example", Scope::subtree, Effect::except), record("bad.ok.example"),
               record("other.example")}) == std::vector{Verdict::keep, Verdict::keep, Verdict::keep, Verdict::covered});
}

TEST_CASE("only an important rule covers an important one") {
  CHECK(judge({record("example"), record("a.example", Scope::subtree, Effect::important), record("b.a.example"),
               record("c.a.example", Scope::subtree, Effect::important)}) ==
        std::vector{Verdict::keep, Verdict::keep, Verdict::covered, Verdict::covered});
}

TEST_CASE("spilled runs merge to the same order as one run in memory") {
  std::mt19937 random(7);  // fixed: a failure must come again
  std::vector<NameRecord> records;
  for (std::uint64_t line = 0; line < 5000; ++line) {
    const std::string name = "h" + std::to_string(random() % 700) + ".d" + std::to_string(random() % 40) + ".example";
    records.push_back(record(name, static_cast<Scope>(random() % 3), static_cast<Effect>(random() % 3), line));
    records.back().cancels = random() % 50 == 0;
    records.back().rule = static_cast<std::uint32_t>(random());
  }
  FreshDirectory directory;
  RecordSorter whole(directory.path());
  RecordSorter spilled(directory.path(), 16 << 10);
  for (const NameRecord& one : records) {
    REQUIRE(whole.add(one));
    REQUIRE(spilled.add(one));
  }
  REQUIRE(whole.sort());
  REQUIRE(spilled.sort());
  CHECK(whole.spilled_runs() == 0);
  CHECK(spilled.spilled_runs() > 5);
  CHECK(std::filesystem::is_empty(directory.path()));  // nothing to be left behind
  std::size_t count = 0;
  for (NameRecord a, b;; ++count) {
    const bool more = *whole.next(a);
    REQUIRE(*spilled.next(b) == more);
    if (!more) break;
    REQUIRE(a.entry == b.entry);
    REQUIRE(a.line == b.line);
    REQUIRE(a.rule == b.rule);
    REQUIRE(a.cancels == b.cancels);
    REQUIRE(a.decides == b.decides);
  }
  CHECK(count == records.size());
}

TEST_CASE("a list with too many names is refused") {
  FreshDirectory directory;
  RecordSorter sorter(directory.path(), run_octets, 2);
  REQUIRE(sorter.add(record("a.example")));
  REQUIRE(sorter.add(record("b.example")));
  const auto added = sorter.add(record("c.example"));
  REQUIRE_FALSE(added);
  CHECK(added.error().kind == Fault::Kind::limit);
}

TEST_CASE("a work directory that cannot be written is a storage fault") {
  RecordSorter sorter("/proc/none", 1);
  REQUIRE(sorter.add(record("a.example")));
  const auto added = sorter.add(record("b.example"));
  REQUIRE_FALSE(added);
  CHECK(added.error().kind == Fault::Kind::storage);
}

}  // namespace
}  // namespace schoolgate
