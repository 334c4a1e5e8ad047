#include "admin-api/auth/oidc/metadata.h"

#include <algorithm>

#include <fmt/format.h>

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/auth/oidc/key_set.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr std::size_t max_shown_octets = 200;  // of what a stranger's document says

std::unexpected<Fault> wrong(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::unavailable, std::move(what), std::move(hint));
}

bool among(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

std::string_view text_of(ClientAuthentication authentication) {
  return authentication == ClientAuthentication::post ? "client_secret_post" : "client_secret_basic";
}

std::string metadata_address(const std::string& issuer) {
  return issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration";
}

std::expected<Metadata, Fault> read_metadata(std::string_view text, const SingleSignOn& settings) {
  const auto json = read_object(text);
  if (!json) return wrong("the provider's description of itself is not the JSON that it must be");
  // Character by character: with anything else, one provider could speak for another.
  if (const auto issuer = text_at(*json, "issuer"); issuer != settings.issuer)
    return wrong(fmt::format("the provider says that its issuer is \"{}\", not \"{}\"",
                             issuer.substr(0, max_shown_octets), settings.issuer),
                 "Set the issuer exactly as the provider writes it.");
  Metadata metadata{text_at(*json, "authorization_endpoint"),
                    text_at(*json, "token_endpoint"),
                    text_at(*json, "jwks_uri"),
                    texts_at(*json, "id_token_signing_alg_values_supported"),
                    texts_at(*json, "token_endpoint_auth_methods_supported"),
                    false};
  for (const auto* address : {&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri})
    if (!is_https(*address)) return wrong("the provider does not name the https:// addresses that a sign-in needs");
  if (const auto types = texts_at(*json, "response_types_supported"); !among(types, "code"))
    return wrong("the provider does not offer the authorization code flow");
  // Optional in the document: Microsoft takes S256 and does not list it.
  if (const auto methods = texts_at(*json, "code_challenge_methods_supported");
      !methods.empty() && !among(methods, "S256"))
    return wrong("the provider does not take PKCE with S256");
  if (!std::ranges::any_of(metadata.algorithms, is_accepted_algorithm))
    return wrong("the provider signs with none of RS256, ES256 and PS256");
  if (metadata.authentications.empty()) metadata.authentications = {"client_secret_basic"};  // the default: section 3
  if (!among(metadata.authentications, text_of(settings.authentication)))
    return wrong(fmt::format("the provider does not take {}", text_of(settings.authentication)),
                 "Set the other client authentication.");
  const auto sends = json->find("authorization_response_iss_parameter_supported");
  metadata.sends_issuer = sends != json->end() && sends->is_boolean() && sends->get<bool>();
  return metadata;
}

}  // namespace schoolgate::auth::oidc
