// How people are told: the mail server, who hears what, a test, and what waits in the outbox. Secrets are taken and
// never shown.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/sending/notices.h"
#include "admin-api/sending/sender.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_secret_octets = 4096;
constexpr std::array<std::string_view, 5> whom{"chair", "network_manager", "safeguarding_lead", "leadership",
                                               "governor"};

Json to_json(const MailSettings& mail) {
  return {{"server", mail.server},
          {"from", mail.from},
          {"signs_in", mail.signs_in},
          {"own_authority", mail.own_authority},
          {"in_clear", mail.in_clear}};
}

Json kinds_json(const NoticeSettings& notices) {
  Json rows = Json::array();
  for (const sending::Notice& notice : sending::notices())
    rows.push_back({{"kind", notice.kind},
                    {"title", notice.title},
                    {"on", std::ranges::find(notices.off, notice.kind) == notices.off.end()}});
  return rows;
}

Json addresses_json(const NoticeSettings& notices) {
  Json rows = Json::array();
  for (const auto& [role, addresses] : notices.addresses)
    for (const std::string& address : addresses) rows.push_back({{"for", role}, {"address", address}});
  return rows;
}

Answer show(const Context& context) {
  const auto state = context.changes.state();
  return json_reply({{"mail", to_json(state->mail)},
                     {"kinds", kinds_json(state->notices)},
                     {"addresses", addresses_json(state->notices)}});
}

std::vector<std::string> kinds_off(Fields& in) {
  auto off = in.texts("off", max_notices_off, max_id_octets);
  for (std::size_t n = 0; n < off.size(); ++n)
    if (!off[n].empty() && sending::find_notice(off[n]) == nullptr)
      in.add_error(fmt::format("/off/{}", n), fmt::format("There is no kind of notice \"{}\".", off[n]));
  return off;
}

std::map<std::string, std::vector<std::string>> addresses(Fields& in) {
  std::map<std::string, std::vector<std::string>> found;
  in.rows("addresses", whom.size() * max_notice_addresses, [&](Fields& row) {
    const std::size_t role = row.choice("for", whom);
    found[std::string(whom[role])].push_back(row.text("address", max_mail_octets));
  });
  return found;
}

sending::GivenSecrets secrets_in(Fields& in) {
  sending::GivenSecrets given;
  const std::string user = in.text_or("user", "", max_secret_octets);
  const std::string password = in.text_or("password", "", max_secret_octets);
  if (user.empty() != password.empty()) in.add_error("/password", "A user and a password go together.");
  if (!user.empty()) given.sign_in = {user, password};
  if (in.has("authority")) given.authority = in.pem_or_nothing("authority");
  in.allow({"authority"});
  if (in.boolean_or("no_credentials", false)) given = {sending::GivenSecrets::SignIn{}, std::string()};
  return given;
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  sending::Sender::Settings settings;
  Fields in(call.request);
  MailSettings mail = state->mail;
  mail.server = in.text_or("server", mail.server, max_address_octets);
  mail.from = in.text_or("from", mail.from, max_mail_octets);
  mail.in_clear = in.boolean_or("in_clear", mail.in_clear);
  settings.secrets = secrets_in(in);
  if (!(mail == state->mail) || settings.secrets.sign_in || settings.secrets.authority) settings.mail = mail;
  NoticeSettings notices = state->notices;
  if (in.has("off")) notices.off = kinds_off(in);
  if (in.has("addresses")) notices.addresses = addresses(in);
  in.allow({"off", "addresses"});
  if (!(notices == state->notices) || !settings.mail) settings.notices = notices;
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto receipt = context.sight.sender->set(std::move(settings), call.actor, reason);
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return json_reply(receipt_json(*receipt));
}

/// To the address given, to a webhook, or to the caller's own.
Answer test(Context& context, const Call& call) {
  Fields in(call.request);
  std::string to = in.text_or("to", "", max_mail_octets);
  const std::string webhook = in.text_or("webhook", "", max_id_octets);
  if (!to.empty() && !webhook.empty()) in.add_error("/webhook", "Give an address, or a webhook, not both.");
  if (to.empty() && webhook.empty()) {
    const auto state = context.changes.state();
    const auto caller = state->people.find(call.actor.user);
    if (caller != state->people.end()) to = caller->second.mail;
    if (to.empty()) in.add_error("/to", "Say which address it goes to: your account has none.");
  }
  if (const auto good = to.empty() ? Checked() : check_mail_address("the address", to); !good)
    in.add_error("/to", good.error().what);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const std::string where = webhook.empty() ? to : std::string(sending::to_webhook) + webhook;
  const auto answer = context.sight.sender->send_test(where);
  if (!answer) return std::unexpected(http::from_fault(answer.error()));
  return json_reply({{"to", webhook.empty() ? to : webhook}, {"answer", *answer}});
}

Answer send_checkpoint(Context& context, const Call& call) {
  Fields in(call.request);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto queued = context.sight.sender->send_checkpoint();
  if (!queued) return std::unexpected(http::from_fault(queued.error()));
  return json_reply({{"queued", *queued}}, 202);
}

Json to_json(const sending::OutboxView::Row& row) {
  const sending::Entry& entry = row.entry;
  const sending::Notice* notice = sending::find_notice(entry.kind);
  const auto colon = entry.to.find(':');
  Json json = {{"id", entry.id},
               {"kind", entry.kind},
               {"title", notice == nullptr ? std::string_view() : notice->title},
               {"to", {{"as", entry.to.substr(0, colon)}, {"name", entry.to.substr(colon + 1)}}},
               {"queued", to_rfc3339(entry.queued)}};
  if (entry.serial != 0) json["serial"] = entry.serial;
  if (!row.problem.empty()) json["problem"] = row.problem;
  if (row.next) json["next"] = to_rfc3339(*row.next);
  if (entry.given_up != UtcSeconds()) json["given_up"] = to_rfc3339(entry.given_up);
  return json;
}

Answer show_outbox(const Context& context) {
  const sending::OutboxView view = context.sight.sender->outbox();
  Json waiting = Json::array();
  Json failed = Json::array();
  for (const auto& row : view.waiting) waiting.push_back(to_json(row));
  for (const auto& row : view.failed) failed.push_back(to_json(row));
  return json_reply({{"waiting", waiting}, {"failed", failed}, {"left_out", view.left_out}});
}

Answer retry(Context& context, const Call& call) {
  Fields in(call.request);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto again = context.sight.sender->retry();
  if (!again) return std::unexpected(http::from_fault(again.error()));
  return json_reply({{"again", *again}, {"waiting", context.sight.sender->counts().waiting}});
}

}  // namespace

void add_sending(Router& router, Context& context) {
  router.add("GET", "/api/v1/sending", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/sending", [&context](const Call& call) { return put(context, call); });
  router.add("POST", "/api/v1/sending/test", [&context](const Call& call) { return test(context, call); });
  router.add("POST", "/api/v1/sending/checkpoint",
             [&context](const Call& call) { return send_checkpoint(context, call); });
  router.add("GET", "/api/v1/outbox", [&context](const Call&) { return show_outbox(context); });
  router.add("POST", "/api/v1/outbox/retry", [&context](const Call& call) { return retry(context, call); });
}

}  // namespace schoolgate::routes
