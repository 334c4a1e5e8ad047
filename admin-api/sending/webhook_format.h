// A notice as a webhook's request: a JSON body, and the three headers of the Standard Webhooks specification
// (https://www.standardwebhooks.com): webhook-id, webhook-timestamp and webhook-signature, "v1," and the base64 of
// HMAC-SHA256 over "id.timestamp.body" with the secret that both sides share.
// Thread rules: pure, but for the random octets of a new secret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/time.h"

namespace schoolgate::sending {

struct WebhookText {
  std::string id;
  UtcMillis time{};
  std::string kind;
  std::uint64_t serial = 0;
  std::string summary, subject, checkpoint;
};

std::string webhook_body(const WebhookText& text);

/// "whsec_" and the base64 of 24 to 64 octets, as the specification has it.
bool is_webhook_secret(std::string_view secret);
std::string make_webhook_secret();

/// "name: value" of the three headers and the content's type. Nothing when the secret is none.
std::optional<std::vector<std::string>> webhook_headers(std::string_view secret, std::string_view id, UtcSeconds now,
                                                        std::string_view body);

/// The same octets of the same things give the same id, on every box of the school and after a restart.
std::string stable_id(const std::vector<std::string_view>& parts);

}  // namespace schoolgate::sending
