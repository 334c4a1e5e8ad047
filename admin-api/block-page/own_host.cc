#include "admin-api/block-page/own_host.h"

#include <algorithm>

#include <fmt/format.h>

#include "admin-api/block-page/reply.h"
#include "admin-api/block-page/visit.h"

namespace schoolgate::block_page {
namespace {

constexpr std::uint16_t https_port = 443;

/// Without the port: "10.1.0.2", "[2001:db8::1]", "gate.school.example".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']'), host.size() - 1) + 1);
  return host.substr(0, host.find(':'));
}

std::optional<Address> address_in(std::string_view host) {
  auto text = without_port(host);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return Address::parse(text);
}

}  // namespace

bool is_own_host(std::string_view host, const PolicyState& state, std::span<const Address> own) {
  if (host.empty() || address_in(host)) return true;
  const auto site = site_of(host);
  if (!site) return true;  // one label, or no name that DNS could have led here
  const std::string name = site->to_text();
  return std::ranges::any_of(state.local_records, [&](const auto& row) {
    const LocalRecord& record = row.second;
    const auto address = record.name == name ? Address::parse(record.value) : std::nullopt;
    return address && std::ranges::find(own, *address) != own.end();
  });
}

std::string admin_address(std::string_view host, std::string_view admin_listens_at, std::uint16_t admin_port) {
  const auto listens_at = Address::parse(admin_listens_at);
  if (host.empty() || !listens_at || admin_port == 0) return {};
  const bool everywhere = admin_listens_at == "0.0.0.0" || admin_listens_at == "::";
  const auto wanted = address_in(host);
  if (!everywhere && wanted && *wanted != *listens_at) return {};
  const auto loopback = Prefix::parse(listens_at->is_ipv4() ? "127.0.0.0/8" : "::1/128");
  if (!everywhere && !wanted && loopback->contains(*listens_at)) return {};
  const auto name = without_port(host);
  return admin_port == https_port ? fmt::format("https://{}/", name) : fmt::format("https://{}:{}/", name, admin_port);
}

std::optional<http::Response> instead_of_admin(const http::Request& request, const Snapshot& snapshot,
                                               const DeviceDirectory* directory, std::span<const Address> own,
                                               UtcSeconds now) {
  const auto host = request.header("Host");
  if (request.peer.at_console() || is_own_host(host, *snapshot.state, own)) return std::nullopt;
  const auto client = Address::parse(request.peer.address).value_or(Address{});
  const Visit visit = look_at(snapshot, directory, host, client, now);
  return visit.blocked ? std::optional(to_response(visit.view)) : std::nullopt;
}

}  // namespace schoolgate::block_page
