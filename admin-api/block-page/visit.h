// Whose page somebody wanted to see, and what is said of it: decided anew for the visitor's device, at the moment of
// the visit. Never a list's name, and nothing at all of a sealed one. Thread rules: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "admin-api/block-page/page.h"
#include "blocklists/policy/decision.h"
#include "blocklists/policy/device_directory.h"

namespace schoolgate::block_page {

struct Visit {
  std::optional<Name> site;  // nothing: an address, or no name at all
  bool blocked = false;      // for this device, now
  bool may_report = false;   // there is something to say of it, and it may be written down
  std::string device;        // id of a device that the school knows, else its address
  std::string group;         // id
  View view;                 // without the token
};

/// The name that a request's Host field means (RFC 9110 section 7.2), without port and last dot.
std::optional<Name> site_of(std::string_view host);
Visit look_at(const Snapshot& snapshot, const DeviceDirectory* directory, std::string_view host, const Address& client,
              UtcSeconds now);

}  // namespace schoolgate::block_page
