#include "blocklists/lists/keeper/catalogue.h"

#include <filesystem>
#include <fstream>
#include <set>

#include "blocklists/lists/import/import.h"
#include "blocklists/lists/keeper/fetch.h"
#include "blocklists/policy/category.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;

namespace {
bool whole(const CatalogueEntry& entry) {
  return !entry.title.empty() && !entry.licence.empty() && entry.homepage.starts_with("https://") &&
         entry.every_hours > 0;
}
}  // namespace

TEST_CASE("the catalogue's entries are whole, and each list and address is there once") {
  std::set<std::string> ids, addresses;
  CHECK(catalogue().size() >= 40);
  for (const auto entries : {catalogue(), packaged_catalogue()})
    for (const CatalogueEntry& entry : entries) {
      INFO(entry.id);
      CHECK(ids.insert(entry.id).second);
      CHECK(addresses.insert(entry.address).second);
      CHECK(find_category(entry.category));
      CHECK(parse_list_format(entry.format));
      CHECK(whole(entry));
      CHECK(entry.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/-") == std::string::npos);
      CHECK(entry.address.starts_with(entry.package.empty() ? "https://" : "file:///"));
    }
}

TEST_CASE("no list in the catalogue forbids commercial use") {
  for (const CatalogueEntry& entry : catalogue()) {
    INFO(entry.id);
    CHECK(entry.licence.find("-NC") == std::string::npos);
  }
}

TEST_CASE("the starter set covers what every school must block") {
  std::set<std::string> covered;
  for (const CatalogueEntry& entry : catalogue())
    if (entry.starter) covered.insert(entry.category);
  for (const char* id : {"adult", "gambling", "drugs", "malware", "phishing", "violence", "bypass", "piracy", "social",
                         "ads", "tracking"}) {
    INFO(id);
    CHECK(covered.contains(id));
  }
}

TEST_CASE("an entry becomes a source under its own id") {
  const CatalogueEntry* entry = find_in_catalogue("ut1/gambling");
  REQUIRE(entry);
  const Source source = to_source(*entry);
  CHECK(source.id == "ut1/gambling");
  CHECK(source.category == "gambling");
  CHECK(source.address.ends_with("/gambling/domains"));
  CHECK_FALSE(find_in_catalogue("no/such"));
}

TEST_CASE("packaged lists are offered only where the package is installed") {
  const test::TemporaryDirectory root;
  CHECK(packaged_lists_here(root.path()).empty());
  const CatalogueEntry& entry = packaged_catalogue().front();
  const auto path = path_of_file_address(entry.address);
  REQUIRE(path);
  const std::filesystem::path file = root.path() + *path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << "||bad.example^\n";
  const auto here = packaged_lists_here(root.path());
  REQUIRE(here.size() == 1);
  CHECK(path_of_file_address(here.front().address) == file.string());
}
