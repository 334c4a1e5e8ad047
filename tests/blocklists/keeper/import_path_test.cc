#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/lists/keeper/list_id.h"
#include "blocklists/policy/category.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;

namespace {

struct Tree {
  test::TemporaryDirectory folder;
  void file(const std::string& name) const {
    const std::filesystem::path path = folder.file(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "bad.example\n";
  }
  /// list id -> category
  std::map<std::string, std::string> expand(const std::string& below = {}, const std::string& category = {}) const {
    const auto items = expand_import_path(folder.path() + "/" + below, category);
    REQUIRE(items);
    std::map<std::string, std::string> found;
    for (const auto& item : *items) CHECK(found.emplace(item.list_id, item.category).second);
    return found;
  }
};

}  // namespace

TEST_CASE("a tree of lists becomes one list a file, with the category that its folder tells") {
  const Tree tree;
  tree.file("categories/adult/Some Hosts.txt.gz");
  tree.file("categories/drugs/x.txt");
  tree.file("allowlists/white.txt");
  CHECK(tree.expand() == std::map<std::string, std::string>{{"categories/adult/some-hosts", "adult"},
                                                            {"categories/drugs/x", "drugs"},
                                                            {"allowlists/white", "allowlist"}});
}

TEST_CASE("a SquidGuard category is one list, called as its folder") {
  const Tree tree;
  tree.file("ut1/publicite/domains.gz");
  tree.file("ut1/publicite/urls.gz");
  tree.file("ut1/publicite/usage.gz");
  tree.file("ut1-drogue/expressions");
  CHECK(tree.expand() == std::map<std::string, std::string>{{"ut1/publicite", "ads"}, {"ut1-drogue", "drugs"}});
  CHECK(tree.expand("ut1/publicite/") == std::map<std::string, std::string>{{"publicite", "ads"}});
  CHECK(tree.expand("ut1/publicite/domains.gz") == std::map<std::string, std::string>{{"publicite", "ads"}});
}

TEST_CASE("a file name tells the category where no folder does, and else it is the school's own") {
  const Tree tree;
  tree.file("formats/rpz/mullvad-gambling-2023.zone.gz");
  tree.file("formats/rpz/nordic.rpz.gz");
  tree.file("formats/domains/mhhakim-porn-crlf.txt");
  const auto found = tree.expand();
  CHECK(found.at("formats/rpz/mullvad-gambling-2023") == "gambling");
  CHECK(found.at("formats/rpz/nordic") == "custom");
  CHECK(found.at("formats/domains/mhhakim-porn-crlf") == "adult");
}

TEST_CASE("folders above the one that was given say nothing of its lists") {
  const Tree tree;
  tree.file("games/somebody/lists/nordic.txt");
  CHECK(tree.expand("games/somebody/lists").at("nordic") == "custom");
  CHECK(tree.expand("games").at("somebody/lists/nordic") == "games");
}

TEST_CASE("what stands beside lists is passed over") {
  const Tree tree;
  for (const char* name : {"SOURCES.md", "LICENCE.txt", "LICENSE", "README", ".hidden", "global_usage.txt.gz",
                           "queries/top.txt", "capture.pcap", "all.tar.gz", "usage", ".git/config"})
    tree.file(name);
  tree.file("ads/list.txt");
  CHECK(tree.expand() == std::map<std::string, std::string>{{"ads/list", "ads"}});
}

TEST_CASE("a second name for a category, and a loop of folders, are not imported twice") {
  const Tree tree;
  tree.file("publicite/domains");
  std::filesystem::create_directory_symlink(tree.folder.file("publicite"), tree.folder.file("ads"));
  std::filesystem::create_directory_symlink(tree.folder.path(), tree.folder.file("loop"));
  CHECK(tree.expand() == std::map<std::string, std::string>{{"publicite", "ads"}});
}

TEST_CASE("two files that would get one id get two") {
  const Tree tree;
  tree.file("ads/x.txt");
  tree.file("ads/x.hosts");
  CHECK(tree.expand().size() == 2);
}

TEST_CASE("the category that is given wins, and may be an alias") {
  const Tree tree;
  tree.file("ads/x.txt");
  CHECK(tree.expand({}, "porn").at("ads/x") == "adult");
}

TEST_CASE("what cannot be expanded is told with its path") {
  const test::TemporaryDirectory folder;
  const auto missing = expand_import_path(folder.file("nothing"), "");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == Fault::Kind::not_found);
  CHECK(missing.error().what.find(folder.file("nothing")) != std::string::npos);
  CHECK(expand_import_path(folder.path(), "").error().kind == Fault::Kind::not_found);
  CHECK(expand_import_path("/dev/null", "").error().kind == Fault::Kind::bad_input);
  CHECK(expand_import_path("", "").error().kind == Fault::Kind::bad_input);
  const auto mistyped = expand_import_path(folder.path(), "gamblin");
  REQUIRE_FALSE(mistyped);
  CHECK(mistyped.error().hint.find("gambling") != std::string::npos);
}

TEST_CASE("a list's id is made of safe characters only") {
  CHECK(list_id_from_path("Formats/RPZ/HaGeZi light.rpz.gz") == "formats/rpz/hagezi-light");
  CHECK(list_id_from_path("a.b.c.txt") == "a-b-c");
  CHECK(list_id_from_path("../x") == "x");
  CHECK(list_id_from_path("") == "list");
  CHECK(list_id_from_path(".gz") == "gz");
  CHECK(list_id_from_path("_x/-y") == "x/y");
  for (const std::string path : {"a/b_c-1", "-a", "A", "", "Ä/ö", "x y"}) CHECK(is_list_id(list_id_from_path(path)));
  CHECK(is_list_id(list_id_from_path(std::string(1000, 'x'))));
  for (const std::string id : {"", "-a", "/a", "A", "a b", "a.b"}) CHECK_FALSE(is_list_id(id));
}

TEST_CASE("every folder of the collected lists has a category") {
  const char* const folder = std::getenv("SCHOOLGATE_TEST_LISTS");
  if (!folder) return;
  const auto items = expand_import_path(folder, "");
  REQUIRE(items);
  CHECK(items->size() > 250);
  for (const auto& item : *items) {
    INFO(item.path);
    CHECK(find_category(item.category));
    const bool by_category = item.list_id.starts_with("ut1/") || item.list_id.starts_with("categories/");
    if (by_category) CHECK(item.category != "custom");
  }
}
