// Who tries to go round the filter: counts since the start, with what is known of the device that has the address now.
#include <algorithm>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

// A page to act on, not an archive: whoever tries is at its top.
constexpr std::size_t max_attempts_shown = 1000;

std::uint64_t sum(const Attempt& attempt) { return attempt.signals + attempt.names; }

Json to_json(const Attempt& attempt, const Snapshot& snapshot, const DeviceDirectory* directory) {
  const Client client = schoolgate::identify(snapshot, attempt.client, directory);
  const auto seen = directory != nullptr ? directory->find(attempt.client) : std::nullopt;
  Json json = {{"client", attempt.client.to_text()},
               {"group", snapshot.groups[client.group].id},
               {"signals", attempt.signals},
               {"names", attempt.names},
               {"last", to_rfc3339(attempt.last)}};
  if (client.device != nullptr) {
    json["device"] = client.device->id;
    json["device_name"] = client.device->name;
  }
  if (seen && seen->mac) json["mac"] = seen->mac->to_text();
  if (seen && !seen->host.empty()) json["host"] = seen->host;
  return json;
}

Answer show(const Context& context) {
  auto attempts = context.sight.attempts ? context.sight.attempts() : std::vector<Attempt>{};
  std::ranges::sort(attempts, [](const Attempt& a, const Attempt& b) {
    return sum(a) != sum(b) ? sum(a) > sum(b) : a.client < b.client;
  });
  const auto snapshot = context.policy.current();
  const auto directory = context.sight.devices ? context.sight.devices() : nullptr;
  Json rows = Json::array();
  for (std::size_t n = 0; n < std::min(attempts.size(), max_attempts_shown); ++n)
    rows.push_back(to_json(attempts[n], *snapshot, directory.get()));
  return json_reply({{"attempts", rows}, {"clients", attempts.size()}});
}

}  // namespace

void add_attempts(Router& router, Context& context) {
  router.add("GET", "/api/v1/attempts", [&context](const Call&) { return show(context); });
}

}  // namespace schoolgate::routes
