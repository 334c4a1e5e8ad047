// UK GDPR article 17: after an erasure the person is nowhere in the store's files, and the log's proof is whole.
#include <algorithm>
#include <fstream>

#include "blocklists/change-control/export.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/personal.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

constexpr const char* by_user = "j.smith";

Person person_of(const ChangeControl& changes, const std::string& user, bool disabled) {
  Person person = changes.state()->people.at(user);
  person.disabled = disabled;
  return person;
}

std::string verdict(const Store& store, const ChangeControl& changes) {
  const auto verified = verify_store(store, changes.public_key());
  return verified ? std::string() : verified.error().what;
}

/// Everything that a log says of Jo Smith, who is erased at its end.
void live(Box& box) {
  box.add_people();
  box.commit(teacher(), change::SignedIn{by_user}, "");
  box.commit(manager(), change::UnblockGranted{[&] {
               Unblock unblock = box.unblock();
               unblock.requested_by = by_user;
               return unblock;
             }()},
             "for my class");
  box.commit(manager(), change::RuleAdded{{"", RuleAction::block, "a.example", {}}}, "asked for by jo smith, room 4");
  box.commit(manager(), change::EmergencyBlockStarted{{"e-x", {"b.example"}, {}}}, "found by J.SMITH");
  Review review;
  review.id = "e-x";
  review.names = {"b.example"};
  review.reviewer = by_user;
  review.due = std::chrono::floor<std::chrono::seconds>(box.now) + std::chrono::hours(2);
  box.commit(manager(), change::ReviewOpened{review});
  Device laptop;
  laptop.id = "laptop-4";
  laptop.name = "Jo Smith's laptop";
  laptop.hosts = {"j.smith-laptop"};
  box.commit(manager(), change::DeviceSet{laptop});
  box.commit(manager(), change::QuarantineStarted{{"", {}, std::nullopt, laptop.id, true}});
  box.commit(manager(), change::PersonChanged{{by_user, "Jo Smith-Jones", Role::teacher, "", false, true}});
}

}  // namespace

TEST_CASE("an erased person is a pseudonym everywhere, and what was done stays") {
  Box box;
  live(box);
  const auto leaves = box.store.rows(Family::log);
  const auto receipt = box.commit(manager(), change::PersonErased{by_user}, "left in July and asked for it");
  const std::string user = "erased-" + std::to_string(receipt.serial);
  const std::string name = "erased person " + std::to_string(receipt.serial);
  CHECK(receipt.id == user);
  CHECK(verdict(box.store, *box.changes).empty());

  const auto state = box.changes->state();
  CHECK_FALSE(state->people.contains(by_user));
  REQUIRE(state->people.contains(user));
  CHECK(state->people.at(user) == Person{user, name, Role::teacher, "", false, true});
  REQUIRE(state->unblocks.size() == 1);
  CHECK(state->unblocks.begin()->second.requested_by == user);
  CHECK(state->reviews.at("e-x").reviewer == user);
  CHECK(state->devices.at("laptop-4").name == "(erased)");
  CHECK(state->devices.at("laptop-4").hosts == std::vector<std::string>{user + "-1"});

  for (const auto& [key, leaf] : leaves) CHECK(box.store.rows(Family::log).at(key) == leaf);
  bool asked = false;
  for (const auto& record : box.changes->records(0, 100)) {
    INFO(record.serial << " " << record.why << " " << record.after);
    for (const char* text : {"smith", "Smith", "SMITH", "192.0.2.8"}) {
      CHECK(record.why.find(text) == std::string::npos);
      CHECK((record.user + record.subject + record.before + record.after + record.address).find(text) ==
            std::string::npos);
      CHECK(record.personal.find(text) == std::string::npos);
    }
    asked = asked || (record.kind == "person.signed_in" && record.user == user);
  }
  CHECK(asked);
  box.open();  // and it starts again from what is stored
  CHECK(box.changes->state()->people.contains(user));
}

