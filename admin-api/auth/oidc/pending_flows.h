// Sign-ins that were begun and are not over: what the provider's reply is held against. Each can be ended once, in the
// browser that began it, for ten minutes. They are kept under the state's hash, as sessions are, and end with the
// process.
// Thread rules: any thread.
#pragma once

#include <array>
#include <chrono>
#include <expected>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "blocklists/policy/single_sign_on.h"
#include "blocklists/time.h"

namespace schoolgate::auth::oidc {

inline constexpr std::chrono::minutes flow_limit{10};             // to type a password and a second factor in
inline constexpr std::size_t max_pending_flows = 1024;            // of 1 KiB; anybody can begin one
inline constexpr std::size_t max_pending_flows_per_address = 32;  // one address cannot push the others' out

struct Flow {
  std::string issuer, client_id;  // as set when it was begun
  std::string nonce;
  std::string verifier;  // PKCE: RFC 7636 section 4.1
  UtcMillis begun{};
};

class PendingFlows {
 public:
  explicit PendingFlows(Clock clock) : clock_(std::move(clock)) {}
  struct Begun {
    std::string state;    // for the provider, which sends it back
    std::string browser;  // for the cookie; nowhere else
    Flow flow;
  };
  Begun begin(const std::string& address, std::string issuer, std::string client_id);
  /// Takes the flow out, whoever asks: no state is good twice. Refusals: unknown_flow, other_browser.
  std::expected<Flow, SignInRefusal> take(std::string_view state, std::string_view browser);
  std::size_t size() const;

 private:
  using Key = std::array<unsigned char, 32>;
  struct Row {
    Flow flow;
    Key browser{};
    std::string address;
  };
  static Key key_of(std::string_view text);
  static bool ended(const Row& row, UtcMillis now);
  void make_room(const std::string& address, UtcMillis now);
  Clock clock_;
  mutable std::mutex mutex_;  // guards rows_
  std::map<Key, Row> rows_;
};

/// RFC 7636 section 4.2, S256.
std::string challenge_of(std::string_view verifier);

}  // namespace schoolgate::auth::oidc
