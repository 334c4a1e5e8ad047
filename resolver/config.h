// The resolver's node facts, already checked by deploy/config. What a school changes is not here: it is in the
// Snapshot. Thread rules: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "blocklists/prefix.h"
#include "resolver/identify/leases.h"

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

/// Servers of the school's own for a zone (conditional forwarding): "school.local", "10.in-addr.arpa".
struct ZoneServers {
  std::string zone;  // canonical text
  std::vector<Endpoint> servers;
  friend bool operator==(const ZoneServers&, const ZoneServers&) = default;
};

struct UpstreamConfig {
  std::vector<UpstreamServer> servers;  // at least one
  enum class Dnssec : std::uint8_t { automatic, on, off } dnssec = Dnssec::automatic;
  std::string trust_anchor_file = "/usr/share/dns/root.key";
  std::string ca_file;             // empty: the system's
  std::vector<ZoneServers> zones;  // the school's, out of the Snapshot: not in the file
};

/// Where DHCP leases are read: "kea:/var/lib/kea/kea-leases4.csv".
struct LeaseFile {
  LeaseFormat format = LeaseFormat::kea;
  std::string path;
  friend bool operator==(const LeaseFile&, const LeaseFile&) = default;
};

/// How a client's hardware address and name are found from its address.
struct ClientsConfig {
  std::vector<LeaseFile> leases;  // in order of trust
  bool neighbours = true;         // the kernel's neighbour table
};

struct ResolverConfig {
  std::vector<Endpoint> listen;  // udp and tcp on each
  std::vector<Prefix> allow;     // who may ask
  unsigned workers = 0;          // 0: one a core
  UpstreamConfig upstream;
  ClientsConfig clients;
  std::size_t cache_octets = std::size_t{32} << 20;  // answers, all workers together
};

}  // namespace schoolgate
