// Invitations: a network manager makes one, and its person turns it into an account with a password of their own, which
// nobody else ever knew.
#include <fmt/format.h>

#include "admin-api/auth/passwords.h"
#include "admin-api/routes/access.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/person_fields.h"
#include "admin-api/routes/reply.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_mail_octets = 254;
constexpr std::size_t max_password_field = 1024;
constexpr int groups_in_code = 5;  // 99 bits: no lock-out is needed against guessing

Json to_json(const Invitation& invitation) {
  return {{"user", invitation.user},
          {"name", invitation.name},
          {"role", to_text(invitation.role)},
          {"mail", invitation.mail},
          {"invited_by", invitation.invited_by},
          {"made", to_rfc3339(invitation.made)},
          {"until", to_rfc3339(invitation.until)}};
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [user, invitation] : state->invitations)
    rows.push_back(to_json(invitation));
  return json_reply({{"invitations", rows}});
}

Answer invite(Context& context, const Call& call) {
  Fields in(call.request);
  Invitation invitation;
  invitation.user = lower(in.text("user", max_id_octets));
  invitation.name = in.text_or("name", invitation.user, max_title_octets);
  invitation.role = role_of(in);
  invitation.mail = in.text_or("mail", "", max_mail_octets);
  invitation.invited_by = call.actor.user;
  invitation.made = std::chrono::floor<std::chrono::seconds>(context.clock());
  invitation.until = invitation.made + max_invitation;
  const auto reason = in.reason_or("a new person");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const std::string code = auth::readable_code(groups_in_code);
  invitation.hash = auth::code_hash(code);
  const auto receipt = commit(context, call, reason, change::InvitationMade{invitation});
  if (!receipt) return std::unexpected(receipt.error());
  Json json = receipt_json(*receipt);
  json["code"] = code;
  json["until"] = to_rfc3339(invitation.until);
  // After the '#', which browsers send to no server: the code is in nobody's access log.
  if (const auto host = call.request.header("Host"); !host.empty() && !call.request.peer.at_console())
    json["link"] = fmt::format("https://{}/invitation#user={}&code={}", host, invitation.user, code);
  return json_reply(json, 201);
}

Answer withdraw(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::InvitationRemoved{lower(call.ids[0])});
}

/// One answer for a user whom nobody invited, an old invitation and a wrong code.
http::Problem not_invited() {
  return http::from_fault({Fault::Kind::conflict, "There is no such invitation, or it has ended, or was used already.",
                           "Ask the network manager for a new one."});
}

Answer take(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  Fields in(call.request);
  const auto code = in.text("code", max_id_octets);
  const auto password = in.text("password", max_password_field);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  const auto found = state->invitations.find(user);
  if (found == state->invitations.end() || !auth::same_secret(found->second.hash, auth::code_hash(code)) ||
      found->second.until <= context.clock())
    return std::unexpected(not_invited());
  if (const auto fault = auth::password_fault(user, password))
    return std::unexpected(http::bad_input({{"/password", *fault}}));
  // Nobody acts for a person who is not in the register yet.
  const Actor actor{"schoolgate", Role::network_manager, Actor::Via::system, call.request.peer.address};
  std::vector<Proposal> proposals;
  proposals.push_back({actor, "took an invitation", change::InvitationTaken{user, hash_password(password)}});
  proposals.push_back({actor, "it was taken", change::InvitationRemoved{user}});
  const auto receipts = context.changes.commit(std::move(proposals), {});
  if (!receipts && receipts.error().kind != Fault::Kind::storage) return std::unexpected(not_invited());
  if (!receipts) return std::unexpected(http::from_fault(receipts.error()));
  return json_reply({{"user", user}}, 201);
}

}  // namespace

void add_invitations(Router& router, Context& context) {
  router.add("GET", "/api/v1/invitations", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/invitations", [&context](const Call& call) { return invite(context, call); });
  router.add("DELETE", "/api/v1/invitations/{user}", [&context](const Call& call) { return withdraw(context, call); });
  router.add("POST", "/api/v1/invitations/{user}/take", [&context](const Call& call) { return take(context, call); });
}

}  // namespace schoolgate::routes
