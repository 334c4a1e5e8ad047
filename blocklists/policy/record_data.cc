#include "blocklists/policy/record_data.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace schoolgate {
namespace {

using Octets = std::vector<std::uint8_t>;
constexpr std::size_t max_string = 255;  // of one of TXT's strings (RFC 1035 section 3.3)
constexpr std::uint16_t dns_port = 53;

std::optional<std::uint16_t> number16(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Takes the first word off; empty when there is none.
std::string_view word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view first = rest.substr(0, rest.find(' '));
  rest.remove_prefix(first.size());
  return first;
}

std::optional<Octets> ipv4(std::string_view value) {
  const auto address = Address::parse(value);
  if (!address || value.find(':') != std::string_view::npos) return std::nullopt;
  return Octets(address->octets.end() - 4, address->octets.end());
}

std::optional<Octets> ipv6(std::string_view value) {
  const auto address = Address::parse(value);
  if (!address || value.find(':') == std::string_view::npos) return std::nullopt;
  return Octets(address->octets.begin(), address->octets.end());
}

std::optional<Octets> host(std::string_view value) {
  const auto name = Name::from_text(value);
  if (!name) return std::nullopt;
  const auto wire = name->view().wire();
  return Octets(wire.begin(), wire.end());
}

std::optional<Octets> service(std::string_view value) {
  Octets octets;
  for (int i = 0; i < 3; ++i) {
    const auto number = number16(word(value));
    if (!number) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(*number >> 8U));
    octets.push_back(static_cast<std::uint8_t>(*number));
  }
  const auto target = host(word(value));
  if (!target || !word(value).empty()) return std::nullopt;
  octets.insert(octets.end(), target->begin(), target->end());
  return octets;
}

std::optional<Octets> text(std::string_view value) {
  if (value.size() > max_text_octets) return std::nullopt;
  Octets octets;
  do {
    const std::string_view part = value.substr(0, max_string);
    octets.push_back(static_cast<std::uint8_t>(part.size()));
    octets.insert(octets.end(), part.begin(), part.end());
    value.remove_prefix(part.size());
  } while (!value.empty());
  return octets;
}

struct Type {
  std::string_view name;
  std::uint16_t number;
  std::optional<Octets> (*read)(std::string_view);
  std::string_view expected;
};
constexpr Type types[] = {
    {"A", 1, ipv4, "an IPv4 address"},
    {"AAAA", 28, ipv6, "an IPv6 address"},
    {"CNAME", 5, host, "a name"},
    {"PTR", 12, host, "a name"},
    {"SRV", 33, service, "priority, weight, port and a name, as in \"0 100 389 dc1.school.example\""},
    {"TXT", 16, text, "a text of 1024 octets at most"}};

}  // namespace

std::expected<RecordData, std::string> record_data(std::string_view type, std::string_view value) {
  const auto* known = std::ranges::find(types, type, &Type::name);
  if (known == std::end(types))
    return std::unexpected(
        fmt::format("\"{}\" is not a type that is kept here: A, AAAA, CNAME, PTR, SRV or TXT", type));
  auto octets = known->read(value);
  if (!octets) return std::unexpected(fmt::format("\"{}\" is not {}", value, known->expected));
  return RecordData{known->number, std::move(*octets)};
}

std::optional<OwnNames::Server> parse_zone_server(std::string_view text) {
  OwnNames::Server server{{}, dns_port};
  std::string_view address = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    address = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (address.find(':') == std::string_view::npos) return std::nullopt;
  } else if (std::ranges::count(text, ':') == 1) {
    address = text.substr(0, text.find(':'));
    port = text.substr(text.find(':'));
  }
  const auto parsed = Address::parse(address);
  if (!parsed || address.find('%') != std::string_view::npos) return std::nullopt;
  server.address = *parsed;
  if (port.empty()) return server;
  const auto number = port.starts_with(':') ? number16(port.substr(1)) : std::nullopt;
  if (!number || *number == 0) return std::nullopt;
  server.port = *number;
  return server;
}

}  // namespace schoolgate