TEST_CASE("an erasure must be of somebody disabled, on record without the name, and a change of its own") {
  Box box;
  box.add_people();
  CHECK(box.refused(manager(), change::PersonErased{by_user}).hint.find("Disable it first") == 0);
  CHECK(box.refused(manager(), change::PersonErased{"nobody"}).kind == Fault::Kind::not_found);
  box.commit(manager(), change::PersonChanged{person_of(*box.changes, by_user, true)});
  CHECK(box.refused(manager(), change::PersonErased{by_user}, "Jo Smith left").what ==
        "the reason names the person who is to be erased");
  CHECK(box.refused(governor(), change::PersonErased{by_user}).kind == Fault::Kind::forbidden);
  std::vector<Proposal> two;
  two.push_back({manager(), "left", change::PersonErased{by_user}});
  two.push_back({manager(), "left", change::RuleAdded{{"", RuleAction::block, "a.example", {}}}});
  CHECK_FALSE(box.changes->commit(std::move(two), {}));
  const auto erased = box.commit(manager(), change::PersonErased{by_user});
  for (Change change :
       {Change{change::PersonErased{erased.id}}, Change{change::PasswordSet{erased.id, some_hash, false}},
        Change{change::PersonChanged{{erased.id, "Jo", Role::teacher, "", false, false}}},
        Change{change::PersonAdded{{"erased-99", "Jo", Role::teacher, some_hash, false, false}}}})
    CHECK(box.refused(manager(), change).kind == Fault::Kind::forbidden);
  box.commit(manager(), change::PersonAdded{{by_user, "Another Smith", Role::teacher, some_hash, false, false}});
  CHECK(verdict(box.store, *box.changes).empty());
}

