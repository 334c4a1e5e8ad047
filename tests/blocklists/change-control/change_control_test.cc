#include "blocklists/change-control/change_control.h"

#include <filesystem>
#include <set>
#include <thread>

#include "blocklists/change-control/log.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;
using std::chrono::hours;

TEST_CASE("a new box has a first entry, the groups pupils and staff, and settings") {
  Box box;
  const auto state = box.changes->state();
  CHECK(state->groups.size() == 2);
  CHECK(state->groups.at("pupils").safe_search);
  CHECK(state->groups.at("pupils").youtube == YouTube::moderate);
  CHECK_FALSE(state->settings.essentials.empty());
  const auto records = box.changes->records(0, 100);
  REQUIRE(records.size() == state->serial);
  CHECK(records.front().kind == "store.created");
  CHECK(records.front().user == "schoolgate");
  CHECK(verify_store(box.store, box.changes->public_key()).value() == state->serial);
}

TEST_CASE("a granted unblock is in the state at once, in the log, and there after a restart") {
  Box box;
  box.add_people();
  const auto receipt = box.commit(manager(), change::UnblockGranted{box.unblock("WWW.Example.ORG.")}, "coursework");
  CHECK(receipt.id == "u-" + std::to_string(receipt.serial));
  CHECK(receipt.checkpoint.size == receipt.serial);
  const auto granted = box.changes->state()->unblocks.at(receipt.id);
  CHECK(granted.names == std::vector<std::string>{"www.example.org"});
  CHECK(granted.requested_by == "head.of.it");
  const auto before = *box.changes->state();

  const auto record = box.changes->records(receipt.serial - 1, 1).at(0);
  CHECK(record.kind == "unblock.granted");
  CHECK(record.user == "head.of.it");
  CHECK(record.role == "network_manager");
  CHECK(record.via == "web");
  CHECK(record.address == "192.0.2.7");
  CHECK(record.why == "coursework");
  CHECK(record.subject == receipt.id);
  CHECK(record.before.empty());
  CHECK(record.after.find("suffragettes") != std::string::npos);
  CHECK(record.time == box.now);
  CHECK(record.clock_trusted);

  box.open();
  const auto after = box.changes->state();
  CHECK(after->unblocks == before.unblocks);
  CHECK(after->groups == before.groups);
  CHECK(after->people == before.people);
  CHECK(after->settings == before.settings);
  CHECK(after->serial == before.serial);
  CHECK(after->clock_floor == before.clock_floor);
  CHECK(box.changes->checkpoint().note == receipt.checkpoint.note);
}

TEST_CASE("every kind of entity comes back from the store as it was") {
  Box box;
  box.add_people();
  Rule rule;
  rule.name = "games.example.net";
  rule.groups = {"pupils"};
  box.commit(manager(), change::RuleAdded{rule});
  Unblock unblock = box.unblock();
  unblock.risk = 12;
  box.commit(manager(), change::UnblockGranted{unblock});
  box.commit(manager(), change::EmergencyBlockStarted{{"", {"bad.example.com"}, monday}});
  box.commit(manager(), change::QuarantineStarted{{"", *Prefix::parse("10.1.2.3"), monday + hours(24)}});
  box.commit(manager(), change::QuarantineStarted{{"lost", *Prefix::parse("2001:db8::1"), std::nullopt}});
  box.commit(by_system(),
             change::SourceSet{{"ut1/gambling", "UT1", "https://lists.example/g", "auto", "gambling", true, 24}});
  ListState list;
  list.id = "ut1/gambling";
  list.title = "Gambling";
  list.category = "gambling";
  list.version = 3;
  list.since = monday;
  list.totals = {10, 5, 1, 1, 1, 2, 5};
  box.commit(by_system(), change::ListTaken{list, 7});
  box.commit(by_system(), change::ListHeld{"ut1/gambling", "it shrank below half"});
  box.commit(by_system(), change::ListHeld{"never-seen", "it parses badly"});
  Group group = box.changes->state()->groups.at("staff");
  group.addresses = {*Prefix::parse("10.9.0.0/16"), *Prefix::parse("2001:db8:9::/48")};
  group.walled_garden = true;
  group.garden = {"bbc.co.uk"};
  group.youtube = YouTube::strict;
  box.commit(manager(), change::GroupSet{group});
  Settings settings = box.changes->state()->settings;
  settings.school = "Sch\xC3\xB6le \"one\"";
  settings.block_style = BlockStyle::block_page;
  settings.block_page_addresses = {"10.0.0.2", "2001:db8::2"};
  settings.protected_names = {"school.sch.uk"};
  box.commit(manager(), change::SettingsSet{settings});

  const auto before = *box.changes->state();
  CHECK(before.trie_generation == 7);
  CHECK(before.lists.at("ut1/gambling").held == "it shrank below half");
  box.open();
  const auto after = *box.changes->state();
  CHECK(after.settings == before.settings);
  CHECK(after.people == before.people);
  CHECK(after.groups == before.groups);
  CHECK(after.rules == before.rules);
  CHECK(after.unblocks == before.unblocks);
  CHECK(after.emergencies == before.emergencies);
  CHECK(after.quarantines == before.quarantines);
  CHECK(after.sources == before.sources);
  CHECK(after.lists == before.lists);
  CHECK(after.trie_generation == 7);
  const auto verified = verify_store(box.store, box.changes->public_key());
  INFO((verified ? "" : verified.error().what));
  CHECK(verified);

  box.commit(manager(), change::ListRemoved{"ut1/gambling", 8});
  box.commit(manager(), change::SourceRemoved{"ut1/gambling"});
  box.commit(manager(), change::QuarantineEnded{"lost"});
  box.commit(manager(), change::EmergencyBlockEnded{before.emergencies.begin()->first});
  box.commit(manager(), change::RuleRemoved{before.rules.begin()->first});
  box.commit(manager(), change::UnblockEnded{before.unblocks.begin()->first});
  CHECK(verify_store(box.store, box.changes->public_key()));
}

