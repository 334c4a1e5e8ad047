// Tells systemd how the service is: ready, stopping, still alive. Nothing happens when systemd is not there.
// Thread rules: any thread. Source: sd_notify(3), the datagram protocol of $NOTIFY_SOCKET.
#pragma once

#include <string_view>

namespace schoolgate {

/// One message, for instance "READY=1" or "WATCHDOG=1".
void notify_service_manager(std::string_view message);

}  // namespace schoolgate
