// A provider of the school's accounts in memory: it describes itself, publishes keys, and gives one ID token for each
// code, to the client that knows the secret and the verifier. Tests bend whatever they like. Thread rules: one thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "admin-api/auth/oidc/exchange.h"
#include "blocklists/policy/single_sign_on.h"
#include "blocklists/time.h"
#include "tests/admin-api/oidc/provider/token_key.h"

namespace schoolgate::test {

inline constexpr const char* client_secret = "a-client-secret-that-nobody-is-told";

/// The values of a URL's query, decoded.
std::map<std::string, std::string> query_of(const std::string& address);

class Provider {
 public:
  explicit Provider(std::function<UtcMillis()> clock, std::string issuer = "https://id.school.example");

  std::string issuer;
  nlohmann::json metadata;
  std::vector<nlohmann::json> keys;
  TokenKey key;  // that signs
  std::string algorithm = "RS256";
  Claims person;                      // what is said of whoever signs in: sub, email ...
  std::function<void(Claims&)> bend;  // the last word on the token's claims
  bool down = false;
  std::map<std::string, int> asked;  // path: how often
  std::vector<auth::oidc::WebRequest> requests;

  auth::oidc::Exchange exchange();
  /// What a browser does with the address that it is sent to; returns the code.
  std::string sign_in(const std::string& address);
  /// What the appliance must be set to.
  SingleSignOn settings() const;

 private:
  auth::oidc::WebReply token(const auth::oidc::WebRequest& request);
  std::function<UtcMillis()> clock_;
  struct Given {
    std::string challenge, nonce, redirect_uri;
  };
  std::map<std::string, Given> codes_;
  int next_code_ = 0;
};

}  // namespace schoolgate::test
