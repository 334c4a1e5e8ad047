#include "admin-api/auth/oidc/key_set.h"

#include <algorithm>
#include <array>

#include <cjose/cjose.h>

#include "admin-api/auth/oidc/encoding.h"

namespace schoolgate::auth::oidc {
namespace {

struct Algorithm {
  std::string_view name, key_type;
};
constexpr std::array accepted{Algorithm{"RS256", "RSA"}, Algorithm{"ES256", "EC"}, Algorithm{"PS256", "RSA"}};

const Algorithm* find_algorithm(std::string_view name) {
  const auto* found = std::ranges::find(accepted, name, &Algorithm::name);
  return found == accepted.end() ? nullptr : found;
}

/// The public parts only, whatever else the document holds; empty for a key that no accepted algorithm uses.
Json public_part(const Json& key) {
  const auto type = text_at(key, "kty");
  if (type == "RSA") return {{"kty", "RSA"}, {"n", text_at(key, "n")}, {"e", text_at(key, "e")}};
  if (type == "EC" && text_at(key, "crv") == "P-256")
    return {{"kty", "EC"}, {"crv", "P-256"}, {"x", text_at(key, "x")}, {"y", text_at(key, "y")}};
  return {};
}

bool is_for_signatures(const Json& key) {
  const auto use = text_at(key, "use");
  const auto algorithm = text_at(key, "alg");
  return (use.empty() || use == "sig") && (algorithm.empty() || find_algorithm(algorithm) != nullptr);
}

std::shared_ptr<void> import(const Json& part) {
  const std::string text = part.dump(-1, ' ', false, Json::error_handler_t::replace);
  cjose_err error{};
  cjose_jwk_t* key = cjose_jwk_import(text.data(), text.size(), &error);
  if (key == nullptr) return nullptr;
  std::shared_ptr<void> owned(key, [](void* each) { cjose_jwk_release(static_cast<cjose_jwk_t*>(each)); });
  const auto bits = cjose_jwk_get_keysize(key, &error);
  const bool rsa = cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_RSA;
  return rsa && (bits < min_rsa_bits || bits > max_rsa_bits) ? nullptr : owned;
}

struct Header {
  std::string algorithm, key_id;
};

std::expected<Header, SignInRefusal> read_header(std::string_view token) {
  const auto refuse = [](SignInRefusal why) { return std::unexpected(why); };
  if (token.size() > max_token_octets || std::ranges::count(token, '.') != 2) return refuse(SignInRefusal::token_form);
  const auto text = from_base64url(token.substr(0, token.find('.')));
  const auto json = text ? read_object(*text) : std::nullopt;
  if (!json) return refuse(SignInRefusal::token_form);
  // "crit": an extension that must be understood, and none is. "b64": RFC 7797, which changes what is signed.
  if (json->contains("crit") || json->contains("b64")) return refuse(SignInRefusal::token_form);
  Header header{text_at(*json, "alg"), text_at(*json, "kid")};
  if (find_algorithm(header.algorithm) == nullptr) return refuse(SignInRefusal::algorithm);
  return header;
}

}  // namespace

bool is_accepted_algorithm(std::string_view name) { return find_algorithm(name) != nullptr; }

std::expected<KeySet, Fault> KeySet::read(std::string_view text) {
  const auto json = read_object(text);
  if (!json || !json->contains("keys") || !json->at("keys").is_array() || json->at("keys").size() > max_keys)
    return fault(Fault::Kind::unavailable, "the provider's keys cannot be read: they are no JSON Web Key Set");
  KeySet set;
  for (const Json& key : json->at("keys")) {
    if (!key.is_object() || !is_for_signatures(key)) continue;
    const Json part = public_part(key);
    if (part.empty()) continue;
    if (auto handle = import(part))
      set.keys_.push_back({text_at(key, "kid"), text_at(key, "alg"), text_at(key, "kty"), std::move(handle)});
  }
  if (set.keys_.empty())
    return fault(Fault::Kind::unavailable, "the provider publishes no key for RS256, ES256 or PS256");
  return set;
}

const KeySet::Key* KeySet::find(std::string_view id, std::string_view algorithm) const {
  const auto fits = [&](const Key& key) {
    return key.type == find_algorithm(algorithm)->key_type && (key.algorithm.empty() || key.algorithm == algorithm) &&
           (id.empty() || key.id == id);
  };
  const auto found = std::ranges::find_if(keys_, fits);
  if (found == keys_.end()) return nullptr;
  // A token that does not say which key: only when there is but one (OpenID Connect Core 1.0 section 10.1).
  if (id.empty() && std::ranges::count_if(keys_, fits) != 1) return nullptr;
  return &*found;
}

std::expected<std::string, SignInRefusal> KeySet::verify(const std::string& token) const {
  const auto header = read_header(token);
  if (!header) return std::unexpected(header.error());
  const Key* key = find(header->key_id, header->algorithm);
  if (key == nullptr) return std::unexpected(SignInRefusal::key);
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> signed_text(
      cjose_jws_import(token.data(), token.size(), &error), cjose_jws_release);
  if (!signed_text) return std::unexpected(SignInRefusal::token_form);
  if (!cjose_jws_verify(signed_text.get(), static_cast<const cjose_jwk_t*>(key->handle.get()), &error))
    return std::unexpected(SignInRefusal::signature);
  std::uint8_t* payload = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(signed_text.get(), &payload, &size, &error))
    return std::unexpected(SignInRefusal::token_form);
  return std::string(reinterpret_cast<const char*>(payload), size);
}

}  // namespace schoolgate::auth::oidc
