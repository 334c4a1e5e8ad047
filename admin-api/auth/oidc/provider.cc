#include "admin-api/auth/oidc/provider.h"

#include <fmt/format.h>

#include "admin-api/auth/oidc/encoding.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr long ok = 200;

/// A clock that went back makes everything old.
bool is_younger(UtcMillis since, UtcMillis now, std::chrono::milliseconds than) {
  return now >= since && now - since < than;
}

WebRequest token_request(const Registration& registration, const Metadata& metadata, const std::string& code,
                         const std::string& verifier) {
  const auto& [settings, credentials] = registration;
  Parameters fields{{"grant_type", "authorization_code"},
                    {"code", code},
                    {"redirect_uri", settings.redirect_uri},
                    {"code_verifier", verifier}};
  WebRequest request{metadata.token_endpoint, std::nullopt, {}, {}, credentials.authority};
  if (settings.authentication == ClientAuthentication::post) {
    fields.emplace_back("client_id", settings.client_id);
    fields.emplace_back("client_secret", credentials.secret);
  } else {  // encoded first: RFC 6749 section 2.3.1
    request.user = escaped(settings.client_id);
    request.password = escaped(credentials.secret);
  }
  request.form = form(fields);
  return request;
}

}  // namespace

template <class Value, class Fetch>
std::expected<Value, Fault> Provider::kept_or(Kept<Value>& kept, Fetch&& fetch) {
  const auto now = clock_();
  if (kept.value && is_younger(kept.since, now, provider_kept)) return *kept.value;
  if (kept.failure && is_younger(kept.since, now, between_failures)) return std::unexpected(*kept.failure);
  std::expected<Value, Fault> fetched = fetch();
  kept = {};
  kept.since = now;
  if (fetched)
    kept.value = *fetched;
  else
    kept.failure = fetched.error();
  return fetched;
}

void Provider::turn_to(const Registration& registration) {
  const auto& [settings, credentials] = registration;
  if (issuer_ == settings.issuer && authority_ == credentials.authority && authentication_ == settings.authentication)
    return;
  issuer_ = settings.issuer;
  authority_ = credentials.authority;
  authentication_ = settings.authentication;
  metadata_ = {};
  keys_ = {};
  sought_.reset();
}

void Provider::forget() {
  const std::lock_guard lock(mutex_);
  metadata_ = {};
  keys_ = {};
  sought_.reset();
}

std::expected<std::string, Fault> Provider::get(const Registration& registration, const std::string& address) const {
  auto reply = exchange_({address, std::nullopt, {}, {}, registration.credentials.authority});
  if (!reply) return std::unexpected(reply.error());
  if (reply->status != ok)
    return fault(Fault::Kind::unavailable, fmt::format("the provider answers {} at {}", reply->status, address),
                 "Check the issuer's address.");
  return std::move(reply->body);
}

std::expected<Metadata, Fault> Provider::metadata_locked(const Registration& registration) {
  turn_to(registration);
  return kept_or(metadata_, [&]() -> std::expected<Metadata, Fault> {
    const auto text = get(registration, metadata_address(registration.settings.issuer));
    if (!text) return std::unexpected(text.error());
    return read_metadata(*text, registration.settings);
  });
}

std::expected<std::shared_ptr<const KeySet>, Fault> Provider::keys_locked(const Registration& registration) {
  const auto metadata = metadata_locked(registration);
  if (!metadata) return std::unexpected(metadata.error());
  return kept_or(keys_, [&]() -> std::expected<std::shared_ptr<const KeySet>, Fault> {
    const auto text = get(registration, metadata->jwks_uri);
    if (!text) return std::unexpected(text.error());
    auto keys = KeySet::read(*text);
    if (!keys) return std::unexpected(keys.error());
    return std::make_shared<const KeySet>(std::move(*keys));
  });
}

std::expected<Metadata, Fault> Provider::metadata(const Registration& registration) {
  const std::lock_guard lock(mutex_);
  return metadata_locked(registration);
}

std::expected<std::shared_ptr<const KeySet>, Fault> Provider::keys(const Registration& registration) {
  const std::lock_guard lock(mutex_);
  return keys_locked(registration);
}

std::expected<std::shared_ptr<const KeySet>, Fault> Provider::newer_keys(const Registration& registration) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_();
  if (!sought_ || !is_younger(*sought_, now, between_key_fetches)) {
    sought_ = now;
    keys_ = {};
  }
  return keys_locked(registration);
}

std::expected<std::string, NoToken> Provider::redeem(const Registration& registration, const std::string& code,
                                                     const std::string& verifier) {
  const auto known = metadata(registration);
  if (!known) return std::unexpected(NoToken{{}, known.error()});
  const auto reply = exchange_(token_request(registration, *known, code, verifier));
  if (!reply) return std::unexpected(NoToken{{}, reply.error()});
  const auto json = read_object(reply->body);
  std::string token = json ? text_at(*json, "id_token") : std::string();
  if (reply->status == ok && !token.empty()) return token;
  constexpr std::size_t max_error_octets = 64;  // the registered ones are under 30
  return std::unexpected(
      NoToken{json ? text_at(*json, "error").substr(0, max_error_octets) : std::string(),
              {Fault::Kind::unavailable, fmt::format("the provider's token endpoint answers {}", reply->status), {}}});
}

}  // namespace schoolgate::auth::oidc