TEST_CASE("a change is one synchronous write, with what it carries along") {
  Box box;
  const int before = box.store.synchronous_writes;
  Store::Batch extra;
  extra.put(Family::trie, "current", "9");
  std::vector<Proposal> proposals{
      {console(), "two at once", change::RuleAdded{{"", RuleAction::block, "a.example", {}}}},
      {console(), "two at once", change::RuleAdded{{"", RuleAction::block, "b.example", {}}}}};
  const auto receipts = box.changes->commit(proposals, extra);
  REQUIRE(receipts);
  CHECK(receipts->size() == 2);
  CHECK(receipts->at(0).checkpoint.note == receipts->at(1).checkpoint.note);
  CHECK(box.store.synchronous_writes == before + 1);
  CHECK(box.store.rows(Family::trie).at("current") == "9");
}

TEST_CASE("when one of several changes is refused, none of them is made") {
  Box box;
  const auto before = box.changes->state();
  std::vector<Proposal> proposals{{console(), "two", change::RuleAdded{{"", RuleAction::block, "a.example", {}}}},
                                  {console(), "two", change::RuleRemoved{"none"}}};
  CHECK_FALSE(box.changes->commit(proposals, {}));
  CHECK(box.changes->state() == before);
  CHECK_FALSE(box.changes->commit(std::vector<Proposal>{}, {}));
}

TEST_CASE("when the disk refuses, nothing changes in memory either, and later changes go on") {
  Box box;
  int told = 0;
  box.changes->subscribe([&](const std::shared_ptr<const PolicyState>&) { ++told; });
  const auto before = box.changes->state();
  const auto checkpoint = box.changes->checkpoint();
  box.store.full = true;
  const auto refused =
      box.changes->commit(Proposal{console(), "why", change::RuleAdded{{"", RuleAction::block, "a.example", {}}}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == Fault::Kind::storage);
  CHECK(box.changes->state() == before);
  CHECK(box.changes->checkpoint().note == checkpoint.note);
  CHECK(told == 1);

  box.store.full = false;
  const auto receipt = box.commit(console(), change::EmergencyBlockStarted{{"", {}, monday}});
  CHECK(receipt.serial == before->serial + 1);
  // The refused batch may come back from the write-ahead log after a crash: the next one takes its rows back.
  const std::string refused_row = "rules/r-" + std::to_string(receipt.serial);
  const auto& written = box.store.last.operations;
  CHECK(std::ranges::any_of(written, [&](const auto& operation) {
    return operation.family == Family::state && operation.key == refused_row && !operation.value;
  }));
  box.open();
  CHECK(verify_store(box.store, box.changes->public_key()));
}

TEST_CASE("subscribers get the state at once and then every new one, in order, before commit returns") {
  Box box;
  std::vector<std::uint64_t> serials;
  box.changes->subscribe([&](const std::shared_ptr<const PolicyState>& state) { serials.push_back(state->serial); });
  const auto first = box.changes->state()->serial;
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}});
  box.commit(console(), change::RuleAdded{{"", RuleAction::block, "b.example", {}}});
  CHECK(serials == std::vector<std::uint64_t>{first, first + 1, first + 2});
}

