// Sealed lists: how many entries, since when, and how their connectors fare. What is in them, and the credentials, are
// told to nobody.
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/sealed_json.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_path_text = 4096;  // PATH_MAX
constexpr std::size_t max_secret_octets = 4096;
constexpr std::string_view sign_ins[] = {"nothing", "password", "token", "certificate"};  // in the order of SignInWith

Json to_json(const SealedCounts& counts) {
  return {{"lines", counts.lines},          {"comments", counts.comments}, {"names", counts.names},
          {"duplicate", counts.duplicate},  {"paths", counts.paths},       {"ports", counts.ports},
          {"addresses", counts.addresses},  {"too_wide", counts.too_wide}, {"protected", counts.is_protected},
          {"unreadable", counts.unreadable}};
}

Json to_json(const SealedStatus& row) {
  Json json = {{"id", row.id}, {"title", row.title}, {"in_force", row.list.has_value()}, {"names", 0}};
  if (row.list) {
    json["names"] = row.list->counts.names;
    json["origin"] = row.list->origin;
    json["since"] = to_rfc3339(row.list->since);
    json["counts"] = to_json(row.list->counts);
  }
  if (row.source)
    json["source"] = {{"address", row.source->address},
                      {"sign_in", sign_ins[static_cast<std::size_t>(row.source->sign_in)]},
                      {"every_hours", row.source->every_hours},
                      {"warn_after_days", row.source->warn_after_days}};
  if (row.last_refresh) json["last_refresh"] = to_rfc3339(*row.last_refresh);
  if (row.next_check) json["next_check"] = to_rfc3339(*row.next_check);
  for (const auto& [key, text] : {std::pair{"held", &row.held}, {"problem", &row.problem}, {"warning", &row.warning}})
    if (!text->empty()) json[key] = *text;
  return json;
}

Json rows_of(const std::vector<SealedStatus>& lists) {
  Json rows = Json::array();
  for (const SealedStatus& row : lists) rows.push_back(to_json(row));
  return rows;
}

/// The keeper commits by itself; what it committed is what the log ends with.
Json receipt_with(const Context& context, const std::string& id, const char* key, Json more) {
  Json json = receipt_json(Receipt{context.changes.state()->serial, id, context.changes.checkpoint()});
  json[key] = std::move(more);
  return json;
}

Answer import(Context& context, const Call& call) {
  Fields in(call.request);
  const auto path = in.text("path", max_path_text);
  if (!path.empty() && !path.starts_with('/')) in.add_error("/path", "This must be a whole path, from / on.");
  const auto title = in.text_or("title", "", max_title_octets);
  const auto reason = in.reason_or("imported at the console");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto taken = context.sight.sealed->import(call.ids[0], title, path, call.actor, reason);
  if (!taken) return std::unexpected(http::from_fault(taken.error()));
  return json_reply(receipt_with(context, taken->id, "counts", to_json(taken->counts)), 201);
}

/// Nothing when the body has none of them: those that there are stay.
std::optional<Credentials> credentials_in(Fields& in) {
  Credentials given;
  given.user = in.text_or("user", "", max_secret_octets);
  given.password = in.text_or("password", "", max_secret_octets);
  given.token = in.text_or("token", "", max_secret_octets);
  given.certificate = in.pem_or_nothing("certificate");
  given.key = in.pem_or_nothing("key");
  given.authority = in.pem_or_nothing("authority");
  const bool password = !given.user.empty() || !given.password.empty();
  if (password && !given.token.empty()) in.add_error("/token", "Give a user and password, or a token, not both.");
  if (given.certificate.empty() != given.key.empty())
    in.add_error("/key", "A client's certificate and its key go together.");
  if (in.boolean_or("no_credentials", false)) return Credentials();
  return given == Credentials() ? std::nullopt : std::optional(given);
}

Answer put_source(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto before = state->sealed_sources.find(call.ids[0]);
  const bool is_new = before == state->sealed_sources.end();
  SealedSource source = is_new ? SealedSource{} : before->second;
  source.id = call.ids[0];
  Fields in(call.request);
  source.title = in.text_or("title", source.title, max_title_octets);
  source.address =
      is_new ? in.text("address", max_address_octets) : in.text_or("address", source.address, max_address_octets);
  // A file would be read with the service's rights: only whoever may name files on the appliance says which.
  if (source.address.starts_with("file:") && call.actor.via != Actor::Via::console)
    in.add_error("/address", "A file on the appliance is named at its console: schoolgate sealed source.");
  if (const auto hours = in.integer("every_hours", 1, max_sealed_refresh_hours))
    source.every_hours = static_cast<std::uint32_t>(*hours);
  if (const auto days = in.integer("warn_after_days", 1, max_sealed_warning_days))
    source.warn_after_days = static_cast<std::uint32_t>(*days);
  auto credentials = credentials_in(in);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto receipt = context.sight.sealed->set_source(source, std::move(credentials), call.actor, reason);
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return json_reply(receipt_json(*receipt), is_new ? 201 : 200);
}

Answer refresh(Context& context, const Call& call) {
  Fields in(call.request);
  auto ids = in.texts("ids", max_sealed_lists, max_id_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto refreshed = context.sight.sealed->refresh(std::move(ids), call.actor);
  if (!refreshed) return std::unexpected(http::from_fault(refreshed.error()));
  return json_reply(receipt_with(context, "", "sealed_lists", rows_of(*refreshed)));
}

}  // namespace

Json sealed_summary(const Context& context) {
  std::uint64_t names = 0;
  std::size_t in_force = 0;
  Json warnings = Json::array();
  for (const SealedStatus& row : context.sight.sealed->status()) {
    if (row.list) ++in_force;
    if (row.list) names += row.list->counts.names;
    if (!row.warning.empty()) warnings.push_back(row.warning);
  }
  return {{"lists", in_force}, {"names", names}, {"warnings", warnings}};
}

void add_sealed_lists(Router& router, Context& context) {
  router.add("GET", "/api/v1/sealed-lists", [&context](const Call&) -> Answer {
    return json_reply({{"sealed_lists", rows_of(context.sight.sealed->status())}});
  });
  router.add("POST", "/api/v1/sealed-lists/refresh", [&context](const Call& call) { return refresh(context, call); });
  router.add("POST", "/api/v1/sealed-lists/{id}/import",
             [&context](const Call& call) { return import(context, call); });
  router.add("PUT", "/api/v1/sealed-lists/{id}/source",
             [&context](const Call& call) { return put_source(context, call); });
}

}  // namespace schoolgate::routes
