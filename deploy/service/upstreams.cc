#include "deploy/service/upstreams.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <spdlog/spdlog.h>

#include "resolver/upstream/server_text.h"
#include "resolver/upstream/socket_address.h"
#include "resolver/upstream/upstream_probe.h"

namespace schoolgate {
namespace {

bool is_unspecified(const Address& address) {
  const auto zero = [](std::uint8_t octet) { return octet == 0; };
  return address.is_ipv4() ? std::all_of(address.octets.begin() + 12, address.octets.end(), zero)
                           : std::ranges::all_of(address.octets, zero);
}

/// fe80::/10 says nothing without an interface's name, and DHCP cannot tell it.
bool is_link_local(const Address& address) {
  return !address.is_ipv4() && address.octets[0] == 0xfe && (address.octets[1] & 0xc0) == 0x80;
}

std::vector<Address> interface_addresses() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(first, &::freeifaddrs);
  std::vector<Address> found;
  for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || (each->ifa_flags & IFF_UP) == 0 || (each->ifa_flags & IFF_LOOPBACK) != 0) continue;
    const int family = each->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    const Address address = to_endpoint(each->ifa_addr).address;
    if (!is_link_local(address)) found.push_back(address);
  }
  return found;
}

}  // namespace

Upstreams::Upstreams(UpstreamConfig configured, const Settings& settings)
    : configured_(std::move(configured)), chosen_(settings.upstreams) {}

std::expected<UpstreamConfig, Fault> Upstreams::with(const std::vector<std::string>& servers) const {
  UpstreamConfig config = configured_;
  if (servers.empty()) return config;
  config.servers.clear();
  for (const std::string& text : servers) {
    const auto server = parse_upstream(text);
    if (!server) return std::unexpected(server.error());
    config.servers.push_back(*server);
  }
  if (const auto wrong = faults(config); !wrong.empty()) return fault(Fault::Kind::bad_input, wrong.front());
  return config;
}

UpstreamConfig Upstreams::in_force() const {
  const std::lock_guard lock(mutex_);
  auto config = with(chosen_);
  if (config) return *config;
  // They were good when they were set: the configuration around them has changed.
  spdlog::error("the school's upstream servers cannot be used ({}): the configuration's are asked",
                config.error().what);
  return configured_;
}

std::vector<std::string> Upstreams::texts_in_force() const {
  std::vector<std::string> texts;
  for (const UpstreamServer& server : in_force().servers) texts.push_back(to_text(server));
  return texts;
}

bool Upstreams::take(const Settings& settings) {
  const std::lock_guard lock(mutex_);
  if (chosen_ == settings.upstreams) return false;
  chosen_ = settings.upstreams;
  return true;
}

void Upstreams::take(UpstreamConfig configured) {
  const std::lock_guard lock(mutex_);
  configured_ = std::move(configured);
}

std::expected<void, Fault> Upstreams::check(const std::vector<std::string>& servers) const {
  const std::lock_guard lock(mutex_);
  if (const auto config = with(servers); !config) return std::unexpected(config.error());
  return {};
}

std::expected<std::vector<UpstreamCheck>, Fault> Upstreams::test(const std::vector<std::string>& servers,
                                                                 const Name& asked_for) const {
  UpstreamConfig config;
  {
    const std::lock_guard lock(mutex_);
    auto made = with(servers);
    if (!made) return std::unexpected(made.error());
    config = std::move(*made);
  }
  const auto results = probe_upstreams(config, asked_for);
  std::vector<UpstreamCheck> checks;
  for (std::size_t n = 0; n < results.size(); ++n) {
    const ProbeResult& result = results[n];
    using Signatures = UpstreamCheck::Signatures;
    checks.push_back({to_text(config.servers[n]), result.answered, result.took,
                      result.validated        ? Signatures::validated
                      : result.has_signatures ? Signatures::passed_on
                                              : Signatures::none,
                      result.problem});
  }
  return checks;
}

std::vector<Address> reachable_addresses(const std::vector<Endpoint>& endpoints) {
  std::vector<Address> found;
  const auto add = [&](const Address& address) {
    if (std::ranges::find(found, address) == found.end()) found.push_back(address);
  };
  for (const Endpoint& endpoint : endpoints) {
    if (!is_unspecified(endpoint.address)) {
      add(endpoint.address);
      continue;
    }
    for (const Address& address : interface_addresses())
      if (address.is_ipv4() == endpoint.address.is_ipv4()) add(address);
  }
  return found;
}

}  // namespace schoolgate
