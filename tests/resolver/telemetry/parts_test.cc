// What the telemetry is made of: rows that are forgotten in time, counts that outlive a restart, and a table that is
// bounded.
#include <fmt/format.h>

#include "resolver/telemetry/hour_book.h"
#include "resolver/telemetry/hour_text.h"
#include "resolver/telemetry/name_sample.h"
#include "resolver/telemetry/often_table.h"
#include "resolver/telemetry/recent_list.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

using namespace schoolgate;
using namespace std::chrono_literals;

namespace {

constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z
constexpr auto with_client = RecentBlocks::Keep::with_client;
constexpr auto without_client = RecentBlocks::Keep::without_client;

RecentBlock block(const std::string& name, UtcMillis when = monday, const std::string& client = "10.0.0.1") {
  RecentBlock made;
  made.first = when;
  made.name = name;
  made.type = 1;
  made.client = client;
  made.device = "pc-1";
  made.group = "pupils";
  made.why = {Tier::category, "", "games"};
  return made;
}

void refuse(OftenTable& table, const std::string& name, const std::string& device, UtcSeconds when = monday) {
  table.add(when, name, {reinterpret_cast<const std::uint8_t*>(device.data()), device.size()}, "pupils", {});
}

}  // namespace

TEST_CASE("a name that a page asks for again and again is one row with a count") {
  RecentList list;
  list.add(block("games.example"), with_client);
  list.add(block("games.example", monday + 2s), with_client);
  list.add(block("games.example", monday + 3s, "10.0.0.2"), with_client);
  list.add(block("games.example", monday + RecentList::repeat_window), with_client);
  const auto rows = list.rows(0);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].times == 2);
  CHECK(rows[0].last == monday + 2s);
  CHECK(rows[1].client == "10.0.0.2");
  CHECK(rows[2].number == 3);
  CHECK(list.rows(2).size() == 1);
}

TEST_CASE("blocked answers are forgotten after the minutes that the school said, and clients when it keeps none") {
  RecentList list;
  list.add(block("a.example"), with_client);
  list.add(block("b.example", monday + 30min), with_client);
  list.prune(monday + 60min, {with_client, 60});
  REQUIRE(list.rows(0).size() == 1);
  CHECK(list.rows(0)[0].client == "10.0.0.1");
  list.prune(monday + 61min, {without_client, 60});
  CHECK(list.rows(0).empty());
  list.add(block("c.example", monday + 62min), without_client);
  REQUIRE(list.rows(0).size() == 1);
  CHECK(list.rows(0)[0].client.empty());
  CHECK(list.rows(0)[0].device.empty());
  list.prune(monday + 62min, {RecentBlocks::Keep::off, 60});
  CHECK(list.rows(0).empty());
  list.add(block("d.example"), RecentBlocks::Keep::off);
  CHECK(list.rows(0).empty());
}

TEST_CASE("a clock that is set back does not keep blocked answers for longer") {
  RecentList list;
  list.add(block("a.example", monday + 24h), with_client);
  list.prune(monday, {with_client, 60});
  CHECK(list.rows(0).empty());
}

TEST_CASE("the list of blocked answers is bounded, and its numbers go on") {
  RecentList list;
  for (std::size_t n = 0; n < RecentList::max_rows + 10; ++n)
    list.add(block(fmt::format("n{}.example", n)), with_client);
  const auto rows = list.rows(0);
  REQUIRE(rows.size() == RecentList::max_rows);
  CHECK(rows.front().name == "n10.example");
  CHECK(rows.back().number == RecentList::max_rows + 10);
  list.add(block("n5.example"), with_client);  // its old row has gone
  CHECK(list.rows(0).back().times == 1);
}

TEST_CASE("an hour's counts are read back as they were written, and other text is refused") {
  HourCounts hour;
  hour.queries = 812;
  hour.blocked = 30;
  hour.rewritten = 4;
  hour.failed = 2;
  hour.cached = 500;
  hour.by_category = {{"gambling", 3}, {"games", 27}};
  hour.by_group = {{"pupils", {700, 30}}, {"staff", {112, 0}}};
  CHECK(parse_hour(hour_text(hour)) == hour);
  for (const char* text : {"queries", "queries x\n", "queries 1", "group a 1\n", "other 1\n", "\n", "group a 1 2 3\n"})
    CHECK_FALSE(parse_hour(text));
  CHECK(parse_hour("")->empty());
}

