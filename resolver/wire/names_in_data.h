// Which types' data holds names that may arrive compressed (RFC 1035, and RFC 3597 section 4 for the later ones).
// Thread rules: constant data.
#pragma once

#include <algorithm>
#include <cstdint>

namespace schoolgate::wire {

/// Octets before the names, how many names, and whether they may be compressed again.
struct NamesInData {
  std::uint16_t type;
  std::uint8_t before, names;
  bool compress;
};
inline constexpr NamesInData names_in_data[] = {
    {2, 0, 1, true},   {3, 0, 1, true},   {4, 0, 1, true},   {5, 0, 1, true},   {6, 0, 2, true},   {7, 0, 1, true},
    {8, 0, 1, true},   {9, 0, 1, true},   {12, 0, 1, true},  {14, 0, 2, true},  {15, 2, 1, true},  {17, 0, 2, false},
    {18, 2, 1, false}, {21, 2, 1, false}, {26, 2, 2, false}, {33, 6, 1, false}, {36, 2, 1, false}, {39, 0, 1, false}};
inline constexpr std::size_t max_names_in_data = 2;

/// Nothing: the data holds no such name.
inline const NamesInData* find_names_in_data(std::uint16_t type) {
  const auto* shape = std::ranges::find(names_in_data, type, &NamesInData::type);
  return shape == std::end(names_in_data) ? nullptr : shape;
}

}  // namespace schoolgate::wire
