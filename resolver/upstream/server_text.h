// How addresses of DNS servers are written in the configuration, and what may not stand together there.
//   endpoint: 192.0.2.1   192.0.2.1:5353   2001:db8::1   [2001:db8::1]   [::]:53
//   upstream: an endpoint, or tcp://ENDPOINT, udp://ENDPOINT, tls://ENDPOINT#NAME
// Thread rules: pure functions.
// Errors: bad_input, with the text and what was expected.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "resolver/config.h"

namespace schoolgate {

inline constexpr std::uint16_t dns_port = 53;            // RFC 1035 section 4.2
inline constexpr std::uint16_t dns_over_tls_port = 853;  // RFC 7858 section 3.1

std::expected<Endpoint, Fault> parse_endpoint(std::string_view text, std::uint16_t default_port = dns_port);
std::expected<UpstreamServer, Fault> parse_upstream(std::string_view text);

/// "192.0.2.1:53", "[2001:db8::1]:53"
std::string to_text(const Endpoint& endpoint);
/// As parse_upstream() takes it, with the port always named.
std::string to_text(const UpstreamServer& server);

/// What is wrong with the list as a whole, one sentence each; empty when it can be used.
std::vector<std::string> faults(const UpstreamConfig& config);

}  // namespace schoolgate
