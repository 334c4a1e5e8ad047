// The catalogue's rows, by publisher: what all lists of a publisher share is said once.
// Thread rules: constant data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace schoolgate::catalogue_data {

struct List {
  std::string_view id, title, category;
  std::string_view path;  // between the publisher's base and suffix
  bool starter = false;
};

struct Publisher {
  std::string_view id, title, base, suffix, format, licence, homepage;
  std::uint32_t every_hours;
  std::span<const List> lists;
};

struct Packaged {
  std::string_view id, title, category, path, licence, homepage, package;
};

std::span<const Publisher> publishers();
std::span<const Packaged> packaged();

}  // namespace schoolgate::catalogue_data
