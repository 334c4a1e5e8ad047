#include "blocklists/lists/sealed/sealed_keeper.h"

#include <filesystem>

#include "blocklists/lists/sealed/sealed_store.h"
#include "tests/blocklists/sealed/keeping.h"

using namespace schoolgate;
using test::Keeping;

namespace {

constexpr const char* some_list =
    "# a licence holder's list\n"
    "vile.example\n"
    "https://worse.example/\n"
    "http://shared.example/users/vile\n"
    "http://odd.example:8080/\n"
    "192.0.2.7\n"
    "co.uk\n"
    "vile.example\n"
    "not a name!\n";

SealedSource file_source(const Keeping& box) {
  SealedSource source;
  source.id = "iwf";
  source.title = "IWF";
  source.address = "file://" + box.directory.file("list.txt");
  return source;
}

std::string names(int from, int to) {
  std::string text;
  for (int n = from; n < to; ++n) text += "n" + std::to_string(n) + ".example\n";
  return text;
}

}  // namespace

TEST_CASE("a sealed list is in force with its hosts, and counts what DNS cannot block") {
  Keeping box;
  const auto taken = box.import(some_list);
  REQUIRE(taken);
  CHECK(taken->counts == SealedCounts{9, 1, 2, 1, 1, 1, 1, 1, 0, 1});
  CHECK(box.covers("www.vile.example"));
  CHECK(box.covers("worse.example"));
  CHECK_FALSE(box.covers("shared.example"));
  CHECK_FALSE(box.covers("odd.example"));
  CHECK_FALSE(box.covers("bbc.co.uk"));
  CHECK(box.only_row().list->counts.names == 2);
  CHECK(box.only_row().warning.empty());
  CHECK(box.kinds_on_record() == std::vector<std::string>{"sealed.taken"});
  box.open();  // a restart
  CHECK(box.covers("vile.example"));
}

TEST_CASE("no name of a sealed list stands in the store, in the log, or in a file beside it") {
  Keeping box;
  REQUIRE(box.import(some_list));
  CHECK(box.import("worst-of-all!!\nnothing here\n").error().what.find("worst") == std::string::npos);
  for (const char* part : {"vile", "worse", "shared", "odd"}) CHECK_FALSE(box.stored_anywhere(part));
  std::filesystem::remove(box.directory.file("list.txt"));
  std::size_t files = 0;
  for (const auto& each : std::filesystem::directory_iterator(box.directory.path()))
    files += each.path().filename() != "log.key";
  CHECK(files == 0);
}

TEST_CASE("a file that lacks most of what is in force is held, and so is one that would block what all need") {
  Keeping box;
  REQUIRE(box.import(names(0, 40)));
  const auto refused = box.import(names(30, 200));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == Fault::Kind::conflict);
  CHECK(refused.error().what.find("only 10 of the 40 names") != std::string::npos);
  CHECK_FALSE(box.import(""));
  CHECK_FALSE(box.import("<html>\n<body>\nSign in\n"));
  CHECK_FALSE(box.import(names(0, 40) + "childline.org.uk\n"));
  CHECK(box.covers("n0.example"));
  REQUIRE(box.import(names(10, 60)));
  CHECK_FALSE(box.covers("n0.example"));
  CHECK(box.covers("n59.example"));
  REQUIRE(box.import("other.example\n", "ctiru"));
  CHECK(box.covers("n59.example"));
  CHECK(box.covers("other.example"));
}

TEST_CASE("a connector refreshes, tells what fails and is held, and puts it on record once") {
  Keeping box;
  REQUIRE(box.keeper->set_source(file_source(box), std::nullopt, test::at_console, "our licence"));
  CHECK(box.only_row().warning.find("was never fetched") != std::string::npos);
  REQUIRE(box.keeper->refresh({}, test::at_console));  // there is no file yet
  CHECK(box.only_row().problem.find("There is no file") != std::string::npos);
  REQUIRE(box.keeper->refresh({}, test::at_console));
  box.file(names(0, 40));
  const auto rows = box.keeper->refresh({"iwf"}, test::at_console);
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK(rows->front().list->counts.names == 40);
  CHECK(rows->front().problem.empty());
  CHECK(rows->front().list->title == "IWF");
  box.file(names(39, 41));
  REQUIRE(box.keeper->refresh({}, test::at_console));
  REQUIRE(box.keeper->refresh({}, test::at_console));
  CHECK(box.only_row().held.find("only 1 of the 40") != std::string::npos);
  CHECK(box.covers("n0.example"));
  box.file(names(0, 50));
  REQUIRE(box.keeper->refresh({}, test::at_console));
  CHECK(box.only_row().held.empty());
  CHECK(box.only_row().list->held.empty());
  CHECK(box.covers("n49.example"));
  CHECK(box.kinds_on_record() ==
        std::vector<std::string>{"sealed_source.set", "sealed.failed", "sealed.taken", "sealed.held", "sealed.taken"});
  CHECK(box.keeper->refresh({"none"}, test::at_console).error().kind == Fault::Kind::not_found);
}

