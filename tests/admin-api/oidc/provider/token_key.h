// A key pair of a provider, made at run time, that signs whatever a test wants signed.
// Thread rules: one thread.
#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

namespace schoolgate::test {

using Claims = nlohmann::json;

class TokenKey {
 public:
  static TokenKey rsa(std::string id, std::size_t bits = 2048);
  static TokenKey ec(std::string id);
  static TokenKey secret(std::string id, const std::string& octets);

  const std::string& id() const { return id_; }
  nlohmann::json public_part() const;
  /// With `kid` in the header unless `names_key` is false; `more` goes into the header as it is.
  std::string sign(const std::string& algorithm, const Claims& claims, bool names_key = true,
                   const nlohmann::json& more = nlohmann::json::object()) const;

 private:
  TokenKey(std::string id, void* handle);
  std::string id_;
  std::shared_ptr<void> handle_;
};

/// {"keys": [...]}
std::string key_set(const std::vector<nlohmann::json>& keys);
/// Header and claims as given, with no signature behind the last dot.
std::string unsigned_token(const nlohmann::json& header, const Claims& claims);

}  // namespace schoolgate::test
