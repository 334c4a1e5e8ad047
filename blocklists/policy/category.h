// The category taxonomy: what a list is about, in the words of the standards and of schools' policies.
// Ids are stable for ever (they are stored and logged); numbers are not, and never leave the process.
// Sources: DfE filtering and monitoring standards; the UK Safer Internet Centre's definitions; the four Cs of
// "Keeping children safe in education" (content, contact, conduct, commerce).
// Thread rules: constant data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace schoolgate {

using CategoryNumber = std::uint8_t;
inline constexpr std::size_t max_categories = 128;  // one bit each in a CategorySet; the design asks for 100

enum class FourCs : std::uint8_t { content, contact, conduct, commerce };

struct Category {
  std::string_view id;       // "gambling"
  std::string_view title;    // "Gambling"
  std::string_view meaning;  // one sentence for a governor
  FourCs area;
  std::string_view standard;  // the standards' own name for it, or empty
  bool allow_type = false;    // listed names are wanted (sexual education, exam sites): beats every block-type category
  bool pupils_by_default = false;  // blocked for the first-start group "pupils"
  bool staff_by_default = false;   // blocked for the first-start group "staff"
};

/// All categories; a category's number is its place here.
std::span<const Category> categories();
std::optional<CategoryNumber> find_category(std::string_view id);
/// The taxonomy's id for a name that sources use ("porn", "drogue", "publicite", "redirector" ...), or nothing.
std::optional<CategoryNumber> category_for_alias(std::string_view name);
/// The id nearest to a mistyped one, for messages.
std::string_view nearest_category(std::string_view id);

struct CategorySet {
  std::array<std::uint64_t, 2> bits{};
  constexpr void add(CategoryNumber n) { bits[n / 64U] |= std::uint64_t{1} << (n % 64U); }
  constexpr bool has(CategoryNumber n) const { return ((bits[n / 64U] >> (n % 64U)) & 1U) != 0; }
  constexpr bool empty() const { return (bits[0] | bits[1]) == 0; }
  friend constexpr CategorySet operator&(CategorySet a, CategorySet b) {
    return {{a.bits[0] & b.bits[0], a.bits[1] & b.bits[1]}};
  }
  friend constexpr CategorySet operator|(CategorySet a, CategorySet b) {
    return {{a.bits[0] | b.bits[0], a.bits[1] | b.bits[1]}};
  }
  /// The lowest number in the set; the set must not be empty.
  CategoryNumber first() const;
  friend constexpr bool operator==(CategorySet, CategorySet) = default;
};

}  // namespace schoolgate
