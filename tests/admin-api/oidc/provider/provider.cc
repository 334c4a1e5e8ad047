#include "tests/admin-api/oidc/provider/provider.h"

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/auth/oidc/pending_flows.h"

namespace schoolgate::test {
namespace {

constexpr const char* client_id = "schoolgate-at-school";

std::string decoded(const std::string& text) {
  std::string result;
  for (std::size_t n = 0; n < text.size(); ++n)
    if (text[n] == '%') {
      result += static_cast<char>(std::stoi(text.substr(n + 1, 2), nullptr, 16));
      n += 2;
    } else {
      result += text[n];
    }
  return result;
}

std::map<std::string, std::string> fields_of(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('&', at), text.size());
    const auto equals = text.find('=', at);
    fields[decoded(text.substr(at, equals - at))] = decoded(text.substr(equals + 1, end - equals - 1));
    at = end + 1;
  }
  return fields;
}

/// One for all tests: making it takes a while.
const TokenKey& first_key() {
  static const TokenKey key = TokenKey::rsa("first");
  return key;
}

}  // namespace

std::map<std::string, std::string> query_of(const std::string& address) {
  return fields_of(address.substr(address.find('?') + 1));
}

Provider::Provider(std::function<UtcMillis()> clock, std::string the_issuer)
    : issuer(std::move(the_issuer)), key(first_key()), clock_(std::move(clock)) {
  metadata = {{"issuer", issuer},
              {"authorization_endpoint", issuer + "/authorize"},
              {"token_endpoint", issuer + "/token"},
              {"jwks_uri", issuer + "/keys"},
              {"response_types_supported", {"code", "id_token"}},
              {"code_challenge_methods_supported", {"S256"}},
              {"id_token_signing_alg_values_supported", {"RS256", "ES256"}},
              {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post"}}};
  keys = {key.public_part()};
  person = {{"sub", "subject-of-teacher"},
            {"email", "Teacher@school.example"},
            {"email_verified", true},
            {"name", "Terry Teacher"}};
}

SingleSignOn Provider::settings() const {
  SingleSignOn settings;
  settings.enabled = true;
  settings.issuer = issuer;
  settings.client_id = client_id;
  settings.has_secret = true;
  settings.redirect_uri = std::string("https://box.school.example") + sign_in_callback_path;
  settings.domain = "school.example";
  return settings;
}

std::string Provider::sign_in(const std::string& address) {
  const auto query = query_of(address);
  const auto code = "code " + std::to_string(++next_code_);
  codes_[code] = {query.at("code_challenge"), query.at("nonce"), query.at("redirect_uri")};
  return code;
}

auth::oidc::WebReply Provider::token(const auth::oidc::WebRequest& request) {
  const auto fields = fields_of(request.form.value_or(""));
  const bool basic = request.user == client_id && request.password == client_secret;
  const bool post = fields.contains("client_secret") && fields.at("client_secret") == client_secret &&
                    fields.at("client_id") == client_id;
  if (basic == post) return {401, R"({"error": "invalid_client"})"};
  const auto given = codes_.extract(fields.at("code"));
  if (!given || fields.at("grant_type") != "authorization_code" ||
      auth::oidc::challenge_of(fields.at("code_verifier")) != given.mapped().challenge ||
      fields.at("redirect_uri") != given.mapped().redirect_uri)
    return {400, R"({"error": "invalid_grant"})"};
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_()).time_since_epoch().count();
  Claims claims = person;
  claims.update(
      {{"iss", issuer}, {"aud", client_id}, {"iat", now}, {"exp", now + 300}, {"nonce", given.mapped().nonce}});
  if (bend) bend(claims);
  return {200,
          nlohmann::json{{"token_type", "Bearer"}, {"access_token", "x"}, {"id_token", key.sign(algorithm, claims)}}
              .dump()};
}

auth::oidc::Exchange Provider::exchange() {
  return [this](const auth::oidc::WebRequest& request) -> std::expected<auth::oidc::WebReply, Fault> {
    requests.push_back(request);
    const auto path = request.address.substr(issuer.size());
    ++asked[path];
    if (down) return fault(Fault::Kind::unavailable, "no connection");
    if (path == "/.well-known/openid-configuration") return auth::oidc::WebReply{200, metadata.dump()};
    if (path == "/keys") return auth::oidc::WebReply{200, key_set(keys)};
    if (path == "/token") return token(request);
    return auth::oidc::WebReply{404, ""};
  };
}

}  // namespace schoolgate::test
