#include "admin-api/sending/delivery.h"

#include "admin-api/sending/facts.h"
#include "admin-api/sending/mail_format.h"
#include "admin-api/sending/secrets.h"
#include "admin-api/sending/webhook_format.h"

namespace schoolgate::sending {
namespace {

Outcome failed(const Fault& fault) { return {Outcome::How::failed, fault.what, fault.hint, {}}; }

}  // namespace

std::optional<Outcome> Delivery::deliver(const Entry& entry, std::uint64_t left_out) const {
  const auto state = changes_.state();
  if (entry.to.starts_with(to_webhook)) {
    const auto webhook = state->webhooks.find(entry.to.substr(to_webhook.size()));
    if (webhook == state->webhooks.end()) return std::nullopt;
    const auto text = compose(entry, changes_, left_out);
    if (!text) return std::nullopt;
    return post(webhook->second, *text, entry.kind, entry.serial, entry.id);
  }
  const auto mailbox = mailbox_of(entry.to, *state);
  if (!mailbox) return std::nullopt;
  const auto text = compose(entry, changes_, left_out);
  if (!text) return std::nullopt;
  return mail(*mailbox, *text, entry.id);
}

Outcome Delivery::mail(const Mailbox& to, const Composed& text, const std::string& id) const {
  const auto state = changes_.state();
  auto secrets = read_secrets(store_, mail_secret);
  if (!secrets) return failed(secrets.error());
  Letter letter{.server = state->mail.server,
                .in_clear = state->mail.in_clear,
                .secrets = std::move(*secrets),
                .from = state->mail.from,
                .to = to.address,
                .message = {}};
  letter.message = to_mail({.from_name = "Schoolgate, " + one_line(state->settings.school),
                            .from = letter.from,
                            .to_name = to.name,
                            .to = letter.to,
                            .subject = text.subject,
                            .body = text.body,
                            .id = id,
                            .date = std::chrono::floor<std::chrono::seconds>(changes_.now())});
  return transport_.mail(letter, stopped_);
}

Outcome Delivery::post(const Webhook& webhook, const Composed& text, const std::string& kind, std::uint64_t serial,
                       const std::string& id) const {
  auto secrets = read_secrets(store_, webhook_secret(webhook.id));
  if (!secrets) return failed(secrets.error());
  Post post{.address = webhook.address, .authority = secrets->authority, .headers = {}, .body = {}};
  post.body = webhook_body({.id = id,
                            .time = text.time,
                            .kind = kind,
                            .serial = serial,
                            .summary = webhook.with_people ? text.subject : text.summary,
                            .subject = webhook.with_people ? text.about_always : text.about,
                            .checkpoint = changes_.checkpoint().note});
  auto headers =
      webhook_headers(secrets->secret, id, std::chrono::floor<std::chrono::seconds>(changes_.now()), post.body);
  if (!headers)
    return failed({Fault::Kind::damaged, "The webhook " + webhook.id + " has no secret to sign with.",
                   "Set it again, with a new secret."});
  post.headers = std::move(*headers);
  return transport_.post(post, stopped_);
}

}  // namespace schoolgate::sending
