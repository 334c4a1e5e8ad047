// Windows' DHCP leases as PowerShell exports them: comma-separated values, quoted, under a header, with a "#TYPE" line
// before it (Windows PowerShell) or without (PowerShell 7), in UTF-8 or UTF-16.
// What must be there: IPAddress; what is used: ClientId (the hardware address), HostName, AddressState.
#include <algorithm>

#include <fmt/format.h>

#include "resolver/identify/lease_table.h"

namespace schoolgate {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf", utf16_little_mark = "\xff\xfe", utf16_big_mark = "\xfe\xff";
constexpr std::size_t nowhere = SIZE_MAX;

/// As ASCII. What is not ASCII cannot stand in a name and becomes '?'.
std::string decoded(std::string_view text) {
  if (text.starts_with(utf8_mark)) return std::string(text.substr(utf8_mark.size()));
  const bool big = text.starts_with(utf16_big_mark);
  if (!big && !text.starts_with(utf16_little_mark)) return std::string(text);
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    const char low = text[big ? i + 1 : i], high = text[big ? i : i + 1];
    out += high == 0 && static_cast<unsigned char>(low) < 0x80 ? low : '?';
  }
  return out;
}

/// -UseCulture writes the separator of the machine's region.
char separator_of(std::string_view header) {
  const std::size_t place = header.find_first_of(",;\t");
  return place == std::string_view::npos ? ',' : header[place];
}

struct Columns {
  std::size_t address = nowhere, hardware = nowhere, host = nowhere, state = nowhere;
  explicit Columns(const std::vector<std::string>& names) {
    const auto place = [&names](std::string_view name) {
      const auto found = std::ranges::find(names, name);
      return found == names.end() ? nowhere : static_cast<std::size_t>(found - names.begin());
    };
    address = place("IPAddress");
    hardware = place("ClientId");
    host = place("HostName");
    state = place("AddressState");
  }
};

std::string_view field(const std::vector<std::string>& fields, std::size_t column) {
  return column < fields.size() ? std::string_view(fields[column]) : std::string_view();
}

}  // namespace

void parse_windows(std::string_view raw, LeaseTable& table) {
  const std::string text = decoded(raw);
  LeaseLines lines(text);
  auto line = lines.next();
  while (line && (line->empty() || line->starts_with('#'))) line = lines.next();
  if (!line) return;
  const char separator = separator_of(*line);
  std::vector<std::string> fields;
  const bool readable = split_csv(*line, separator, fields);
  const Columns columns(fields);
  if (!readable || columns.address == nowhere)
    return table.reject(lines.number(),
                        "the header has no column IPAddress: export with Get-DhcpServerv4Lease | Export-Csv");
  while ((line = lines.next())) {
    if (line->empty()) continue;
    const auto address =
        split_csv(*line, separator, fields) ? Address::parse(field(fields, columns.address)) : std::nullopt;
    if (!address) {
      table.reject(lines.number(), fmt::format("{} has no address where the header says", shown(*line)));
      continue;
    }
    // "Active", "ActiveReservation"; the others ("InactiveReservation", "Declined", "Expired") are nobody's just now.
    const std::string_view state = field(fields, columns.state);
    if (!state.empty() && !state.starts_with("Active")) continue;
    table.put({*address, MacAddress::parse(field(fields, columns.hardware)), host_name(field(fields, columns.host)),
               std::nullopt});
  }
}

}  // namespace schoolgate
