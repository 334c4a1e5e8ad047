#include "admin-api/auth/oidc/account.h"

#include <algorithm>

#include "blocklists/change-control/fields.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr std::size_t max_name_octets = 254;  // a mail address: RFC 5321 section 4.5.3.1.3
constexpr std::string_view user_characters = "._-@";

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// What Microsoft's tokens must say: this directory's own member. A guest's names are another organisation's word.
bool is_member(const Claims& claims, const std::string& tenant) {
  return claims.tenant == tenant && !claims.guest &&
         (claims.identity_provider.empty() || claims.identity_provider.contains(tenant));
}

/// Google and others: the mail address, if the provider has verified it. Microsoft: the name that people sign in with,
/// since its mail address is whatever was typed in.
std::expected<std::string, SignInRefusal> name_of(const Claims& claims, const SingleSignOn& settings) {
  const bool mail_is_good = claims.email_verified && !claims.email.empty();
  switch (settings.provider) {
    case AccountProvider::google:
      if (lower(claims.hosted_domain) != settings.domain) return std::unexpected(SignInRefusal::domain);
      if (!mail_is_good) return std::unexpected(SignInRefusal::unverified);
      return claims.email;
    case AccountProvider::entra:
      if (settings.tenant.empty() || !is_member(claims, settings.tenant)) return std::unexpected(SignInRefusal::tenant);
      if (!claims.preferred_username.empty()) return claims.preferred_username;
      if (mail_is_good) return claims.email;
      return std::unexpected(claims.email.empty() ? SignInRefusal::no_name : SignInRefusal::unverified);
    case AccountProvider::other:
      if (mail_is_good) return claims.email;
      if (!claims.preferred_username.empty()) return claims.preferred_username;
      return std::unexpected(claims.email.empty() ? SignInRefusal::no_name : SignInRefusal::unverified);
  }
  return std::unexpected(SignInRefusal::no_name);
}

std::string local_part(const std::string& name, const std::string& domain) {
  const auto at = name.rfind('@');
  if (at == std::string::npos) return name;  // the provider's own user name
  return !domain.empty() && name.substr(at + 1) == domain ? name.substr(0, at) : std::string();
}

const SignInLink* link_of(const PolicyState& state, const std::string& user) {
  const auto found = state.sign_in_links.find(user);
  return found == state.sign_in_links.end() ? nullptr : &found->second;
}

/// Whose account it is, by what is on record of it and then by its name; empty: nobody's.
std::string whose(const PolicyState& state, const Account& account) {
  for (const auto& [user, link] : state.sign_in_links)
    if (link.issuer == account.issuer && link.subject == account.subject) return user;
  for (const auto& [user, link] : state.sign_in_links)
    if (!link.sign_in_name.empty() && link.sign_in_name == account.sign_in_name) return user;
  if (state.people.contains(account.sign_in_name)) return account.sign_in_name;
  return state.people.contains(account.local_name) ? account.local_name : std::string();
}

bool is_another(const SignInLink& link, const Account& account) {
  const bool bound = !link.subject.empty() && link.issuer == account.issuer;
  if (bound) return link.subject != account.subject;
  return !link.sign_in_name.empty() && link.sign_in_name != account.sign_in_name;
}

}  // namespace

std::expected<Account, SignInRefusal> account_of(const Claims& claims, const SingleSignOn& settings) {
  const auto name = name_of(claims, settings);
  if (!name) return std::unexpected(name.error());
  const bool good = name->size() <= max_name_octets &&
                    std::ranges::all_of(*name, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  if (!good) return std::unexpected(SignInRefusal::no_name);
  Account account{claims.issuer, claims.subject, lower(*name), {}, claims.name};
  account.local_name = local_part(account.sign_in_name, settings.domain);
  return account;
}

std::expected<Found, NotFound> find_person(const PolicyState& state, const Account& account) {
  const std::string user = whose(state, account);
  if (user.empty()) {
    if (!state.single_sign_on.create_teachers) return std::unexpected(NotFound{SignInRefusal::unknown, {}});
    // Somebody new, but only of the school's own domain.
    if (!account.sign_in_name.contains('@') || account.local_name.empty())
      return std::unexpected(NotFound{SignInRefusal::unknown, {}});
    if (!check_id("the account", account.local_name, user_characters))
      return std::unexpected(NotFound{SignInRefusal::no_name, {}});
    return Found{account.local_name, true, true};
  }
  const SignInLink* link = link_of(state, user);
  if (link != nullptr && is_another(*link, account))
    return std::unexpected(NotFound{SignInRefusal::other_account, user});
  if (state.people.at(user).disabled) return std::unexpected(NotFound{SignInRefusal::disabled, user});
  const bool bound = link != nullptr && link->subject == account.subject && link->issuer == account.issuer;
  return Found{user, false, !bound};
}

}  // namespace schoolgate::auth::oidc
