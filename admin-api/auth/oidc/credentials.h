// What the appliance proves itself with at the provider. Kept in the store beside the state, never in it: no snapshot,
// no leaf, no reply and no message has the secret. In every backup, as the sealed lists' credentials are. Thread rules:
// any thread. Errors: storage, damaged.
#pragma once

#include <expected>
#include <string>

#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate::auth::oidc {

struct ClientCredentials {
  std::string secret;
  std::string authority;  // PEM: for a provider with a private authority; empty: the system's
  friend bool operator==(const ClientCredentials&, const ClientCredentials&) = default;
};

std::expected<ClientCredentials, Fault> read_client_credentials(const Store& store);
/// Into a batch that belongs to the change of the settings.
void put_client_credentials(Store::Batch& batch, const ClientCredentials& credentials);

}  // namespace schoolgate::auth::oidc
