// The provider as it is now: its description and keys, fetched and kept for a while, and the exchange of a code for an
// ID token. Asked too often, it is not asked: strangers begin sign-ins, and the provider must not hear of each. Thread
// rules: any thread; one conversation at a time, others wait. Errors: unavailable, limit.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "admin-api/auth/oidc/credentials.h"
#include "admin-api/auth/oidc/exchange.h"
#include "admin-api/auth/oidc/key_set.h"
#include "admin-api/auth/oidc/metadata.h"
#include "blocklists/time.h"

namespace schoolgate::auth::oidc {

inline constexpr std::chrono::hours provider_kept{1};           // a key that is withdrawn is good no longer than this
inline constexpr std::chrono::seconds between_failures{10};     // a provider that is down is not asked by each visitor
inline constexpr std::chrono::seconds between_key_fetches{60};  // for keys that are not known: rotation is rare
inline constexpr std::size_t max_code_octets = 4096;            // Microsoft's are near 2 KiB

struct Registration {
  SingleSignOn settings;
  ClientCredentials credentials;
};

/// What the token endpoint said in place of a token: "invalid_grant" (RFC 6749 section 5.2), or empty for anything
/// else.
struct NoToken {
  std::string error;
  Fault fault;
};

class Provider {
 public:
  Provider(Clock clock, Exchange exchange) : clock_(std::move(clock)), exchange_(std::move(exchange)) {}

  std::expected<Metadata, Fault> metadata(const Registration& registration);
  std::expected<std::shared_ptr<const KeySet>, Fault> keys(const Registration& registration);
  /// Fetched anew, for a token whose key is not among them; those there are when that was done a moment ago.
  std::expected<std::shared_ptr<const KeySet>, Fault> newer_keys(const Registration& registration);
  /// The ID token for a code: one use each.
  std::expected<std::string, NoToken> redeem(const Registration& registration, const std::string& code,
                                             const std::string& verifier);
  /// Forgets what is known: for a test of the settings.
  void forget();

 private:
  template <class Value>
  struct Kept {
    std::optional<Value> value;
    std::optional<Fault> failure;
    UtcMillis since{};
  };
  template <class Value, class Fetch>
  std::expected<Value, Fault> kept_or(Kept<Value>& kept, Fetch&& fetch);
  void turn_to(const Registration& registration);
  std::expected<Metadata, Fault> metadata_locked(const Registration& registration);
  std::expected<std::shared_ptr<const KeySet>, Fault> keys_locked(const Registration& registration);
  std::expected<std::string, Fault> get(const Registration& registration, const std::string& address) const;

  Clock clock_;
  Exchange exchange_;
  std::mutex mutex_;  // guards what follows, and is held while the provider is asked
  std::string issuer_, authority_;
  ClientAuthentication authentication_ = ClientAuthentication::basic;
  Kept<Metadata> metadata_;
  Kept<std::shared_ptr<const KeySet>> keys_;
  std::optional<UtcMillis> sought_;  // when a key was not known
};

}  // namespace schoolgate::auth::oidc
