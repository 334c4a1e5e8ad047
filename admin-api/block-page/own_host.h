// Which of the appliance's two faces answers a request: the web admin, or the block page. A browser says in the Host
// field whom it wanted (RFC 9110 section 7.2), and a blocked name was answered with the appliance's own address.
//   the appliance itself (an address, a name without dots, a name that the school's records lead here): the web admin
//   any other name: the block page. On the admin's own port only when the name is blocked for the visitor's device: the
//   school may have a name for the appliance in a DNS of its own, and must not be locked out by using it
// Thread rules: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admin-api/http/message.h"
#include "blocklists/policy/device_directory.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate::block_page {

/// Whether a Host field means the appliance. `own`: the addresses at which the school's devices reach it.
bool is_own_host(std::string_view host, const PolicyState& state, std::span<const Address> own);

/// Where the web admin is for somebody who came to the block page's port with the appliance's own name or address;
/// empty when it listens elsewhere only.
std::string admin_address(std::string_view host, std::string_view admin_listens_at, std::uint16_t admin_port);

/// What the admin's own port answers instead of a page of the admin; nothing when the admin is meant. Without the
/// forms: they go to the block page's port.
std::optional<http::Response> instead_of_admin(const http::Request& request, const Snapshot& snapshot,
                                               const DeviceDirectory* directory, std::span<const Address> own,
                                               UtcSeconds now);

}  // namespace schoolgate::block_page
