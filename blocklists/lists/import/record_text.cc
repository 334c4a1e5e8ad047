#include "blocklists/lists/import/record_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"
#include "blocklists/lists/zone_rule.h"
#include "blocklists/name.h"
#include "blocklists/prefix.h"

namespace schoolgate::record_text {
namespace {

using Octets = std::vector<std::uint8_t>;
constexpr std::string_view bad_data = "a record whose data is not what its type wants";
constexpr std::string_view bad_target = "a record that leads to something that is not a name";
constexpr std::string_view no_origin = "a name without its final dot, in a file that does not say its zone";
constexpr std::string_view unknown_type = "a record type that is not kept here";
constexpr std::string_view too_long = "a record too long for a reply";
constexpr std::size_t max_string = 255;  // RFC 1035 section 3.3

/// One record's fields, taken off the front; the first that does not fit is the record's fault.
class Reader {
 public:
  Reader(std::span<const std::string> fields, const std::optional<std::string>& origin)
      : fields_(fields), origin_(origin) {}

  void address(bool ipv6) {
    const std::string& field = next();
    const auto address = Address::parse(field);
    if (!address || (field.find(':') != field.npos) != ipv6) return fail(bad_data);
    octets.insert(octets.end(), address->octets.begin() + (ipv6 ? 0 : 12), address->octets.end());
  }

  void number(std::size_t size) {
    const std::string& field = next();
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size() || value >> (8 * size) != 0) return fail(bad_data);
    for (; size > 0; --size) octets.push_back(static_cast<std::uint8_t>(value >> (8 * (size - 1))));
  }

  void name(bool may_be_wildcard = false) {
    std::string text = next();
    if (text == ".") return octets.push_back(0);
    if (text.empty()) return fail(bad_data);
    if (!text.ends_with('.')) {
      if (!origin_) return fail(no_origin);
      text = text == "@" ? *origin_ : text + "." + *origin_;
    }
    const bool wildcard = may_be_wildcard && text.starts_with("*.");
    const auto name = Name::from_text(std::string_view(text).substr(wildcard ? 2 : 0));
    if (!name) return fail(bad_target);
    const auto wire = name->view().wire();
    if (wildcard) octets.insert(octets.end(), {1, '*'});
    octets.insert(octets.end(), wire.begin(), wire.end());
    if (octets.size() > max_name_octets && wildcard) fail(bad_target);
  }

  /// A character string with its length, or for CAA's value without.
  void text(bool with_length) {
    std::string_view field = next();
    if (field.size() >= 2 && field.starts_with('"') && field.ends_with('"')) field = field.substr(1, field.size() - 2);
    const std::size_t length_at = octets.size();
    if (with_length) octets.push_back(0);
    const std::size_t begin = octets.size();
    while (!field.empty()) {
      const auto octet = take(field);
      if (!octet) return fail(bad_data);
      octets.push_back(*octet);
    }
    if (!with_length) return;
    if (octets.size() - begin > max_string) return fail(bad_data);
    octets[length_at] = static_cast<std::uint8_t>(octets.size() - begin);
  }

  /// RFC 3597 section 5, behind "\#".
  void generic() {
    std::size_t size = 0;
    const std::string& field = next();
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), size);
    if (error != std::errc{} || end != field.data() + field.size()) return fail(bad_data);
    std::string digits;
    while (!fields_.empty()) digits += next();
    if (digits.size() != 2 * size) return fail(size > max_zone_data ? too_long : bad_data);
    for (std::size_t at = 0; at < digits.size(); at += 2) {
      std::uint8_t octet = 0;
      const char* pair = digits.data() + at;
      if (const auto read = std::from_chars(pair, pair + 2, octet, 16); read.ec != std::errc{} || read.ptr != pair + 2)
        return fail(bad_data);
      octets.push_back(octet);
    }
  }

  const std::string& next() {
    static const std::string nothing;
    if (fields_.empty()) {
      fail(bad_data);
      return nothing;
    }
    const std::string& field = fields_.front();
    fields_ = fields_.subspan(1);
    return field;
  }
  bool at_end() const { return fields_.empty(); }
  void fail(std::string_view why) {
    if (fault.empty()) fault = why;
  }

  Octets octets;
  std::string_view fault;

 private:
  /// One octet of a text: "a", "\"", "\065" (RFC 1035 section 5.1).
  static std::optional<std::uint8_t> take(std::string_view& field) {
    std::size_t size = 1;
    auto octet = static_cast<std::uint8_t>(field[0]);
    if (field[0] == '"') return std::nullopt;
    if (field[0] == '\\') {
      if (field.size() < 2) return std::nullopt;
      size = 2;
      octet = static_cast<std::uint8_t>(field[1]);
      if (octet >= '0' && octet <= '9') {
        size = 4;
        if (field.size() < size) return std::nullopt;
        const char* digits = field.data() + 1;
        const auto read = std::from_chars(digits, digits + 3, octet);
        if (read.ec != std::errc{} || read.ptr != digits + 3) return std::nullopt;
      }
    }
    field.remove_prefix(size);
    return octet;
  }

  std::span<const std::string> fields_;
  const std::optional<std::string>& origin_;
};