TEST_CASE("nobody is erased of whom something to sign in with is left, or whom notices are sent to for the school") {
  Box box;
  box.add_people();
  box.commit(manager(), change::SignInLinkSet{{by_user, "jo@school.example", "", ""}});
  box.commit(teacher(), change::FactorEnrolled{{by_user, {}, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", {}, 0}}, "");
  Person person = person_of(*box.changes, by_user, true);
  person.mail = "jo@school.example";
  box.commit(manager(), change::PersonChanged{person});
  NoticeSettings notices;
  notices.addresses["chair"] = {person.mail};
  box.commit(manager(), change::NoticesSet{notices});
  const auto erase = [&] { return box.refused(manager(), change::PersonErased{by_user}); };
  CHECK(erase().what.contains("second factor"));
  box.commit(manager(), change::FactorRemoved{by_user});
  CHECK(erase().what.contains("link to single sign-on"));
  box.commit(manager(), change::SignInLinkRemoved{by_user});
  CHECK(erase().what.contains("notices to chair"));
  box.commit(manager(), change::NoticesSet{{}});
  Store::Batch waiting;
  waiting.put(Family::outbox, "queue/1", R"({"to":"person:j.smith"})");
  waiting.put(Family::outbox, "queue/2", R"({"to":"person:head.of.it"})");
  waiting.put(Family::outbox, "left_out/person:j.smith", "3");
  waiting.put(Family::outbox, "secret/mail", "j.smith");
  REQUIRE(box.store.write(waiting, Store::Durability::synchronous));
  box.commit(manager(), change::PersonErased{by_user});
  const auto& left = box.store.rows(Family::outbox);
  CHECK(left.size() == 2);
  CHECK(left.contains("queue/2"));
  CHECK(left.contains("secret/mail"));
  for (const auto& record : box.changes->records(0, 100))
    CHECK_FALSE((record.personal + record.after + record.before).contains("jo@school"));
  CHECK(verdict(box.store, *box.changes).empty());
}

TEST_CASE("an address that others used, too, stays with them") {
  Box box;
  live(box);
  Actor beside = manager();
  beside.address = teacher().address;
  const auto theirs = box.commit(beside, change::RuleAdded{{"", RuleAction::block, "c.example", {}}});
  box.commit(manager(), change::PersonErased{by_user});
  CHECK(box.changes->records(theirs.serial - 1, 1).at(0).address == teacher().address);
}

TEST_CASE("exports made before and after an erasure verify, and the later one extends the earlier one") {
  Box box;
  live(box);
  const TemporaryDirectory folder;
  const auto exported = [&](ExportFormat format, const std::string& name) {
    std::ofstream out(folder.file(name), std::ios::binary);
    REQUIRE(write_export(*box.changes, format, {}, [&](std::string_view piece) {
      out << piece;
      return true;
    }));
    return folder.file(name);
  };
  const auto before = exported(ExportFormat::jsonl, "before");
  box.commit(manager(), change::PersonErased{by_user});
  const auto format = GENERATE(ExportFormat::csv, ExportFormat::jsonl, ExportFormat::html);
  const auto after = exported(format, "after");
  CHECK(verify_export(before, {}));
  const auto verified = verify_export(after, before);
  INFO((verified ? "" : verified.error().what));
  REQUIRE(verified);
  CHECK(verified->extends_previous);
  std::ifstream in(after, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  CHECK(text.find("mith") == std::string::npos);
  CHECK(text.find("erased person") != std::string::npos);
}

TEST_CASE("a value cannot be hidden behind an erasure that never was") {
  Box box;
  live(box);
  auto& part = box.store.rows(Family::personal).at(log::serial_key(9));
  auto values = personal::decode(part);
  REQUIRE(values);
  values->back() = {{}, {}, 10, personal::Was::text, 0};
  part = personal::encode(*values);
  CHECK(verdict(box.store, *box.changes) == "entry 9: entry 10 is said to have erased part of it, and did not");
}

namespace {

/// Files of the store in which `text` stands, in whatever case.
std::vector<std::string> files_with(const std::string& folder, std::string text) {
  const auto fold = [](std::string& all) {
    std::ranges::transform(all, all.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  };
  fold(text);
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string all{std::istreambuf_iterator<char>(in), {}};
    fold(all);
    if (all.find(text) != std::string::npos) found.push_back(entry.path().filename().string());
  }
  return found;
}

class RealBox {
 public:
  UtcMillis now = monday;
  TemporaryDirectory directory;
  std::unique_ptr<Store> store;
  std::unique_ptr<ChangeControl> changes;

  RealBox() {
    auto opened = Store::open(directory.file("store"));
    REQUIRE(opened);
    store = std::move(*opened);
    open();
  }
  void open() {
    ChangeControl::Options options;
    options.clock = [this] { return now += std::chrono::seconds(1); };
    options.key_file = directory.file("log.key");
    auto made = ChangeControl::open(*store, options);
    REQUIRE(made);
    changes = std::move(*made);
  }
  void commit(const Actor& actor, Change change, const std::string& why) {
    const auto receipt = changes->commit(Proposal{actor, why, std::move(change)});
    INFO((receipt ? std::string() : receipt.error().what));
    REQUIRE(receipt);
  }
};

}  // namespace

TEST_CASE("after an erasure no octet of the person is in the files of a real store with 1,000 entries") {
  RealBox box;
  Actor jo{"quenby.zorander", Role::network_manager, Actor::Via::web, "198.51.100.77"};
  Actor other{"head.of.it", Role::network_manager, Actor::Via::web, "192.0.2.7"};
  box.commit(console(), change::PersonAdded{{other.user, "Head of IT", other.role, some_hash, false, false}}, "new");
  box.commit(console(), change::PersonAdded{{jo.user, "Quenby Zorander", jo.role, some_hash, false, false}}, "new");
  for (int n = 0; n < 500; ++n) {
    Unblock unblock;
    unblock.names = {"n" + std::to_string(n) + ".example"};
    unblock.topic = n % 3 == 0 ? "Quenby Zorander's lesson" : "Romans";
    unblock.groups = {"pupils"};
    unblock.starts = std::chrono::floor<std::chrono::seconds>(box.now);
    unblock.until = unblock.starts + std::chrono::hours(n % 2 == 0 ? 1000 : 1);
    unblock.requested_by = n % 2 == 0 ? jo.user : "";
    box.commit(n % 2 == 0 ? jo : other, change::UnblockGranted{unblock}, n % 5 == 0 ? "quenby.zorander asked" : "why");
    box.commit(other, change::RuleAdded{{"", RuleAction::block, "r" + std::to_string(n) + ".example", {}}},
               n % 7 == 0 ? "told by Quenby Zorander" : "why");
    if (n == 250) REQUIRE(box.store->purge());  // some of it lies deep down already
  }
  Person person = box.changes->state()->people.at(jo.user);
  person.disabled = true;
  box.commit(other, change::PersonChanged{person}, "left");
  const std::string folder = box.directory.file("store");
  REQUIRE_FALSE(files_with(folder, "zorander").empty());
  box.commit(other, change::PersonErased{jo.user}, "left, and asked for it");
  for (const char* text : {"zorander", "quenby", "198.51.100.77"}) {
    INFO(text);
    CHECK(files_with(folder, text) == std::vector<std::string>{});
  }
  CHECK_FALSE(files_with(folder, "head.of.it").empty());  // the search finds what is there
  CHECK(verdict(*box.store, *box.changes).empty());
  box.open();
  box.commit(other, change::RuleAdded{{"", RuleAction::block, "after.example", {}}}, "it goes on");
  CHECK(files_with(folder, "zorander").empty());
}

TEST_CASE("a purge that the disk refused is done by the next sweep") {
  Box box;
  box.add_people();
  box.commit(manager(), change::PersonChanged{person_of(*box.changes, by_user, true)});
  box.commit(manager(), change::PersonErased{by_user});
  CHECK(box.store.rows(Family::meta).empty());
  box.store.refuses_purge = true;
  box.commit(manager(), change::PersonChanged{person_of(*box.changes, "g.chair", true)});
  box.commit(manager(), change::PersonErased{"g.chair"});
  CHECK(box.store.rows(Family::meta).contains("purge_due"));
  box.store.refuses_purge = false;
  box.changes->sweep();
  CHECK(box.store.rows(Family::meta).empty());
}
