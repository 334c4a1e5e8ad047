#include "admin-api/auth/oidc/credentials.h"

#include "admin-api/auth/oidc/encoding.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr const char* credentials_key = "sign_in/provider";  // of Family::sealed, see store/FORMAT.md

}  // namespace

std::expected<ClientCredentials, Fault> read_client_credentials(const Store& store) {
  const auto stored = store.get(Family::sealed, credentials_key);
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return ClientCredentials{};
  const auto json = read_object(**stored);
  if (!json)
    return fault(Fault::Kind::damaged, "the client secret of single sign-on is damaged in the store", "Set it again.");
  return ClientCredentials{text_at(*json, "secret"), text_at(*json, "authority")};
}

void put_client_credentials(Store::Batch& batch, const ClientCredentials& credentials) {
  if (credentials == ClientCredentials{}) return batch.erase(Family::sealed, credentials_key);
  const Json json{{"authority", credentials.authority}, {"secret", credentials.secret}};
  batch.put(Family::sealed, credentials_key, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace schoolgate::auth::oidc
