#include "blocklists/change-control/trusted_clock.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("a clock before the floor, less five minutes, is not trusted; nor is one twenty years on") {
  TrustedClock clock(default_build_date, monday);
  CHECK(clock.trusts(monday));
  CHECK(clock.trusts(monday - minutes(5)));
  CHECK_FALSE(clock.trusts(monday - minutes(5) - std::chrono::milliseconds(1)));
  CHECK(clock.trusts(monday + std::chrono::days(3650)));
  CHECK_FALSE(clock.trusts(monday + std::chrono::days(365 * 20)));
  CHECK_FALSE(TrustedClock(default_build_date, {}).trusts(UtcMillis{}));
  CHECK(TrustedClock(default_build_date, {}).floor() == default_build_date);
}

TEST_CASE("a box that wakes in 1970 says so in the log, grants nothing until a time, and expires nothing") {
  Box box;
  const auto granted = box.commit(console(), change::UnblockGranted{box.unblock()});
  const auto floor = box.changes->state()->clock_floor;
  CHECK(floor == monday - TrustedClock::tolerance);
  box.now = UtcMillis{std::chrono::minutes(3)};
  box.open();
  CHECK_FALSE(box.changes->clock_trusted());
  CHECK(box.refused(console(), change::UnblockGranted{box.unblock("b.example")}).kind == Fault::Kind::unavailable);
  const auto receipt = box.commit(console(), change::RuleAdded{{"", RuleAction::block, "c.example", {}}});
  const auto record = box.changes->records(receipt.serial - 1, 1).at(0);
  CHECK_FALSE(record.clock_trusted);
  CHECK(record.leaf.find("\"clock\":\"not trusted\"") != std::string::npos);
  CHECK(box.changes->state()->clock_floor == floor);
  box.changes->sweep();
  CHECK(box.changes->state()->unblocks.contains(granted.id));

  box.now = monday + hours(3);
  CHECK(box.changes->clock_trusted());
  box.changes->sweep();
  CHECK_FALSE(box.changes->state()->unblocks.contains(granted.id));
}

TEST_CASE("the sweep writes one leaf for each unblock and quarantine whose time is up, and nothing otherwise") {
  Box box;
  const auto soon = box.commit(console(), change::UnblockGranted{box.unblock("a.example", hours(1))});
  const auto later = box.commit(console(), change::UnblockGranted{box.unblock("b.example", hours(5))});
  const auto device =
      box.commit(console(), change::QuarantineStarted{{"", *Prefix::parse("10.0.0.1"), monday + hours(1)}});
  box.commit(console(), change::QuarantineStarted{{"for-good", *Prefix::parse("10.0.0.2"), std::nullopt}});
  const auto before = box.changes->state()->serial;
  box.changes->sweep();
  box.now = monday + hours(1) - std::chrono::milliseconds(1);
  box.changes->sweep();
  CHECK(box.changes->state()->serial == before);
  box.now = monday + hours(1);
  box.changes->sweep();
  CHECK(box.changes->state()->serial == before + 2);
  CHECK_FALSE(box.changes->state()->unblocks.contains(soon.id));
  CHECK(box.changes->state()->unblocks.contains(later.id));
  CHECK_FALSE(box.changes->state()->quarantines.contains(device.id));
  CHECK(box.changes->state()->quarantines.size() == 1);
  const auto records = box.changes->records(before, 10);
  CHECK(records.at(0).kind == "unblock.expired");
  CHECK(records.at(0).user == "schoolgate");
  CHECK(records.at(1).kind == "quarantine.ended");
  CHECK(verify_store(box.store, box.changes->public_key()));
}

TEST_CASE("after a clock that ran ahead, a person accepts the right one and the floor moves back") {
  Box box;
  box.now = monday + std::chrono::days(800);
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}});
  box.now = monday + hours(1);
  CHECK_FALSE(box.changes->clock_trusted());
  CHECK(box.refused(console(), change::ClockAccepted{monday + std::chrono::days(1)}).kind == Fault::Kind::conflict);
  CHECK(box.refused(by_system(), change::ClockAccepted{monday + hours(1)}).kind == Fault::Kind::forbidden);
  box.commit(console(), change::ClockAccepted{monday + hours(1)});
  CHECK(box.changes->clock_trusted());
  box.open();
  CHECK(box.changes->clock_trusted());
  CHECK(box.changes->state()->clock_floor == monday + hours(1) - TrustedClock::tolerance);
  box.now = UtcMillis{};
  CHECK(box.refused(console(), change::ClockAccepted{UtcSeconds{}}).kind == Fault::Kind::bad_input);
}
