#include "resolver/identify/lease_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "blocklists/name.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_fields = 64;           // Kea's and Windows' files have fewer than 25
constexpr std::size_t max_shown = 40;            // enough to find the place
constexpr std::uint64_t year_2100 = 4102444800;  // a lease that ends later has no end

struct Format {
  std::string_view name;
  void (*parse)(std::string_view, LeaseTable&);
};
constexpr std::array<Format, 4> formats{
    {{"kea", parse_kea}, {"isc", parse_isc}, {"dnsmasq", parse_dnsmasq}, {"windows", parse_windows}}};

}  // namespace

std::optional<LeaseFormat> find_lease_format(std::string_view name) {
  const auto place = std::ranges::find(formats, name, &Format::name);
  if (place == formats.end()) return std::nullopt;
  return static_cast<LeaseFormat>(place - formats.begin());
}

Leases parse_leases(LeaseFormat format, std::string_view text) {
  LeaseTable table;
  formats[static_cast<std::size_t>(format)].parse(text, table);
  return std::move(table).take();
}

void LeaseTable::put(DeviceRow row) {
  const auto place = rows_.find(row.address);
  if (place != rows_.end()) {
    place->second = std::move(row);
  } else if (rows_.size() < DeviceDirectory::max_addresses) {
    const Address address = row.address;
    rows_.emplace(address, std::move(row));
  } else {
    ++leases_.left_out;
  }
}

void LeaseTable::reject(std::size_t line, std::string_view why) {
  if (leases_.rejected++ == 0) leases_.first_fault = fmt::format("line {}: {}", line, why);
}

Leases LeaseTable::take() && {
  leases_.rows.reserve(rows_.size());
  for (auto& [address, row] : rows_) leases_.rows.push_back(std::move(row));
  return std::move(leases_);
}

std::optional<std::string_view> LeaseLines::next() {
  if (rest_.empty()) return std::nullopt;
  const std::size_t end = std::min(rest_.find('\n'), rest_.size());
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++number_;
  return line;
}

bool split_csv(std::string_view line, char separator, std::vector<std::string>& fields) {
  fields.assign(1, {});
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      if (fields.size() == max_fields) return false;
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return !quoted;
}

std::vector<std::string_view> split_words(std::string_view line, std::size_t most) {
  constexpr std::string_view blanks = " \t";
  std::vector<std::string_view> words;
  for (std::size_t start = line.find_first_not_of(blanks); start != std::string_view::npos && words.size() < most;) {
    const std::size_t end = std::min(line.find_first_of(blanks, start), line.size());
    words.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(blanks, end);
  }
  return words;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<UtcSeconds> lease_end(std::uint64_t seconds) {
  if (seconds >= year_2100) return std::nullopt;
  return UtcSeconds(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

std::string host_name(std::string_view text) {
  const auto name = Name::from_text(text);
  return name ? name->to_text() : std::string();
}

std::string shown(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, max_shown)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (text.size() > max_shown ? "...\"" : "\"");
}

}  // namespace schoolgate
