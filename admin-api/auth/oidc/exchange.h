// One request to the provider, over HTTPS: certificates and names are always verified, no redirect is followed, nothing
// is read beyond a limit.
// Thread rules: any thread; a call blocks until the reply is there or its time is over.
// Errors: unavailable (no reply, or not in time), limit (a reply that is too large). No fault tells a secret.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "blocklists/fault.h"

namespace schoolgate::auth::oidc {

// A person waits before a blank page, and two of the API's four workers may be here: a provider that takes longer is
// down for all that it matters.
inline constexpr std::chrono::seconds connect_time{5};
inline constexpr std::chrono::seconds reply_time{10};
inline constexpr std::size_t max_reply_octets = std::size_t{256} << 10U;  // ten times the largest key set seen

struct WebRequest {
  std::string address;
  std::optional<std::string> form;  // sent with POST; without it the request is a GET
  std::string user, password;       // RFC 7617; none when `user` is empty
  std::string authority;            // PEM: no other authority is trusted; empty: those of the system
};

struct WebReply {
  long status = 0;
  std::string body;
};

/// Tests hand in a provider of their own.
using Exchange = std::function<std::expected<WebReply, Fault>(const WebRequest&)>;
/// By libcurl. `proxy` empty: the environment's. `cancelled` is asked about once a second, from the calling thread.
Exchange over_https(std::string proxy, std::function<bool()> cancelled);

}  // namespace schoolgate::auth::oidc
