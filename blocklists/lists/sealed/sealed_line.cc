#include "blocklists/lists/sealed/sealed_line.h"

#include <algorithm>

#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

using Kind = SealedLine::Kind;

bool begins_with_scheme(std::string_view text, std::string_view scheme) {
  return words::to_lower(text.substr(0, scheme.size())) == scheme;
}

/// Takes "http://" or "https://" off `text`; the port that goes without saying, or empty when there was none.
std::string_view take_scheme(std::string_view& text) {
  for (const auto& [scheme, port] :
       {std::pair<std::string_view, std::string_view>{"http://", "80"}, {"https://", "443"}})
    if (begins_with_scheme(text, scheme)) {
      text.remove_prefix(scheme.size());
      return port;
    }
  return {};
}

/// "example.com:8080", "[2001:db8::1]:80" -> host and port.
std::pair<std::string_view, std::string_view> split_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(':') != colon) {
    const std::size_t end = authority.starts_with('[') ? authority.find("]:") : std::string_view::npos;
    if (end == std::string_view::npos) return {authority, {}};
    return {authority.substr(0, end + 1), authority.substr(end + 2)};
  }
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

bool is_address(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return words::is_address(host);
}

}  // namespace

SealedLine read_sealed_line(std::string_view line) {
  line = words::before_comment(line.substr(0, line.find('\t')), '#');
  if (line.size() >= 2 && line.starts_with('"')) line = line.substr(1, line.find('"', 1) - 1);
  if (line.empty() || line.starts_with(';') || line.starts_with("//")) return {};
  const std::string_view own_port = take_scheme(line);
  const std::size_t host_end = std::min(line.find_first_of("/?#,;"), line.size());
  std::string_view rest = line.substr(host_end);
  const std::string_view authority = line.substr(0, host_end);
  if (authority.find('@') != std::string_view::npos) return {Kind::unreadable, {}};
  auto [host, port] = split_port(authority);
  if (host.starts_with("*.")) host.remove_prefix(2);
  if (is_address(host)) return {Kind::address, {}};
  const auto name = Name::from_text(host);
  if (!name) return {name.error() == NameFault::ip_address ? Kind::address : Kind::unreadable, {}};
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (!rest.empty() && std::string_view(",;").find(rest.front()) == std::string_view::npos) return {Kind::path, {}};
  if (!port.empty() && port != own_port) return {Kind::port, {}};
  return {Kind::name, *name};
}

}  // namespace schoolgate
