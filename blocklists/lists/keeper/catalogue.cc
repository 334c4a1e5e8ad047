#include "blocklists/lists/keeper/catalogue.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "blocklists/lists/keeper/catalogue_data.h"
#include "blocklists/lists/keeper/fetch.h"

namespace schoolgate {
namespace {

std::vector<CatalogueEntry> build_catalogue() {
  std::vector<CatalogueEntry> entries;
  for (const catalogue_data::Publisher& publisher : catalogue_data::publishers())
    for (const catalogue_data::List& list : publisher.lists)
      entries.push_back({.id = fmt::format("{}/{}", publisher.id, list.id),
                         .title = fmt::format("{}: {}", publisher.title, list.title),
                         .category = std::string(list.category),
                         .address = fmt::format("{}{}{}", publisher.base, list.path, publisher.suffix),
                         .format = std::string(publisher.format),
                         .licence = std::string(publisher.licence),
                         .homepage = std::string(publisher.homepage),
                         .every_hours = publisher.every_hours,
                         .starter = list.starter,
                         .package = {}});
  return entries;
}

std::vector<CatalogueEntry> build_packaged() {
  std::vector<CatalogueEntry> entries;
  for (const catalogue_data::Packaged& list : catalogue_data::packaged())
    entries.push_back({.id = fmt::format("debian/{}", list.id),
                       .title = fmt::format("{} (as Debian packages it)", list.title),
                       .category = std::string(list.category),
                       .address = file_address_of_path(list.path),
                       .format = "adblock",
                       .licence = std::string(list.licence),
                       .homepage = std::string(list.homepage),
                       .every_hours = 24,
                       .starter = true,
                       .package = std::string(list.package)});
  return entries;
}

}  // namespace

std::span<const CatalogueEntry> catalogue() {
  static const std::vector<CatalogueEntry> entries = build_catalogue();
  return entries;
}

std::span<const CatalogueEntry> packaged_catalogue() {
  static const std::vector<CatalogueEntry> entries = build_packaged();
  return entries;
}

std::vector<CatalogueEntry> packaged_lists_here(const std::string& root) {
  std::vector<CatalogueEntry> here;
  for (CatalogueEntry entry : packaged_catalogue()) {
    const auto path = path_of_file_address(entry.address);
    const auto place = std::filesystem::path(root) / std::filesystem::path(path.value_or("/")).relative_path();
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(place, ignored)) continue;
    entry.address = file_address_of_path(place.string());
    here.push_back(std::move(entry));
  }
  return here;
}

const CatalogueEntry* find_in_catalogue(std::string_view id) {
  for (const auto entries : {catalogue(), packaged_catalogue()})
    if (const auto found = std::ranges::find(entries, id, &CatalogueEntry::id); found != entries.end()) return &*found;
  return nullptr;
}

Source to_source(const CatalogueEntry& entry) {
  return {.id = entry.id,
          .title = entry.title,
          .address = entry.address,
          .format = entry.format,
          .category = entry.category,
          .enabled = true,
          .every_hours = entry.every_hours};
}

}  // namespace schoolgate
