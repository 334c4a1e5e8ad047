#include "admin-api/sending/webhook_format.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "blocklists/change-control/text.h"

namespace schoolgate::sending {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t least_key = 24, longest_key = 64;  // octets, of the specification
constexpr std::size_t made_key = 32;
constexpr std::size_t id_octets = 16;

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  auto key = from_base64(secret.substr(secret_prefix.size()));
  if (!key || key->size() < least_key || key->size() > longest_key) return std::nullopt;
  return key;
}

}  // namespace

std::string webhook_body(const WebhookText& text) {
  const nlohmann::ordered_json json = {{"id", text.id},
                                       {"time", to_rfc3339(text.time)},
                                       {"kind", text.kind},
                                       {"serial", text.serial},
                                       {"summary", text.summary},
                                       {"subject", text.subject},
                                       {"checkpoint", text.checkpoint}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool is_webhook_secret(std::string_view secret) { return key_of(secret).has_value(); }

std::string make_webhook_secret() {
  std::array<std::uint8_t, made_key> key{};
  randombytes_buf(key.data(), key.size());
  return std::string(secret_prefix) + to_base64(key);
}

std::optional<std::vector<std::string>> webhook_headers(std::string_view secret, std::string_view id, UtcSeconds now,
                                                        std::string_view body) {
  const auto key = key_of(secret);
  if (!key) return std::nullopt;
  const auto timestamp = now.time_since_epoch().count();
  const std::string before = fmt::format("{}.{}.", id, timestamp);
  crypto_auth_hmacsha256_state state;
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac{};
  const auto take = [&](std::string_view text) {
    const auto octets = as_octets(text);
    crypto_auth_hmacsha256_update(&state, octets.data(), octets.size());
  };
  crypto_auth_hmacsha256_init(&state, as_octets(*key).data(), key->size());
  take(before);
  take(body);
  crypto_auth_hmacsha256_final(&state, mac.data());
  return std::vector<std::string>{"Content-Type: application/json", fmt::format("webhook-id: {}", id),
                                  fmt::format("webhook-timestamp: {}", timestamp),
                                  fmt::format("webhook-signature: v1,{}", to_base64(mac))};
}

std::string stable_id(const std::vector<std::string_view>& parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, id_octets);
  for (const std::string_view part : parts) {
    const std::string framed = fmt::format("{}:{};", part.size(), part);  // "ab","c" is not "a","bc"
    crypto_generichash_update(&state, as_octets(framed).data(), framed.size());
  }
  std::array<std::uint8_t, id_octets> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  return "msg_" + to_hex(hash);
}

}  // namespace schoolgate::sending
