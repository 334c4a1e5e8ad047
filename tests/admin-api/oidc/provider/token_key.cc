#include "tests/admin-api/oidc/provider/token_key.h"

#include <stdexcept>

#include <cjose/cjose.h>

#include "admin-api/auth/oidc/encoding.h"

namespace schoolgate::test {

TokenKey::TokenKey(std::string id, void* handle)
    : id_(std::move(id)), handle_(handle, [](void* each) { cjose_jwk_release(static_cast<cjose_jwk_t*>(each)); }) {
  if (handle == nullptr) throw std::runtime_error("no key could be made");
}

TokenKey TokenKey::rsa(std::string id, std::size_t bits) {
  const unsigned char exponent[] = {1, 0, 1};
  cjose_err error{};
  return {std::move(id), cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, &error)};
}

TokenKey TokenKey::ec(std::string id) {
  cjose_err error{};
  return {std::move(id), cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)};
}

TokenKey TokenKey::secret(std::string id, const std::string& octets) {
  cjose_err error{};
  return {std::move(id),
          cjose_jwk_create_oct_spec(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), &error)};
}

nlohmann::json TokenKey::public_part() const {
  cjose_err error{};
  const std::unique_ptr<char, decltype(&free)> text(
      cjose_jwk_to_json(static_cast<cjose_jwk_t*>(handle_.get()), false, &error), free);
  auto json = nlohmann::json::parse(text.get());
  json["kid"] = id_;
  json["use"] = "sig";
  return json;
}

std::string TokenKey::sign(const std::string& algorithm, const Claims& claims, bool names_key,
                           const nlohmann::json& more) const {
  cjose_err error{};
  const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(cjose_header_new(&error),
                                                                                cjose_header_release);
  cjose_header_set(header.get(), "alg", algorithm.c_str(), &error);
  if (names_key) cjose_header_set(header.get(), "kid", id_.c_str(), &error);
  for (const auto& [name, value] : more.items())
    cjose_header_set_raw(header.get(), name.c_str(), value.dump().c_str(), &error);
  const std::string payload = claims.dump();
  const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> made(
      cjose_jws_sign(static_cast<cjose_jwk_t*>(handle_.get()), header.get(),
                     reinterpret_cast<const unsigned char*>(payload.data()), payload.size(), &error),
      cjose_jws_release);
  const char* text = nullptr;
  if (!made || !cjose_jws_export(made.get(), &text, &error)) throw std::runtime_error("the token cannot be signed");
  return text;
}

std::string key_set(const std::vector<nlohmann::json>& keys) { return nlohmann::json{{"keys", keys}}.dump(); }

std::string unsigned_token(const nlohmann::json& header, const Claims& claims) {
  return auth::oidc::to_base64url(header.dump()) + "." + auth::oidc::to_base64url(claims.dump()) + ".";
}

}  // namespace schoolgate::test