TEST_CASE("a list that grows old is told, with the days that its connector says") {
  Keeping box;
  REQUIRE(box.import(names(0, 10)));
  box.now += std::chrono::days(6);
  CHECK(box.only_row().warning.empty());
  box.now += std::chrono::days(1);
  CHECK(box.only_row().warning == "the sealed list iwf is 7 days old");
  SealedSource source = file_source(box);
  source.warn_after_days = 2;
  box.file(names(0, 10));
  REQUIRE(box.keeper->set_source(source, std::nullopt, test::at_console, "our licence"));
  REQUIRE(box.keeper->refresh({}, test::at_console));
  CHECK(box.only_row().warning.empty());
  box.now += std::chrono::days(2);
  std::filesystem::remove(box.directory.file("list.txt"));
  REQUIRE(box.keeper->refresh({}, test::at_console));
  CHECK(box.only_row().warning.find("is 2 days old: There is no file") != std::string::npos);
}

TEST_CASE("a damaged sealed list is told, and the others stay in force") {
  Keeping box;
  REQUIRE(box.import("one.example\n", "one"));
  REQUIRE(box.import("two.example\n", "two"));
  std::string key;
  static_cast<void>(box.store.scan(Family::sealed, "list/one/", {}, [&](std::string_view found, std::string_view) {
    key = found;
    return true;
  }));
  box.store.damage(Family::sealed, key, [](std::string& octets) { octets.pop_back(); });
  box.open();
  CHECK_FALSE(box.covers("one.example"));
  CHECK(box.covers("two.example"));
  CHECK(box.keeper->status()[0].warning.find("damaged") != std::string::npos);
  REQUIRE(box.import("one.example\n", "one"));
  CHECK(box.covers("one.example"));
  CHECK(box.keeper->status()[0].warning.empty());
}

TEST_CASE("credentials are for the server that they were given for, and in no log") {
  Keeping box;
  SealedSource source = file_source(box);
  source.address = "https://lists.example/iwf";
  Credentials secret;
  secret.user = "school";
  secret.password = "open-sesame";
  REQUIRE(box.keeper->set_source(source, secret, test::at_console, "our licence"));
  CHECK(read_credentials(box.store, "iwf") == secret);
  CHECK(box.only_row().source->sign_in == SignInWith::password);
  source.address = "https://lists.example/iwf-2";
  REQUIRE(box.keeper->set_source(source, std::nullopt, test::at_console, "it moved"));
  CHECK(read_credentials(box.store, "iwf") == secret);
  for (const Record& record : box.changes->records(0, 100)) {
    CHECK(record.leaf.find("open-sesame") == std::string::npos);
    CHECK(record.after.find("open-sesame") == std::string::npos);
  }
  source.address = "https://elsewhere.example/iwf";
  REQUIRE(box.keeper->set_source(source, std::nullopt, test::at_console, "it moved"));
  CHECK(read_credentials(box.store, "iwf") == Credentials());
  CHECK(box.only_row().source->sign_in == SignInWith::nothing);
}

TEST_CASE("a connector's address holds no password, and nobody on the way can change the list") {
  Keeping box;
  SealedSource source = file_source(box);
  for (const char* address :
       {"http://lists.example/iwf", "https://user:secret@lists.example/iwf", "https:///iwf", "iwf"}) {
    source.address = address;
    const auto refused = box.keeper->set_source(source, std::nullopt, test::at_console, "our licence");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("secret") == std::string::npos);
  }
  source = file_source(box);
  source.warn_after_days = 365;
  CHECK_FALSE(box.keeper->set_source(source, std::nullopt, test::at_console, "never tell me"));
}

TEST_CASE("a restore does not take a sealed list away, nor its connector") {
  Keeping now, backup;
  REQUIRE(backup.import("old.example\n", "other"));
  REQUIRE(now.import(names(0, 10)));
  Credentials secret;
  secret.token = "let-me-in";
  SealedSource source = file_source(now);
  source.address = "https://lists.example/iwf";
  REQUIRE(now.keeper->set_source(source, secret, test::at_console, "our licence"));
  const auto carried = carry_sealed_over(now.store, backup.store, *backup.changes);
  REQUIRE(carried);
  CHECK(*carried == 1);
  backup.open();
  CHECK(backup.covers("n9.example"));  // under its own key
  CHECK(backup.covers("old.example"));
  CHECK(read_credentials(backup.store, "iwf") == secret);
  CHECK(backup.changes->state()->sealed_sources.at("iwf") == now.changes->state()->sealed_sources.at("iwf"));
  CHECK(*carry_sealed_over(now.store, backup.store, *backup.changes) == 0);  // done already
  REQUIRE(backup.import(names(0, 12)));
  CHECK(backup.covers("n11.example"));
}
