#include "blocklists/change-control/log.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

std::string found_by_walk(Box& box) {
  const auto verified = verify_store(box.store, box.changes->public_key());
  return verified ? std::string() : verified.error().what;
}

void add_rules(Box& box, int count) {
  for (int n = 0; n < count; ++n) {
    box.commit(console(), change::RuleAdded{{"", RuleAction::block, "n" + std::to_string(n) + ".example", {}}});
  }
}

void expect_refused(Box& box, const std::string& words) {
  const auto opened = box.try_open();
  REQUIRE_FALSE(opened);
  INFO(opened.error().what);
  CHECK(opened.error().kind == Fault::Kind::damaged);
  CHECK(opened.error().what.find(words) != std::string::npos);
}

}  // namespace

TEST_CASE("one edited leaf anywhere is found and named by the full walk") {
  Box box;
  add_rules(box, 9);
  const auto size = box.changes->checkpoint().size;
  for (std::uint64_t serial = 1; serial <= size; ++serial) {
    std::string& leaf = box.store.rows(Family::log).at(log::serial_key(serial));
    const std::string kept = leaf;
    leaf[leaf.size() / 2] = static_cast<char>(leaf[leaf.size() / 2] ^ 1);
    CHECK(found_by_walk(box).find("entry " + std::to_string(serial) + ":") == 0);
    leaf = kept;
  }
  CHECK(found_by_walk(box).empty());
}

TEST_CASE("a missing entry, an entry behind the end, and an edited tree are found") {
  Box box;
  add_rules(box, 9);
  auto& leaves = box.store.rows(Family::log);
  const auto size = box.changes->checkpoint().size;
  SECTION("missing") {
    leaves.erase(log::serial_key(5));
    CHECK(found_by_walk(box).find("entry 5 ") == 0);
  }
  SECTION("behind the end") {
    leaves[log::serial_key(size + 1)] = leaves.at(log::serial_key(size));
    CHECK(found_by_walk(box).find("behind entry") != std::string::npos);
    expect_refused(box, "behind entry");
  }
  SECTION("a tree node") {
    box.store.rows(Family::tree).at(log::node_key({1, 2}))[3] ^= 1;
    CHECK(found_by_walk(box).find("entry 6:") == 0);
  }
  SECTION("a peak") {
    box.store.rows(Family::tree).at(log::node_key({3, 0}))[3] ^= 1;
    expect_refused(box, "does not match its signed checkpoint");
  }
  SECTION("the newest leaf") {
    leaves.at(log::serial_key(size)).back() = ' ';
    expect_refused(box, "does not match its hash");
  }
}

TEST_CASE("a personal part that was edited is found") {
  Box box;
  box.add_people();
  auto& personal = box.store.rows(Family::personal).rbegin()->second;
  const auto at = personal.find("g.chair");
  REQUIRE(at != std::string::npos);
  personal[at] = 'h';
  CHECK(found_by_walk(box).find("does not match its commitment") != std::string::npos);
}

TEST_CASE("a rule that was put into the state behind the log is found, and so is one that was taken out") {
  Box box;
  add_rules(box, 2);
  auto& rows = box.store.rows(Family::state);
  SECTION("put in") {
    rows["rules/r-99"] = rows.at("rules/r-5");
    CHECK(found_by_walk(box).find("rules/r-99 is in force, and no entry") == 0);
  }
  SECTION("edited") {
    rows.at("rules/r-5").replace(rows.at("rules/r-5").find("block"), 5, "allow");
    CHECK(found_by_walk(box) == "rules/r-5 is not as entry 5 of the change-control log says");
  }
  SECTION("taken out") {
    rows.erase("rules/r-5");
    CHECK(found_by_walk(box) == "rules/r-5 is gone, and entry 5 of the change-control log says it is there");
  }
}

TEST_CASE("a log that was cut back is refused at start") {
  Box box;
  const auto old_head = box.store.rows(Family::state).at("head");
  add_rules(box, 3);
  SECTION("only the head") {
    box.store.rows(Family::state).at("head") = old_head;
    expect_refused(box, "does not match its signed checkpoint");
  }
  SECTION("the whole state") {
    box.store.rows(Family::state).clear();
    expect_refused(box, "the state that belongs to it is gone");
  }
  SECTION("the checkpoint") {
    box.store.rows(Family::tree).erase("checkpoint");
    expect_refused(box, "has no checkpoint");
  }
}

TEST_CASE("a lost signing key is said, with what to do, and no new one is made for an old log") {
  Box box;
  std::filesystem::remove(box.directory.file("log.key"));
  const auto opened = box.try_open();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == Fault::Kind::damaged);
  CHECK(opened.error().what.find("log.key is gone") != std::string::npos);
  CHECK(opened.error().hint.find("backup") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(box.directory.file("log.key")));
}

TEST_CASE("another signing key than the log's is refused") {
  Box box;
  Box other;
  std::filesystem::copy_file(other.directory.file("log.key"), box.directory.file("log.key"),
                             std::filesystem::copy_options::overwrite_existing);
  expect_refused(box, "signed by another key");
}
