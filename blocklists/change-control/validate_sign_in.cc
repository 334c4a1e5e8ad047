// What second factors, API tokens, invitations and the console's rescues must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

constexpr std::size_t hash_digits = 64;  // 256 bits, hexadecimal

bool is_hash(const std::string& text) {
  return text.size() == hash_digits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Checked check_secret_hash(const std::string& hash) {
  if (is_hash(hash)) return {};
  return fault(Fault::Kind::bad_input, "the secret was not hashed");
}

Checked check_enabled(const Situation& in, const std::string& user) {
  if (auto checked = exists(in.state.people, "account", user); !checked) return checked;
  if (!in.state.people.at(user).disabled) return {};
  return fault(Fault::Kind::conflict, fmt::format("the account \"{}\" is disabled", user), "Enable it first.");
}

Checked check_lifetime(const Situation& in, UtcSeconds until, std::chrono::seconds longest, std::string_view what) {
  if (until <= in.around.now) return fault(Fault::Kind::bad_input, fmt::format("{} would end before it begins", what));
  if (until - in.around.now <= longest) return {};
  return fault(Fault::Kind::limit, fmt::format("{} may last for {} days at most", what,
                                               std::chrono::floor<std::chrono::days>(longest).count()));
}

}  // namespace

Checked check_sign_in_rules(const Situation& in, const SignInRules& rules) {
  const auto within = [](std::uint32_t value, std::uint32_t least, std::uint32_t most,
                         std::string_view what) -> Checked {
    if (value >= least && value <= most) return {};
    return fault(Fault::Kind::bad_input, fmt::format("{} must be between {} and {}", what, least, most));
  };
  const auto may_come = [&](const Address& from) {
    return std::ranges::any_of(rules.networks, [&](const Prefix& network) { return network.contains(from); });
  };
  return all_of(
      {[&] { return within(rules.idle_minutes, min_idle_minutes, max_idle_minutes, "minutes without use"); },
       [&] { return within(rules.longest_hours, 1, max_session_hours, "hours signed in"); },
       [&]() -> Checked {
         if (rules.password_days == 0) return {};
         return within(rules.password_days, min_password_days, max_password_days, "the days that a password lasts");
       },
       [&] { return within(rules.factor_days, 0, max_factor_days, "days without a second factor"); },
       [&]() -> Checked {
         if (rules.networks.size() <= max_admin_networks) return {};
         return fault(Fault::Kind::limit, fmt::format("{} networks at most may be named", max_admin_networks));
       },
       [&]() -> Checked {
         const bool on_network = in.actor.via == Actor::Via::web || in.actor.via == Actor::Via::token;
         if (rules.networks.empty() || !on_network) return {};
         const auto from = Address::parse(in.actor.address);
         if (from && may_come(*from)) return {};
         return fault(Fault::Kind::conflict,
                      fmt::format("these networks do not hold the address {} that you come from: you would be locked "
                                  "out",
                                  in.actor.address),
                      "Add your own network, or do this at the appliance's console.");
       }});
}

Checked check(const Situation& in, change::FactorEnrolled& c) {
  if (c.factor.key.empty() || c.factor.key.size() > max_id_octets)
    return fault(Fault::Kind::bad_input, "the second factor has no key");
  if (c.factor.recovery_hashes.size() > max_recovery_codes)
    return fault(Fault::Kind::limit, fmt::format("{} recovery codes at most", max_recovery_codes));
  for (const auto& hash : c.factor.recovery_hashes)
    if (auto checked = check_secret_hash(hash); !checked) return checked;
  return check_enabled(in, c.factor.user);
}

Checked check(const Situation& in, change::FactorRemoved& c) {
  return all_of({[&] { return exists(in.state.people, "account", c.user); },
                 [&] { return exists(in.state.factors, "second factor of", c.user); }});
}

Checked check(const Situation& in, change::TokenMade& c) {
  const ApiToken& token = c.token;
  const auto owned =
      std::ranges::count_if(in.state.tokens, [&](const auto& row) { return row.second.user == token.user; });
  return all_of({[&] { return check_enabled(in, token.user); },
                 [&] { return check_required_text("what the token is for", token.name, max_title_octets); },
                 [&] { return check_secret_hash(token.hash); },
                 [&] { return check_lifetime(in, token.until, max_token_life, "a token"); },
                 [&]() -> Checked {
                   if (static_cast<std::size_t>(owned) < max_tokens_per_person) return {};
                   return fault(Fault::Kind::limit,
                                fmt::format("\"{}\" has {} tokens already", token.user, max_tokens_per_person),
                                "Revoke one that is not used any more.");
                 }});
}

Checked check(const Situation& in, change::TokenRevoked& c) { return exists(in.state.tokens, "token", c.id); }

Checked check(const Situation& in, change::SignedOutEverywhere& c) {
  return exists(in.state.people, "account", c.user);
}

Checked check(const Situation& in, change::InvitationMade& c) {
  const Invitation& invited = c.invitation;
  return all_of({[&] { return check_id("the account", invited.user, "._-@"); },
                 [&] { return check_required_text("the person's name", invited.name, max_title_octets); },
                 [&] { return check_mail(invited.mail); }, [&] { return check_secret_hash(invited.hash); },
                 [&] { return check_lifetime(in, invited.until, max_invitation, "an invitation"); },
                 [&]() -> Checked {
                   if (!in.state.people.contains(invited.user)) return {};
                   return fault(Fault::Kind::conflict, fmt::format("the account \"{}\" exists already", invited.user),
                                "To let somebody in again, set a new password for them.");
                 },
                 [&]() -> Checked {
                   if (in.state.people.size() + in.state.invitations.size() < max_people) return {};
                   return fault(Fault::Kind::limit, fmt::format("there are {} accounts already", max_people));
                 }});
}

Checked check(const Situation& in, change::InvitationTaken& c) {
  if (auto checked = exists(in.state.invitations, "invitation for", c.user); !checked) return checked;
  const Invitation& invited = in.state.invitations.at(c.user);
  if (invited.until <= in.around.now)
    return fault(Fault::Kind::conflict, "this invitation has ended", "Ask the network manager for a new one.");
  if (in.state.people.contains(c.user))
    return fault(Fault::Kind::conflict, fmt::format("the account \"{}\" exists already", c.user));
  return check_password_hash(c.password_hash);
}

Checked check(const Situation& in, change::InvitationRemoved& c) {
  return exists(in.state.invitations, "invitation for", c.user);
}

Checked check(const Situation& in, change::PersonRescued& c) {
  if (in.state.rescues.size() >= max_rescues)
    return fault(Fault::Kind::limit, fmt::format("{} rescues wait for somebody to look at them", max_rescues));
  return check_enabled(in, c.rescue.user);
}

/// Somebody else than the rescued looks, and not the console, where the rescue was done.
Checked check(const Situation& in, change::RescueClosed& c) {
  if (auto checked = exists(in.state.rescues, "rescue", c.id); !checked) return checked;
  if (in.actor.via == Actor::Via::system) return {};
  if (in.actor.via == Actor::Via::console || in.actor.user == in.state.rescues.at(c.id).user)
    return fault(Fault::Kind::forbidden, "somebody else must look at this, at the web page",
                 "Another network manager or a governor may; after a week it is no longer told.");
  return {};
}

Checked check(const Situation& /*in*/, change::RegisterExported& /*c*/) { return {}; }

}  // namespace schoolgate
