#include "admin-api/auth/oidc/refusals.h"

#include <algorithm>
#include <optional>

namespace schoolgate::auth::oidc {

std::string_view reason_of(SignInRefusal refusal) {
  switch (refusal) {
    case SignInRefusal::clock:
      return "the appliance's clock is not to be trusted";
    case SignInRefusal::provider:
      return "the provider of the school's accounts does not answer as it must";
    case SignInRefusal::unknown_flow:
      return "no such sign-in was begun here, or it was over, or it took too long";
    case SignInRefusal::other_browser:
      return "the sign-in was begun in another browser";
    case SignInRefusal::provider_refused:
      return "the provider signed nobody in";
    case SignInRefusal::other_issuer:
      return "the reply came from another provider";
    case SignInRefusal::code:
      return "the provider did not take the code that came with the browser";
    case SignInRefusal::token_form:
      return "what the provider sent is no token";
    case SignInRefusal::algorithm:
      return "the token is not signed with an algorithm that is accepted";
    case SignInRefusal::key:
      return "the token is signed with a key that the provider does not publish";
    case SignInRefusal::signature:
      return "the token's signature is wrong";
    case SignInRefusal::issuer:
      return "the token was issued by somebody else";
    case SignInRefusal::audience:
      return "the token is for somebody else";
    case SignInRefusal::expired:
      return "the token has expired";
    case SignInRefusal::issued_at:
      return "the token was not issued for this sign-in: its time is wrong";
    case SignInRefusal::nonce:
      return "the token was not issued for this sign-in: its nonce is wrong";
    case SignInRefusal::subject:
      return "the token does not say whose it is";
    case SignInRefusal::domain:
      return "the account is not of the school's domain";
    case SignInRefusal::tenant:
      return "the account is not of the school's directory, or is a guest there";
    case SignInRefusal::unverified:
      return "the provider has not verified the account's mail address";
    case SignInRefusal::no_name:
      return "the account has no name that a person here could have";
    case SignInRefusal::unknown:
      return "the account belongs to nobody in the register";
    case SignInRefusal::disabled:
      return "the person's account here is disabled";
    case SignInRefusal::other_account:
      return "the person is bound to another account of the provider";
  }
  return "single sign-on refused";
}

bool RefusalLog::has_room(UtcMillis now) {
  // A clock that went back must not shut the log for long.
  std::erase_if(entries_, [&](UtcMillis at) { return at > now || now - at >= refusals_share_an_entry; });
  return entries_.size() < max_refusals_an_hour;
}

void RefusalLog::record(SignInRefusal refusal, const std::string& user, const std::string& address) {
  const auto now = clock_();
  std::uint64_t more = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto key = std::pair(refusal, user);
    const auto known = rows_.find(key);
    const bool shares =
        known != rows_.end() && known->second.logged <= now && now - known->second.logged < refusals_share_an_entry;
    if (shares || !has_room(now)) {
      if (known != rows_.end())
        ++known->second.more;
      else if (rows_.size() < max_refusals_counted)
        rows_[key].more = 1;
      return;
    }
    if (known == rows_.end() && rows_.size() >= max_refusals_counted)
      rows_.erase(std::ranges::min_element(rows_, {}, [](const auto& row) { return row.second.logged; }));
    more = std::exchange(rows_[key], Row{now, 0}).more;
    entries_.push_back(now);
  }
  const Actor actor{"schoolgate", Role::network_manager, Actor::Via::system, address};
  [[maybe_unused]] const auto receipt =
      changes_.commit(Proposal{actor, std::string(reason_of(refusal)), change::SignInRefused{user, refusal, more}});
}

}  // namespace schoolgate::auth::oidc
