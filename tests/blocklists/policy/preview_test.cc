// "What would this do?" for the school's own names.
#include "blocklists/policy/preview.h"

#include <fmt/format.h>

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

/// "pupils name www.bet.example: blocked (category) -> allowed (the school's own)", a row each.
std::vector<std::string> told(const test::World& before, const test::World& after) {
  std::vector<std::string> rows;
  for (const Preview::Row& row : compare(*before.snapshot(), *after.snapshot(), before.time("10:00")).rows)
    rows.push_back(fmt::format("{}{} {}: {} -> {}", row.group.empty() ? "" : row.group + " ", row.subject, row.id,
                               row.before, row.after));
  return rows;
}

test::World school() {
  return test::make_world(
      "day 2026-11-23\ngroup pupils at 10.1.0.0/16 blocks gambling\nlist g gambling www.bet.example,lab.example\n");
}

using Rows = std::vector<std::string>;

TEST_CASE("a local record's preview tells its values, and whose verdict on the name changes") {
  const test::World before = school();
  test::World after = before;
  after.state.local_records["a"] = {"a", "intranet.example", "A", "10.0.0.5", 300};
  after.state.local_records["b"] = {"b", "intranet.example", "A", "10.0.0.6", 300};
  after.state.local_records["c"] = {"c", "www.bet.example", "AAAA", "fd00::5", 300};
  CHECK(told(before, after) == Rows{"pupils name intranet.example: allowed (default) -> allowed (the school's own)",
                                    "pupils name www.bet.example: blocked (category) -> allowed (the school's own)",
                                    "local record intranet.example A: not answered here -> 10.0.0.5, 10.0.0.6",
                                    "local record www.bet.example AAAA: not answered here -> fd00::5"});
  test::World changed = after;
  changed.state.local_records["b"].value = "10.0.0.7";
  CHECK(told(after, changed) == Rows{"local record intranet.example A: 10.0.0.5, 10.0.0.6 -> 10.0.0.5, 10.0.0.7"});
  changed.state.local_records.erase("c");
  CHECK(told(after, changed).back() == "local record www.bet.example AAAA: fd00::5 -> not answered here");
}

TEST_CASE("a forwarded zone's preview tells who is asked, and that lists no longer speak of it") {
  const test::World before = school();
  test::World after = before;
  after.state.forward_zones["z"] = {"z", "lab.example", {"10.0.0.2", "10.0.0.3:5353"}};
  CHECK(told(before, after) == Rows{"pupils name lab.example: blocked (category) -> allowed (the school's own)",
                                    "forwarded zone lab.example: not forwarded -> asked of 10.0.0.2, 10.0.0.3:5353"});
  CHECK(told(after, before).size() == 2);
  CHECK(told(after, after).empty());
}

TEST_CASE("a zone that cannot be forwarded is among a preview's warnings") {
  const test::World before = school();
  test::World after = before;
  after.state.forward_zones["z"] = {"z", "onion", {"10.0.0.2"}};
  CHECK(compare(*before.snapshot(), *after.snapshot(), before.time("10:00")).warnings.size() == 1);
}

}  // namespace
}  // namespace schoolgate
