#include "resolver/upstream/server_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "blocklists/name.h"

namespace schoolgate {
namespace {

using Transport = UpstreamServer::Transport;

struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;
};

/// A lone IPv6 address has several colons and no port; with a port it stands in brackets (RFC 3986 section 3.2.2).
std::optional<HostAndPort> split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto host = text.substr(1, close - 1);
    const auto rest = text.substr(close + 1);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
    if (rest.empty()) return HostAndPort{host, std::nullopt};
    if (!rest.starts_with(':')) return std::nullopt;
    return HostAndPort{host, rest.substr(1)};
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
    return HostAndPort{text, std::nullopt};
  return HostAndPort{text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// Takes "tcp://" and the like off the front.
Transport take_scheme(std::string_view& text) {
  using Scheme = std::pair<std::string_view, Transport>;
  for (const auto& [scheme, transport] :
       {Scheme{"udp://", Transport::udp}, {"tcp://", Transport::tcp}, {"tls://", Transport::tls}}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    return transport;
  }
  return Transport::udp;
}

bool any_of(const UpstreamConfig& config, bool tls) {
  return std::ranges::any_of(config.servers,
                             [tls](const UpstreamServer& s) { return (s.transport == Transport::tls) == tls; });
}

}  // namespace

std::expected<Endpoint, Fault> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  const auto refuse = [text](std::string_view why) {
    return fault(Fault::Kind::bad_input, fmt::format("\"{}\" is not an address with a port: {}", text, why),
                 "write it like 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53");
  };
  const auto parts = split(text);
  if (!parts) return refuse("the brackets are not right");
  const auto address = Address::parse(parts->host);
  if (!address) return refuse("it does not begin with an IPv4 or IPv6 address (names cannot be used here)");
  if (!parts->port) return Endpoint{*address, default_port};
  const auto port = parse_port(*parts->port);
  if (!port) return refuse("the port is not a number from 0 to 65535");
  return Endpoint{*address, *port};
}

std::expected<UpstreamServer, Fault> parse_upstream(std::string_view text) {
  UpstreamServer server;
  std::string_view rest = text;
  server.transport = take_scheme(rest);
  const bool tls = server.transport == Transport::tls;
  const auto hash = rest.find('#');
  const auto name = hash == std::string_view::npos ? std::string_view{} : rest.substr(hash + 1);
  auto endpoint = parse_endpoint(rest.substr(0, hash), tls ? dns_over_tls_port : dns_port);
  if (!endpoint) return std::unexpected(std::move(endpoint.error()));
  if (endpoint->port == 0)
    return fault(Fault::Kind::bad_input, fmt::format("\"{}\": an upstream server has no port 0", text));
  if (tls && name.empty())
    return fault(Fault::Kind::bad_input, fmt::format("\"{}\" does not say which name its certificate must hold", text),
                 "add it after a #, like tls://9.9.9.9:853#dns.quad9.net");
  if (!tls && hash != std::string_view::npos)
    return fault(Fault::Kind::bad_input, fmt::format("\"{}\": a name after # is for tls:// only", text));
  if (tls) {
    const auto checked = Name::from_text(name);
    if (!checked)
      return fault(Fault::Kind::bad_input,
                   fmt::format("\"{}\": \"{}\" is not a host name: {}", text, name, describe(checked.error())));
    server.tls_name = checked->to_text();
  }
  server.endpoint = *endpoint;
  return server;
}

std::string to_text(const Endpoint& endpoint) {
  return fmt::format(fmt::runtime(endpoint.address.is_ipv4() ? "{}:{}" : "[{}]:{}"), endpoint.address.to_text(),
                     endpoint.port);
}

std::string to_text(const UpstreamServer& server) {
  switch (server.transport) {
    case Transport::udp:
      break;
    case Transport::tcp:
      return "tcp://" + to_text(server.endpoint);
    case Transport::tls:
      return "tls://" + to_text(server.endpoint) + "#" + server.tls_name;
  }
  return to_text(server.endpoint);
}

std::vector<std::string> faults(const UpstreamConfig& config) {
  std::vector<std::string> found;
  if (config.servers.empty()) found.emplace_back("no upstream server is named: at least one is needed");
  if (any_of(config, true) && any_of(config, false))
    found.emplace_back(
        "an encrypted and a plain upstream cannot be mixed: queries would leave in plain text whenever the encrypted "
        "one is slow; make all of them tls:// or none");
  return found;
}

}  // namespace schoolgate