TEST_CASE("two threads that change things get different serials, and the log verifies") {
  Box box;
  std::vector<std::thread> threads;
  std::array<std::vector<std::uint64_t>, 2> serials;
  for (std::size_t thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      for (int n = 0; n < 50; ++n) {
        const std::string name = "t" + std::to_string(thread) + "-" + std::to_string(n) + ".example";
        auto receipt =
            box.changes->commit(Proposal{console(), "why", change::RuleAdded{{"", RuleAction::block, name, {}}}});
        if (receipt) serials[thread].push_back(receipt->serial);
        (void)box.changes->records(0, 5);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::uint64_t> all(serials[0].begin(), serials[0].end());
  all.insert(serials[1].begin(), serials[1].end());
  CHECK(all.size() == 100);
  CHECK(box.changes->state()->rules.size() == 100);
  CHECK(verify_store(box.store, box.changes->public_key()));
}

TEST_CASE("any entry can be shown to be in the log, and any later log to extend an earlier one") {
  Box box;
  std::vector<Checkpoint> seen{box.changes->checkpoint()};
  for (int n = 0; n < 12; ++n) {
    seen.push_back(
        box.commit(console(), change::RuleAdded{{"", RuleAction::block, "n" + std::to_string(n) + ".example", {}}})
            .checkpoint);
  }
  const auto newest = seen.back();
  for (const auto& record : box.changes->records(0, 100)) {
    const auto proof = box.changes->prove_inclusion(record.serial, newest.size);
    REQUIRE(proof);
    CHECK(
        merkle::verify_inclusion(merkle::leaf_hash(record.leaf), record.serial - 1, newest.size, *proof, newest.root));
  }
  for (const auto& earlier : seen) {
    const auto proof = box.changes->prove_consistency(earlier.size, newest.size);
    REQUIRE(proof);
    CHECK(merkle::verify_consistency(earlier.size, earlier.root, newest.size, newest.root, *proof));
  }
  CHECK_FALSE(box.changes->prove_inclusion(0, 5));
  CHECK_FALSE(box.changes->prove_inclusion(6, 5));
  CHECK_FALSE(box.changes->prove_inclusion(1, newest.size + 1));
  CHECK_FALSE(box.changes->prove_consistency(1, newest.size + 1));
}

TEST_CASE("the log is read in pages and by time") {
  Box box;
  const auto first = box.changes->state()->serial;
  for (int day = 0; day < 5; ++day) {
    box.now = monday + std::chrono::days(day);
    box.commit(console(), change::RuleAdded{{"", RuleAction::block, "d" + std::to_string(day) + ".example", {}}});
  }
  CHECK(box.changes->records(first, 2).size() == 2);
  CHECK(box.changes->records(first + 3, 100).size() == 2);
  CHECK(box.changes->records(first + 5, 100).empty());
  const auto two_days = box.changes->records(0, 100, monday + std::chrono::days(1), monday + std::chrono::days(3));
  REQUIRE(two_days.size() == 2);
  CHECK(two_days.front().serial == first + 2);
}

TEST_CASE("no password hash and no personal text is in any leaf") {
  Box box;
  box.add_people();
  Unblock for_teacher = box.unblock();
  for_teacher.requested_by = "j.smith";
  box.commit(manager(), change::UnblockGranted{for_teacher}, "for Amelia's coursework");
  box.commit(teacher(), change::PasswordSet{"j.smith", some_hash, false}, "");
  box.commit(teacher(), change::SignedIn{"j.smith"}, "");
  box.commit(by_system(), change::SignInLocked{"j.smith", 5}, "");
  box.commit(manager(), change::QuarantineStarted{{"", *Prefix::parse("10.1.2.3"), std::nullopt}});
  Device laptop;
  laptop.id = "amelia-s-laptop";
  laptop.name = "Amelia's laptop";
  laptop.hosts = {"amelia-laptop"};
  laptop.macs = {*MacAddress::parse("00:1a:2b:3c:4d:5e")};
  box.commit(manager(), change::DeviceSet{laptop});
  const auto off = box.commit(manager(), change::QuarantineStarted{{"", {}, std::nullopt, laptop.id, true}});
  box.commit(manager(), change::QuarantineEnded{off.id});
  box.commit(manager(), change::DeviceRemoved{laptop.id});
  for (const auto& [key, leaf] : box.store.rows(Family::log)) {
    for (const char* text :
         {"smith", "Smith", "Amelia", "amelia", "4d:5e", "suffragettes", "192.0.2.8", "10.1.2.3", "argon2"}) {
      INFO(leaf);
      CHECK(leaf.find(text) == std::string::npos);
    }
  }
  for (const auto& [key, personal] : box.store.rows(Family::personal))
    CHECK(personal.find("argon2") == std::string::npos);
  for (const auto& record : box.changes->records(0, 100)) {
    CHECK((record.before + record.after).find("argon2") == std::string::npos);
  }
  CHECK(verify_store(box.store, box.changes->public_key()));
}

TEST_CASE("a personal part that is gone without an erasure is told as damage") {
  Box box;
  box.add_people();
  const auto receipt = box.commit(manager(), change::UnblockGranted{box.unblock()});
  box.store.rows(Family::personal).erase(log::serial_key(receipt.serial));
  CHECK(box.changes->records(receipt.serial - 1, 1).empty());
  const auto verified = verify_store(box.store, box.changes->public_key());
  REQUIRE_FALSE(verified);
  CHECK(verified.error().what.find("its personal part is gone, and no erasure took it") != std::string::npos);
}
