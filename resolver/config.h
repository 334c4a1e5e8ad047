// The resolver's node facts, already checked by deploy/config. What a school changes is not here: it is in the
// Snapshot. Thread rules: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "blocklists/prefix.h"

namespace schoolgate {

struct Endpoint {
  Address address;
  std::uint16_t port = 53;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// One upstream server: "192.0.2.1", "192.0.2.1:5353", "tcp://192.0.2.1:53", "tls://9.9.9.9:853#dns.quad9.net".
struct UpstreamServer {
  enum class Transport : std::uint8_t { udp, tcp, tls };
  Transport transport = Transport::udp;
  Endpoint endpoint;
  std::string tls_name;  // the name its certificate must hold; required for tls
  friend bool operator==(const UpstreamServer&, const UpstreamServer&) = default;
};

struct UpstreamConfig {
  std::vector<UpstreamServer> servers;  // at least one
  enum class Dnssec : std::uint8_t { automatic, on, off } dnssec = Dnssec::automatic;
  std::string trust_anchor_file = "/usr/share/dns/root.key";
  std::string ca_file;  // empty: the system's
};

struct ResolverConfig {
  std::vector<Endpoint> listen;  // udp and tcp on each
  std::vector<Prefix> allow;     // who may ask
  unsigned workers = 0;          // 0: one a core
  UpstreamConfig upstream;
  std::size_t cache_octets = std::size_t{32} << 20;  // answers, all workers together
};

}  // namespace schoolgate
