// A provider's public keys (RFC 7517), and the check of a signed token (RFC 7515) with them. Which algorithms are
// accepted is decided here, never by the token: no "none", nothing symmetric (RFC 8725 section 3.1).
// Thread rules: read() anywhere; a KeySet is immutable, verify() on any number of threads.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/policy/single_sign_on.h"

namespace schoolgate::auth::oidc {

inline constexpr std::size_t max_keys = 64;                              // providers publish two to ten
inline constexpr std::size_t max_token_octets = std::size_t{32} << 10U;  // Microsoft's with many claims reach 4 KiB
inline constexpr std::size_t min_rsa_bits = 2048;                        // RFC 7518 section 3.3
inline constexpr std::size_t max_rsa_bits = 8192;                        // beyond it a signature costs too much

/// RS256, ES256, PS256.
bool is_accepted_algorithm(std::string_view name);

class KeySet {
 public:
  /// Keys that are not for these algorithms are left out. Faults: unavailable, when none is left.
  static std::expected<KeySet, Fault> read(std::string_view text);
  std::size_t size() const { return keys_.size(); }
  /// The token's payload, once its signature is verified. Refusals: token_form, algorithm, key, signature.
  std::expected<std::string, SignInRefusal> verify(const std::string& token) const;

 private:
  struct Key {
    std::string id, algorithm;  // empty: not said
    std::string type;           // "RSA", "EC"
    std::shared_ptr<void> handle;
  };
  const Key* find(std::string_view id, std::string_view algorithm) const;
  std::vector<Key> keys_;
};

}  // namespace schoolgate::auth::oidc
