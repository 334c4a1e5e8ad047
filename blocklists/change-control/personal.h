// A leaf's personal part: the salted values that its commitments stand for, in the order in which those stand in the
// leaf. Each can be erased alone; what is left of it then says which erasure took it, and what stands in its place.
//   [["<salt, hex>","Year 9 history"],[17,"user"],[17,"name"],[17,"id",1],[17,"text"]]
// is a value, and four that change 17 erased: shown as "erased-17", "erased person 17", "erased-17-1" and "(erased)".
// Thread rules: plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::personal {

/// What an erased value was, which tells what is shown for it: never more than a closed form of words.
enum class Was : std::uint8_t {
  user,  // the erased person's sign-in name
  name,  // the erased person's name
  id,    // of something that was named after the person: numbered, so that two of them stay two
  text   // anything else in which the person stood
};

struct Value {
  std::string salt;   // octets; empty once erased
  std::string value;  // likewise
  std::uint64_t erased_by = 0;
  Was was = Was::text;
  std::uint64_t number = 0;  // of an id
};

inline constexpr std::string_view erased_text = "(erased)";
/// "erased-17": also the sign-in name that a person goes by from then on. No account may be called so.
std::string pseudonym(std::uint64_t erasure);
bool is_pseudonym(std::string_view user);
/// What stands in the place of an erased value.
std::string shown(const Value& erased);

std::string encode(const std::vector<Value>& values);
/// Nothing when it is not exactly what encode() writes.
std::optional<std::vector<Value>> decode(std::string_view text);

/// Whether texts under this key of a leaf or a stored value are never about a person; what is not known to be so is
/// personal, so a new kind of change is erasable from its first day.
bool is_plain_key(std::string_view key);
/// Whether a text says nothing about a person by its form alone: empty, a moment, an id made from a serial ("u-12").
bool is_plain_text(std::string_view text);

/// hex(SHA-256(salt || value))
std::string commitment(std::string_view salt, std::string_view value);
std::string new_salt();

}  // namespace schoolgate::personal
