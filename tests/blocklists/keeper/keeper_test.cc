#include <cstdlib>

#include "blocklists/lists/import/list_store.h"
#include "tests/blocklists/keeper/keeper_laboratory.h"

using namespace schoolgate;
using test::KeeperLaboratory;

TEST_CASE("an import is in force when it is answered") {
  KeeperLaboratory lab;
  const auto imported = lab.import({lab.item("ads", "ads", "bad.example\nworse.example\n# a comment\n")});
  REQUIRE(imported);
  REQUIRE(imported->size() == 1);
  CHECK(imported->front().list.totals.names == 2);
  CHECK(imported->front().report.totals.lines == 3);
  CHECK(lab.blocked("www.bad.example"));
  CHECK_FALSE(lab.blocked("good.example"));
  CHECK(lab.changes.state()->lists.at("ads").category == "ads");
  CHECK(lab.changes.state()->lists.at("ads").origin.ends_with("ads.txt"));
}

TEST_CASE("no name is in force before the log knows of it") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("ads", "ads", "bad.example\n")}));
  REQUIRE(lab.published);
  CHECK(lab.generation_when_published == lab.published->generation);
  CHECK(lab.changes.state()->trie_generation == lab.published->generation);
}

TEST_CASE("many lists are one compile and one commit, and each list is on record") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n"), lab.item("b", "porn", "b.example\n"),
                      lab.item("c", "gambling", "c.example\n")}));
  CHECK(lab.changes.commits == 1);
  CHECK(lab.changes.count<change::ListTaken>() == 3);
  CHECK(lab.changes.state()->lists.at("b").category == "adult");
  CHECK(lab.published->lists.size() == 3);
  CHECK(lab.published->generation == 1);
}

TEST_CASE("an import under a list's id replaces the list and leaves the others in force") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n"), lab.item("b", "ads", "b.example\n")}));
  REQUIRE(lab.import({lab.item("a", "ads", "new.example\n")}));
  CHECK(lab.blocked("new.example"));
  CHECK(lab.blocked("b.example"));
  CHECK_FALSE(lab.blocked("a.example"));
}

TEST_CASE("old versions of lists are dropped after the commit") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  const std::size_t rows = lab.stored_rows();
  for (int i = 0; i < 5; ++i) REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  CHECK(lab.stored_rows() == rows);
}

TEST_CASE("compiled lists that are lost are built anew from the stored ones") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n"), lab.item("b", "porn", "b.example\n")}));
  Store::Batch lost;
  REQUIRE(lab.store.scan(Family::trie, "", "", [&](std::string_view key, std::string_view) {
    lost.operations.push_back({Family::trie, std::string(key), std::nullopt});
    return true;
  }));
  REQUIRE(lab.store.write(lost, Store::Durability::synchronous));
  REQUIRE_FALSE(load_newest_generation(lab.store)->warning.empty());
  lab.published = nullptr;
  const int commits = lab.changes.commits;
  lab.start(false, true);
  REQUIRE(lab.keeper->remove({}, lab.person, "nothing: its answer comes after the start's work"));
  CHECK(lab.blocked("a.example"));
  CHECK(lab.published->lists.size() == 2);
  CHECK(lab.changes.commits == commits);  // the school changed nothing
  const auto loaded = load_newest_generation(lab.store);
  REQUIRE(loaded);
  CHECK(loaded->warning.empty());
  CHECK(loaded->compiled->generation == lab.published->generation);
}

TEST_CASE("when one list cannot be imported, nothing has changed") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  const std::size_t rows = lab.stored_rows();
  auto missing = lab.item("b", "ads", "b.example\n");
  missing.path = lab.folder.file("missing.txt");
  const auto imported = lab.import({lab.item("c", "ads", "c.example\n"), missing});
  REQUIRE_FALSE(imported);
  CHECK(imported.error().what.find(missing.path) != std::string::npos);
  CHECK(lab.changes.commits == 1);
  CHECK_FALSE(lab.blocked("c.example"));
  CHECK(lab.stored_rows() == rows);
}

TEST_CASE("when the commit fails, nothing has changed and nothing is left behind") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  const std::size_t list_rows = lab.stored_rows(), trie_rows = lab.store.count(Family::trie);
  const auto before = lab.published;
  lab.changes.refuse_commits = true;
  const auto imported = lab.import({lab.item("b", "ads", "b.example\n")});
  REQUIRE_FALSE(imported);
  CHECK(imported.error().kind == Fault::Kind::storage);
  CHECK(lab.published == before);
  CHECK(lab.stored_rows() == list_rows);
  CHECK(lab.store.count(Family::trie) <= trie_rows + 1);
  CHECK_FALSE(lab.changes.state()->lists.contains("b"));
}

TEST_CASE("a line that would block a protected name is rejected with the reason, the rest is taken") {
  KeeperLaboratory lab;
  lab.changes.edit([](PolicyState& state) { state.settings.protected_names = {"westhill.sch.uk"}; });
  const auto imported = lab.import({lab.item("mess", "custom", "gov.uk\nbad.example\nvle.westhill.sch.uk\nuk\n")});
  REQUIRE(imported);
  const ImportReport& report = imported->front().report;
  CHECK(report.totals.rejected == 3);
  CHECK(report.totals.names == 1);
  CHECK(lab.blocked("bad.example"));
  CHECK_FALSE(lab.blocked("www.gov.uk"));
  CHECK_FALSE(lab.blocked("vle.westhill.sch.uk"));
  CHECK(std::ranges::any_of(report.findings, [](const ImportFinding& finding) {
    return finding.kind.find("protected name gov.uk") != std::string::npos;
  }));
}