void read_mx(Reader& in) {
  in.number(2);
  in.name();
}
void read_srv(Reader& in) {
  for (int field = 0; field < 3; ++field) in.number(2);
  in.name();
}
void read_txt(Reader& in) {
  do in.text(true);
  while (!in.at_end());
}
void read_caa(Reader& in) {  // RFC 8659 section 4.1.1
  in.number(1);
  in.text(true);
  in.text(false);
}

void read_service(
    Reader& in) {  // RFC 9460 section 2.1, without parameters: what has some is written as RFC 3597 has it
  in.number(2);
  in.name();
}

struct Type {
  std::string_view name;
  std::uint16_t number;
  void (*read)(Reader&);
};
constexpr Type types[] = {{"a", 1, [](Reader& in) { in.address(false); }},
                          {"cname", ZoneRecord::cname, [](Reader& in) { in.name(true); }},
                          {"ptr", 12, [](Reader& in) { in.name(); }},
                          {"mx", 15, read_mx},
                          {"txt", 16, read_txt},
                          {"aaaa", 28, [](Reader& in) { in.address(true); }},
                          {"srv", 33, read_srv},
                          {"svcb", 64, read_service},
                          {"https", 65, read_service},
                          {"caa", 257, read_caa}};

const Type* find(std::string_view lower) {
  const auto* found = std::ranges::find(types, lower, &Type::name);
  return found == std::end(types) ? nullptr : found;
}

// Types of the zone itself and of its signatures, of delegation, and those that are only asked (RFC 6895 section 3.1).
bool may_be_local_data(std::uint16_t type) {
  constexpr std::uint16_t never[] = {0, 2, 6, 39, 41, 43, 46, 47, 48, 50, 51};
  return std::ranges::find(never, type) == std::end(never) && (type < 128 || type > 255);
}

/// Data that came as octets, for the types that a reader takes apart.
bool is_well_formed(std::uint16_t type, std::span<const std::uint8_t> octets) {
  const auto is_name = [octets](std::size_t before) {
    if (octets.size() <= before) return false;
    const auto wire = octets.subspan(before);
    if (wire.size() == 1) return wire[0] == 0;
    const auto name = Name::from_wire(wire);
    return name && name->view().wire().size() == wire.size();
  };
  switch (type) {
    case 1:
      return octets.size() == 4;
    case 28:
      return octets.size() == 16;
    case ZoneRecord::cname:
      return false;  // an alias may be an action: it is written as a name
    case 12:
      return is_name(0);
    case 15:
      return is_name(2);
    case 33:
      return is_name(6);
    default:
      return true;
  }
}

}  // namespace

bool is_known_type(std::string_view lower) { return find(lower) != nullptr; }

std::optional<std::uint16_t> type_number(std::string_view lower) {
  if (const Type* known = find(lower)) return known->number;
  constexpr std::string_view generic = "type";
  if (!lower.starts_with(generic)) return std::nullopt;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(lower.data() + generic.size(), lower.data() + lower.size(), number);
  if (error != std::errc{} || end != lower.data() + lower.size() || !may_be_local_data(number)) return std::nullopt;
  return number;
}

std::expected<Data, std::string_view> read(std::string_view lower_type, std::span<const std::string> fields,
                                           const std::optional<std::string>& origin) {
  const auto number = type_number(lower_type);
  if (!number) return std::unexpected(unknown_type);
  Reader in(fields, origin);
  if (!fields.empty() && fields.front() == "\\#") {
    in.next();
    in.generic();
    if (in.fault.empty() && !is_well_formed(*number, in.octets)) in.fail(bad_data);
  } else if (const Type* known = find(lower_type)) {
    known->read(in);
  } else {
    in.fail(unknown_type);
  }
  if (!in.at_end()) in.fail(bad_data);
  if (in.octets.size() > max_zone_data) in.fail(too_long);
  if (!in.fault.empty()) return std::unexpected(in.fault);
  return Data{*number, std::move(in.octets)};
}

std::optional<std::uint32_t> read_time(std::string_view field) {
  constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();  // RFC 2181 section 8
  if (field.empty() || field.front() < '0' || field.front() > '9') return std::nullopt;
  std::uint64_t total = 0, part = 0;
  for (const char c : words::to_lower(field)) {
    if (c >= '0' && c <= '9') {
      part = std::min(most, part * 10 + static_cast<std::uint64_t>(c - '0'));
      continue;
    }
    constexpr std::string_view units = "smhdw";
    constexpr std::uint64_t seconds[] = {1, 60, 3600, 86400, 604800};
    const std::size_t unit = units.find(c);
    if (unit == units.npos) return std::nullopt;
    total = std::min(most, total + part * seconds[unit]);
    part = 0;
  }
  return static_cast<std::uint32_t>(std::min(most, total + part));
}

}  // namespace schoolgate::record_text
