// Kea's lease file: comma-separated values under a header, appended to by each change. Columns are found by name, since
// each release adds some. A row with another state than "assigned", or with no lifetime left, takes the address away.
#include <algorithm>

#include <fmt/format.h>

#include "resolver/identify/lease_table.h"

namespace schoolgate {
namespace {

constexpr std::uint64_t infinite_lifetime = 0xffffffff;  // RFC 2131 section 3.3
constexpr std::uint64_t state_assigned = 0;
constexpr std::uint64_t state_registered = 4;        // an address that a device made itself (RFC 9686)
constexpr std::uint64_t lease_type_prefix = 2;       // a delegated prefix: a router's, no device's address
constexpr std::string_view escaped_comma = "&#x2c";  // Kea quotes nothing

class Columns {
 public:
  bool known() const { return !names_.empty(); }
  void set(std::vector<std::string> names) { names_ = std::move(names); }
  std::size_t count() const { return names_.size(); }
  /// Empty when the file has no such column.
  std::string_view of(const std::vector<std::string>& fields, std::string_view name) const {
    const auto place = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    return place < fields.size() ? std::string_view(fields[place]) : std::string_view();
  }

 private:
  std::vector<std::string> names_;
};

std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find(escaped_comma); at != std::string_view::npos; at = text.find(escaped_comma)) {
    out += text.substr(0, at);
    out += ',';
    text.remove_prefix(at + escaped_comma.size());
  }
  return out += text;
}

/// What is wrong with the row; empty when nothing is.
std::string take_row(const Columns& columns, const std::vector<std::string>& fields, LeaseTable& table) {
  const auto field = [&](std::string_view name) { return columns.of(fields, name); };
  const auto address = Address::parse(field("address"));
  if (!address) return fmt::format("{} is not an address", shown(field("address")));
  if (whole_number(field("lease_type")) == lease_type_prefix) return {};
  const auto lifetime = whole_number(field("valid_lifetime"));
  const auto expire = whole_number(field("expire"));
  if (!lifetime || !expire) return "valid_lifetime or expire is not a number";
  const std::uint64_t state = whole_number(field("state")).value_or(state_assigned);
  if (*lifetime == 0 || (state != state_assigned && state != state_registered)) {
    table.remove(*address);
    return {};
  }
  DeviceRow row{*address, MacAddress::parse(field("hwaddr")), host_name(without_escapes(field("hostname"))), {}};
  if (*lifetime != infinite_lifetime) row.expires = lease_end(*expire);
  table.put(std::move(row));
  return {};
}

}  // namespace

void parse_kea(std::string_view text, LeaseTable& table) {
  Columns columns;
  std::vector<std::string> fields;
  LeaseLines lines(text);
  while (const auto line = lines.next()) {
    if (line->empty()) continue;
    if (!split_csv(*line, ',', fields)) {
      table.reject(lines.number(), "the line is not comma-separated values");
      continue;
    }
    if (fields.front() == "address") {  // again where one file of a journal follows another
      columns.set(fields);
      continue;
    }
    if (!columns.known()) return table.reject(lines.number(), "the header of a Kea lease file is missing");
    if (const std::string why = take_row(columns, fields, table); !why.empty()) table.reject(lines.number(), why);
  }
}

}  // namespace schoolgate