TEST_CASE("a file of which nothing can be used is refused, and what was in force under its name stays") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("ads", "ads", "bad.example\n")}));
  const auto rows = lab.stored_rows();
  const auto page = lab.import({lab.item("ads", "ads", "<!DOCTYPE html>\n<p>Please sign in\n")});
  REQUIRE_FALSE(page);
  CHECK(page.error().what.find("ads.txt: a web page came instead of a list") != std::string::npos);
  const auto words = lab.import({lab.item("ads", "ads", "these are only words\nno name here\n")});
  REQUIRE_FALSE(words);
  CHECK(words.error().what.find("none of its 2 lines can be used (several words") != std::string::npos);
  CHECK(lab.blocked("bad.example"));
  CHECK(lab.stored_rows() == rows);
  CHECK(lab.import({lab.item("ads", "ads", "# nothing yet\n")}));
}

TEST_CASE("an allow-type list may hold protected names") {
  KeeperLaboratory lab;
  const auto imported = lab.import({lab.item("wanted", "allowlist", "gov.uk\n")});
  REQUIRE(imported);
  CHECK(imported->front().report.totals.names == 1);
}

TEST_CASE("what is wrong with an import is told before any work is done") {
  KeeperLaboratory lab;
  CHECK(lab.import({lab.item("a", "gamblin", "a.example\n")}).error().hint.find("gambling") != std::string::npos);
  auto bad_id = lab.item("a", "ads", "a.example\n");
  bad_id.list_id = "A b";
  CHECK(lab.import({bad_id}).error().kind == Fault::Kind::bad_input);
  const auto twice = lab.import({lab.item("a", "ads", "a.example\n"), lab.item("a", "ads", "a.example\n")});
  CHECK(twice.error().kind == Fault::Kind::bad_input);
  CHECK(lab.stored_rows() == 0);
  CHECK(lab.changes.commits == 0);
}

TEST_CASE("an import of nothing changes nothing") {
  KeeperLaboratory lab;
  const auto imported = lab.import({});
  REQUIRE(imported);
  CHECK(imported->empty());
  CHECK(lab.changes.commits == 0);
}

TEST_CASE("a removed list is out of force when it is answered") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n"), lab.item("b", "ads", "b.example\n")}));
  REQUIRE(lab.keeper->remove({"a"}, lab.person, "not needed"));
  CHECK_FALSE(lab.blocked("a.example"));
  CHECK(lab.blocked("b.example"));
  CHECK(lab.changes.count<change::ListRemoved>() == 1);
  REQUIRE(lab.keeper->remove({"b"}, lab.person, "not needed"));
  CHECK_FALSE(lab.blocked("b.example"));
  CHECK(lab.stored_rows() == 0);
}

TEST_CASE("a list is removed with its source, which would bring it back") {
  KeeperLaboratory lab;
  const std::string path = lab.file("source.txt", "a.example\n");
  lab.set_source({.id = "a", .title = "A", .address = "file://" + path, .format = "plain", .category = "ads"});
  REQUIRE(lab.refresh("a").in_force);
  REQUIRE(lab.keeper->remove({"a"}, lab.person, "not needed"));
  CHECK(lab.changes.state()->sources.empty());
  CHECK(lab.store.count(Family::sources) == 0);
  CHECK(lab.keeper->status().empty());
}

TEST_CASE("removing a list that does not exist changes nothing") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  const auto removed = lab.keeper->remove({"a", "b"}, lab.person, "not needed");
  REQUIRE_FALSE(removed);
  CHECK(removed.error().kind == Fault::Kind::not_found);
  CHECK(lab.blocked("a.example"));
}

TEST_CASE("what a crash left between writing a list and its commit is cleaned at the next start") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  const std::size_t rows = lab.stored_rows();
  auto writer = write_list(lab.store, "crashed");
  REQUIRE(writer);
  REQUIRE((*writer)->add({.key = to_key(*Name::from_text("x.example"))}));
  REQUIRE((*writer)->finish());
  CHECK(lab.stored_rows() > rows);
  lab.file("work/lists/left-over", "half a download");
  lab.start();
  REQUIRE(lab.keeper->refresh({}, lab.person));  // answered after the start's cleaning
  CHECK(lab.stored_rows() == rows);
  CHECK(std::filesystem::is_empty(lab.folder.file("work/lists")));
  const auto loaded = load_newest_generation(lab.store);
  REQUIRE(loaded);
  CHECK(loaded->compiled->trie.lookup(*Name::from_text("a.example")).lists != 0);
}

TEST_CASE("a keeper that ends tells those who wait") {
  KeeperLaboratory lab;
  REQUIRE(lab.import({lab.item("a", "ads", "a.example\n")}));
  lab.keeper.reset();
  CHECK(lab.changes.commits == 1);
}

TEST_CASE("the collected lists are imported and obeyed") {
  const char* const folder = std::getenv("SCHOOLGATE_TEST_LISTS");
  if (!folder) return;
  KeeperLaboratory lab;
  auto items = expand_import_path(folder, "");
  REQUIRE(items);
  const std::size_t lists = items->size();
  const auto imported = lab.import(std::move(*items));
  if (!imported) FAIL(imported.error().what);
  CHECK(imported->size() == lists);
  for (const ListKeeper::Imported& one : *imported) {
    INFO(one.list.id);
    const ImportTotals& totals = one.list.totals;
    CHECK(totals.accepted + totals.duplicate + totals.covered + totals.rejected + totals.comments == totals.lines);
  }
  CHECK(lab.published->trie.name_count() > 3'000'000);
  CHECK_FALSE(lab.blocked("www.gov.uk"));
}
