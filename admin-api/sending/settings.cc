#include "admin-api/sending/settings.h"

#include "admin-api/sending/secrets.h"
#include "admin-api/sending/webhook_format.h"

namespace schoolgate::sending {
namespace {

/// What is there already, unless the server becomes another: a secret is for the server that it was given for.
std::expected<Secrets, Fault> mail_secrets(const Store& store, const PolicyState& state, const MailSettings& mail,
                                           const GivenSecrets& given) {
  Secrets secrets;
  if (mail.server == state.mail.server) {
    auto known = read_secrets(store, mail_secret);
    if (!known) return known;
    secrets = std::move(*known);
  }
  if (given.sign_in) {
    secrets.user = given.sign_in->user;
    secrets.password = given.sign_in->password;
  }
  if (given.authority) secrets.authority = *given.authority;
  return secrets;
}

}  // namespace

std::expected<Receipt, Fault> set_sending(const Store& store, ChangeControl& changes, Sender::Settings settings,
                                          Actor actor, std::string why) {
  std::vector<Proposal> proposals;
  Store::Batch batch;
  if (settings.mail) {
    auto secrets = mail_secrets(store, *changes.state(), *settings.mail, settings.secrets);
    if (!secrets) return std::unexpected(secrets.error());
    if (settings.mail->in_clear && !secrets->authority.empty()) secrets->authority.clear();
    settings.mail->signs_in = !secrets->user.empty();
    settings.mail->own_authority = !secrets->authority.empty();
    put_secrets(batch, mail_secret, *secrets);
    proposals.push_back({actor, why, change::MailSet{*settings.mail}});
  }
  if (settings.notices) proposals.push_back({std::move(actor), std::move(why), change::NoticesSet{*settings.notices}});
  const auto receipts = changes.commit(std::move(proposals), std::move(batch));
  if (!receipts) return std::unexpected(receipts.error());
  return receipts->back();
}

std::expected<Sender::WebhookReceipt, Fault> set_webhook(const Store& store, ChangeControl& changes, Webhook webhook,
                                                         std::optional<std::string> secret,
                                                         std::optional<std::string> authority, Actor actor,
                                                         std::string why) {
  const std::string key = webhook_secret(webhook.id);
  auto secrets = read_secrets(store, key);
  if (!secrets) return std::unexpected(secrets.error());
  if (!changes.state()->webhooks.contains(webhook.id)) *secrets = Secrets();  // a removed one's
  Sender::WebhookReceipt result;
  if (secret) secrets->secret = std::move(*secret);
  if (authority) secrets->authority = std::move(*authority);
  if (secrets->secret.empty()) secrets->secret = result.made_secret = make_webhook_secret();
  if (!is_webhook_secret(secrets->secret))
    return fault(Fault::Kind::bad_input, "the webhook's secret is not whsec_ and the base64 of 24 to 64 octets",
                 "Leave it out, and one is made.");
  webhook.own_authority = !secrets->authority.empty();
  Store::Batch batch;
  put_secrets(batch, key, *secrets);
  std::vector<Proposal> proposals;
  proposals.push_back({std::move(actor), std::move(why), change::WebhookSet{std::move(webhook)}});
  const auto receipts = changes.commit(std::move(proposals), std::move(batch));
  if (!receipts) return std::unexpected(receipts.error());
  result.receipt = receipts->front();
  return result;
}

std::expected<Receipt, Fault> remove_webhook(ChangeControl& changes, const std::string& id, Actor actor,
                                             std::string why) {
  Store::Batch batch;
  put_secrets(batch, webhook_secret(id), {});
  std::vector<Proposal> proposals;
  proposals.push_back({std::move(actor), std::move(why), change::WebhookRemoved{id}});
  const auto receipts = changes.commit(std::move(proposals), std::move(batch));
  if (!receipts) return std::unexpected(receipts.error());
  return receipts->front();
}

std::string test_id(const std::string& to, const ChangeControl& changes) {
  return stable_id({changes.public_key(), "test", to, to_rfc3339(changes.now())});
}

}  // namespace schoolgate::sending
