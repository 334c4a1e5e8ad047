// The catalogue: public blocklists that are known to be good, by category, with where they are, in which format, under
// which licence and how often they change. Several formats of one list are one entry: the one that says most to a DNS
// filter. Lists whose licence forbids commercial use are left out, so that any school and its supplier may use each.
// Thread rules: constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

struct CatalogueEntry {
  std::string id;     // "hagezi/gambling": becomes the source's and the list's id
  std::string title;  // "HaGeZi: Gambling"
  std::string category;
  std::string address;
  std::string format;   // as parse_list_format() takes it
  std::string licence;  // SPDX where there is an identifier
  std::string homepage;
  std::uint32_t every_hours = 24;  // how often it is worth asking
  bool starter = false;            // in the set that a new appliance begins with
  std::string package;             // the Debian package that brings it; empty: it is fetched
};

/// Everything that can be fetched, grouped by publisher.
std::span<const CatalogueEntry> catalogue();
/// What Debian packages of lists, and can be had without reaching any publisher. Addresses are file addresses.
std::span<const CatalogueEntry> packaged_catalogue();
/// Of those, what is installed below `root` on this machine, ready to be a source.
std::vector<CatalogueEntry> packaged_lists_here(const std::string& root = "/");

/// In either; nullptr when unknown.
const CatalogueEntry* find_in_catalogue(std::string_view id);
Source to_source(const CatalogueEntry& entry);

}  // namespace schoolgate
