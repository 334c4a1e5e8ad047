#include "admin-api/sending/secrets.h"

#include <nlohmann/json.hpp>

namespace schoolgate::sending {

using Json = nlohmann::json;

std::expected<Secrets, Fault> read_secrets(const Store& store, const std::string& key) {
  const auto value = store.get(Family::outbox, key);
  if (!value) return std::unexpected(value.error());
  if (!*value) return Secrets();
  const Json json = Json::parse(**value, nullptr, false);
  Secrets secrets;
  for (const auto& [name, field] : {std::pair{"user", &secrets.user},
                                    {"password", &secrets.password},
                                    {"secret", &secrets.secret},
                                    {"authority", &secrets.authority}}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string())
      return fault(Fault::Kind::damaged, "the stored password of the mail server or a webhook cannot be read",
                   "Set it again, or restore the latest backup.");
    *field = json[name].get<std::string>();
  }
  return secrets;
}

void put_secrets(Store::Batch& batch, const std::string& key, const Secrets& secrets) {
  if (secrets == Secrets()) return batch.erase(Family::outbox, key);
  batch.put(Family::outbox, key,
            Json{{"user", secrets.user},
                 {"password", secrets.password},
                 {"secret", secrets.secret},
                 {"authority", secrets.authority}}
                .dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace schoolgate::sending