TEST_CASE("counts by the hour outlive a restart, for eight days") {
  FakeStore store;
  HourCounts counts;
  counts.queries = 5;
  counts.by_group["pupils"] = {5, 1};
  {
    HourBook book(store);
    book.load();
    book.add(monday, counts);
    book.add(monday + 59min, counts);
    book.add(monday + 60min, counts);
    book.save(monday + 60min);
  }
  HourBook book(store);
  book.load();
  auto hours = book.hours(monday, monday + 24h);
  REQUIRE(hours.size() == 2);
  CHECK(hours[0].start == monday);
  CHECK(hours[0].queries == 10);
  CHECK(hours[0].by_group["pupils"].blocked == 2);
  CHECK(book.hours(monday + 1h, monday + 24h).size() == 1);
  book.add(monday + HourBook::kept + 1h, counts);
  book.save(monday + HourBook::kept + 1h);
  HourBook later(store);
  later.load();
  hours = later.hours(monday - 24h, monday + HourBook::kept + 24h);
  REQUIRE(hours.size() == 1);
  CHECK(hours[0].start == monday + HourBook::kept + 1h);
}

TEST_CASE("an hour that nobody can read is left out, and nothing is written while nobody asks") {
  FakeStore store;
  Store::Batch batch;
  batch.put(Family::meta, "activity/12345678", "nonsense\n");
  REQUIRE(store.write(batch, Store::Durability::batched));
  HourBook book(store);
  book.load();
  CHECK(book.hours(UtcSeconds::min(), UtcSeconds::max()).empty());
  book.add(monday, {});
  CHECK(book.hours(UtcSeconds::min(), UtcSeconds::max()).empty());
}

TEST_CASE("names are ranked by how many devices are refused them, not by how often") {
  OftenTable table;
  for (int n = 0; n < 1000; ++n) refuse(table, "beacon.example", "10.0.0.1");
  for (int n = 0; n < 300; ++n) refuse(table, "maths.example", fmt::format("10.0.1.{}", n));
  const auto rows = table.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == "maths.example");
  CHECK(rows[0].devices > 280);
  CHECK(rows[0].devices < 320);
  CHECK(rows[0].times == 300);
  CHECK(rows[1].devices == 1);
  CHECK(rows[1].times == 1000);
}

TEST_CASE("a name that many devices want is found among more names than the table has room for") {
  OftenTable table;
  for (std::size_t n = 0; n < OftenTable::max_names * 4; ++n) {
    refuse(table, fmt::format("once-{}.example", n), "10.0.0.1");
    if (n % 8 == 0) refuse(table, "maths.example", fmt::format("device-{}", n));
  }
  const auto rows = table.rows();
  CHECK(rows.size() == OftenTable::max_told);
  CHECK(rows[0].name == "maths.example");
  CHECK(rows[0].devices > 230);  // of 256; the marks tell about 2 % too few or too many
  CHECK(rows[0].devices <= rows[0].at_most);
}

TEST_CASE("what was blocked yesterday is forgotten, and a device counts once a day") {
  OftenTable table;
  refuse(table, "a.example", "pc-1");
  refuse(table, "a.example", "pc-1", monday + 5h);
  refuse(table, "a.example", "pc-2", monday + 5h);
  CHECK(table.rows()[0].devices <= 2);  // two devices share a mark once in two thousand
  CHECK(table.rows()[0].times == 3);
  table.prune(monday + 24h);
  REQUIRE(table.rows().size() == 1);
  CHECK(table.rows()[0].times == 2);
  table.prune(monday + 48h);
  CHECK(table.rows().empty());
}

TEST_CASE("the sample of asked names has each once, the newest first, and is bounded") {
  NameSample sample;
  for (std::size_t n = 0; n < NameSample::max_names + 5; ++n) sample.add(fmt::format("n{}.example", n), monday);
  sample.add("n100.example", monday + 1h);
  CHECK(sample.names().size() == NameSample::max_names);
  CHECK(sample.names().front() == "n100.example");
  sample.prune(monday + NameSample::max_age);
  CHECK(sample.names() == std::vector<std::string>{"n100.example"});
}
