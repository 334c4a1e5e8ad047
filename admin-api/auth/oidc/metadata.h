// What a provider says of itself (OpenID Connect Discovery 1.0 section 4).
// Thread rules: pure functions.
// Errors: unavailable, in words for the network manager who sets single sign-on up.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/policy/single_sign_on.h"

namespace schoolgate::auth::oidc {

struct Metadata {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
  std::vector<std::string> algorithms;       // that ID tokens are signed with
  std::vector<std::string> authentications;  // that the token endpoint takes
  bool sends_issuer = false;                 // with the code: RFC 9207
};

/// Where the document is: below the issuer, as section 4.1 says.
std::string metadata_address(const std::string& issuer);
std::expected<Metadata, Fault> read_metadata(std::string_view text, const SingleSignOn& settings);
/// "client_secret_basic"
std::string_view text_of(ClientAuthentication authentication);

}  // namespace schoolgate::auth::oidc
