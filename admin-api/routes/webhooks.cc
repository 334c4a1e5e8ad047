// The school's programs that are told of every notice. A secret is shown once, when it was made here.
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/sending/sender.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_secret_octets = 200;  // "whsec_" and the base64 of 64 octets have 94

Json to_json(const Webhook& webhook) {
  return {{"id", webhook.id},
          {"address", webhook.address},
          {"own_authority", webhook.own_authority},
          {"with_people", webhook.with_people}};
}

Answer show(const Context& context, const Call& call) {
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->webhooks, call.ids[0], "webhook")) return std::unexpected(*problem);
  return json_reply(to_json(state->webhooks.at(call.ids[0])));
}

Answer show_all(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, webhook] : state->webhooks)
    rows.push_back(to_json(webhook));
  return json_reply({{"webhooks", rows}});
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto before = state->webhooks.find(call.ids[0]);
  const bool is_new = before == state->webhooks.end();
  Webhook webhook = is_new ? Webhook{} : before->second;
  webhook.id = call.ids[0];
  Fields in(call.request);
  webhook.address =
      is_new ? in.text("address", max_address_octets) : in.text_or("address", webhook.address, max_address_octets);
  webhook.with_people = in.boolean_or("with_people", webhook.with_people);
  std::optional<std::string> secret;
  if (const auto given = in.text_or("secret", "", max_secret_octets); !given.empty()) secret = given;
  if (in.boolean_or("new_secret", false)) {
    if (secret) in.add_error("/new_secret", "Give a secret, or have one made, not both.");
    secret = "";
  }
  std::optional<std::string> authority;
  if (in.has("authority")) authority = in.pem_or_nothing("authority");
  in.allow({"authority"});
  if (in.boolean_or("no_authority", false)) authority = "";
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto done = context.sight.sender->set_webhook(std::move(webhook), std::move(secret), std::move(authority),
                                                      call.actor, reason);
  if (!done) return std::unexpected(http::from_fault(done.error()));
  Json json = receipt_json(done->receipt);
  if (!done->made_secret.empty()) json["secret"] = done->made_secret;
  return json_reply(json, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto receipt = context.sight.sender->remove_webhook(call.ids[0], call.actor, reason);
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return json_reply(receipt_json(*receipt));
}

}  // namespace

void add_webhooks(Router& router, Context& context) {
  router.add("GET", "/api/v1/webhooks", [&context](const Call&) { return show_all(context); });
  router.add("GET", "/api/v1/webhooks/{id}", [&context](const Call& call) { return show(context, call); });
  router.add("PUT", "/api/v1/webhooks/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/webhooks/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
