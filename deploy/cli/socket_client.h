// One HTTP request to the running appliance over its unix socket, through libcurl.
// Thread rules: one call at a time. Errors: unavailable, in words, when nothing listens there or the socket refuses us.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "admin-api/console/console.h"
#include "blocklists/fault.h"

namespace schoolgate {

struct SocketReply {
  long status = 0;
  std::string body;  // empty when a sink took it
};

/// With `sink`, the body of a successful reply goes there piece by piece; false from it stops the transfer.
std::expected<SocketReply, Fault> call(const std::string& socket_path, const console::Request& request,
                                       const std::function<bool(std::string_view)>& sink = {});

}  // namespace schoolgate
