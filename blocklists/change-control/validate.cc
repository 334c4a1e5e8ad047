#include "blocklists/change-control/validate.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/erasure.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/personal.h"

namespace schoolgate {

// validate_requests.cc
bool is_own_request(const PolicyState& state, const Actor& actor, const Change& change);
void fill_in_reason(Proposal& proposal);
// validate_change.cc
Checked validate_change(const PolicyState& state, const Surroundings& around, const Actor& actor, Change& change);

namespace {

constexpr std::string_view user_characters = "._-@";

std::unexpected<Fault> forbidden(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::forbidden, std::move(what), std::move(hint));
}

/// Somebody's own: their password, their sign-in and what belongs to it, the unblocks that they asked for, the review
/// that was given to them.
bool is_own(const PolicyState& state, const Actor& actor, const Change& change) {
  if (const auto* password = std::get_if<change::PasswordSet>(&change)) return password->user == actor.user;
  if (const auto* sign_in = std::get_if<change::SignedIn>(&change)) return sign_in->user == actor.user;
  if (const auto* enrolled = std::get_if<change::FactorEnrolled>(&change)) return enrolled->factor.user == actor.user;
  if (const auto* removed = std::get_if<change::FactorRemoved>(&change)) return removed->user == actor.user;
  if (const auto* made = std::get_if<change::TokenMade>(&change)) return made->token.user == actor.user;
  if (const auto* out = std::get_if<change::SignedOutEverywhere>(&change)) return out->user == actor.user;
  if (const auto* revoked = std::get_if<change::TokenRevoked>(&change)) {
    const auto token = state.tokens.find(revoked->id);
    return token == state.tokens.end() || token->second.user == actor.user;  // not found is said elsewhere
  }
  const auto is_reviewer = [&](const std::string& id) {
    const auto found = state.reviews.find(id);
    return found != state.reviews.end() && found->second.open() && found->second.reviewer == actor.user;
  };
  if (const auto* concluded = std::get_if<change::ReviewConcluded>(&change)) return is_reviewer(concluded->id);
  if (const auto* ended = std::get_if<change::EmergencyBlockEnded>(&change)) return is_reviewer(ended->id);
  if (const auto* ended = std::get_if<change::UnblockEnded>(&change)) {
    const auto found = state.unblocks.find(ended->id);
    return found == state.unblocks.end() || found->second.requested_by == actor.user;  // not found is said elsewhere
  }
  return is_own_request(state, actor, change);
}

/// A session may outlive what it was made for: the state decides who somebody is.
Checked check_actor(const PolicyState& state, const Actor& actor, const Change& change) {
  if (actor.via == Actor::Via::system || actor.via == Actor::Via::console) return {};
  if (std::holds_alternative<change::SignInLocked>(change)) return {};  // whoever tried was nobody yet
  const auto person = state.people.find(actor.user);
  if (person == state.people.end()) return forbidden("this account does not exist any more");
  if (person->second.disabled) return forbidden("this account is disabled", "Ask the network manager.");
  if (person->second.role != actor.role) return forbidden("this account's role has changed", "Sign in again.");
  return {};
}

/// Single sign-on may add people when the school says so: as teachers, and never as anything else.
bool is_created_by_sign_in(const PolicyState& state, const Change& change) {
  const auto* added = std::get_if<change::PersonAdded>(&change);
  return added && state.single_sign_on.enabled && state.single_sign_on.create_teachers &&
         added->person.role == Role::teacher && !added->person.disabled;
}

Checked check_permission(const PolicyState& state, const Actor& actor, const Change& change, const Kind& kind) {
  switch (permission(actor, kind)) {
    case May::yes:
    case May::limited:  // the change's own check knows the limits
      return {};
    case May::own:
      if (is_own(state, actor, change)) return {};
      return forbidden("this is somebody else's", "The network manager may do it.");
    case May::first_start:
      if (state.people.empty() || is_created_by_sign_in(state, change)) return {};
      return forbidden("the first account exists already");
    case May::at_console:  // permission() has said yes or no instead
    case May::no:
      break;
  }
  return forbidden(fmt::format("this account may not do this ({})", kind.name), "Ask the network manager.");
}

Checked check_why(const Actor& actor, const std::string& why, Reason needed) {
  const bool person = actor.via == Actor::Via::web || actor.via == Actor::Via::token;
  const bool console = actor.via == Actor::Via::console;
  const bool required = (needed == Reason::people && person) || (needed == Reason::everybody && (person || console));
  if (required && is_blank(why)) {
    return fault(Fault::Kind::bad_input, "the reason is missing",
                 "Say why in a few words: it is what governors read in the change-control log.");
  }
  return check_text("the reason", why, max_why_octets);
}

/// Whose account a change makes or alters; empty for any other change. A kind that has `person` or `user` is covered.
std::string_view account_of(const Change& change) {
  return std::visit(
      [](const auto& each) -> std::string_view {
        if constexpr (requires { each.person.user; }) return each.person.user;
        if constexpr (requires { each.user; }) return each.user;
        return {};
      },
      change);
}

/// The name that stands for an erased person is nobody's to take or to bring back to life.
Checked check_not_erased(const Change& change) {
  if (std::holds_alternative<change::SignInLocked>(change) || !personal::is_pseudonym(account_of(change))) return {};
  return fault(Fault::Kind::forbidden,
               fmt::format("\"{}\" stands for somebody whose data was erased", account_of(change)),
               "Make a new account, with a name that does not begin with \"erased-\".");
}

/// The reason of an erasure stays on record: it must not say who was erased.
Checked check_erasure_why(const PolicyState& state, const Change& change, const std::string& why) {
  const auto* erased = std::get_if<change::PersonErased>(&change);
  if (!erased) return {};
  const auto found = state.people.find(erased->user);
  if (found == state.people.end() || !PersonTraces(found->second).names(why)) return {};
  return fault(Fault::Kind::bad_input, "the reason names the person who is to be erased",
               "Say why without the name: \"left the school in July\".");
}

}  // namespace

Checked validate(const PolicyState& state, const Surroundings& around, Proposal& proposal) {
  const Kind& kind = kind_of(proposal.change);
  if (auto checked = check_actor(state, proposal.actor, proposal.change); !checked) return checked;
  if (auto checked = check_permission(state, proposal.actor, proposal.change, kind); !checked) return checked;
  if (auto checked = check_id("the account", proposal.actor.user, user_characters); !checked) return checked;
  if (auto checked = check_text("the address", proposal.actor.address, max_title_octets); !checked) return checked;
  if (auto checked = check_why(proposal.actor, proposal.why, kind.reason); !checked) return checked;
  fill_in_reason(proposal);
  if (auto checked = check_not_erased(proposal.change); !checked) return checked;
  if (auto checked = check_erasure_why(state, proposal.change, proposal.why); !checked) return checked;
  return validate_change(state, around, proposal.actor, proposal.change);
}

}  // namespace schoolgate
