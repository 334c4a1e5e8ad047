// What single sign-on must fulfil: nothing of it may be half right, because whoever the provider names is signed in.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_issuer_octets = 255;
constexpr std::size_t max_client_id_octets = 255;
constexpr std::size_t max_subject_octets = 255;       // OpenID Connect Core 1.0 section 2
constexpr std::size_t max_sign_in_name_octets = 254;  // a mail address: RFC 5321 section 4.5.3.1.3
constexpr std::string_view google_issuer = "https://accounts.google.com";
constexpr std::string_view private_accounts = "9188040d-6c67-4c5b-b112-36a304b66dad";  // Microsoft's: anybody's own
constexpr std::string_view https = "https://";

std::unexpected<Fault> bad(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::bad_input, std::move(what), std::move(hint));
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

/// https, a server, no user, no query, no fragment: OpenID Connect Discovery 1.0 section 3.
Checked check_address(std::string_view what, const std::string& address) {
  if (address.size() > max_issuer_octets)
    return fault(Fault::Kind::limit, fmt::format("{} is longer than {} characters", what, max_issuer_octets));
  const auto server = address.starts_with(https) ? std::string_view(address).substr(
                                                       https.size(), address.find('/', https.size()) - https.size())
                                                 : std::string_view();
  if (server.empty() || !is_visible(address) || address.find_first_of("?#@\\\"<>") != std::string::npos)
    return bad(fmt::format("{} must be an https:// address without a user, a query and a fragment", what));
  return {};
}

bool is_guid(std::string_view text) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  constexpr std::string_view digits = "0123456789abcdef";
  return text.size() == shape.size() && std::ranges::equal(text, shape, [&](char c, char expected) {
           return expected == '-' ? c == '-' : digits.find(c) != std::string_view::npos;
         });
}

Checked check_provider(const SingleSignOn& s) {
  switch (s.provider) {
    case AccountProvider::google:
      if (s.issuer != google_issuer) return bad(fmt::format("Google's issuer is {}", google_issuer));
      if (s.domain.empty())
        return bad("the school's domain is missing", "Without it anybody with a Google account could be meant.");
      break;
    case AccountProvider::entra:
      // "common" and its like stand for every tenant there is.
      if (!is_guid(s.tenant) || s.tenant == private_accounts)
        return bad(
            "the tenant must be the school's own directory (tenant) id, such as 11111111-2222-3333-4444-555555555555",
            "\"common\", \"organizations\" and \"consumers\" would let other organisations' accounts in.");
      if (s.issuer != fmt::format("https://login.microsoftonline.com/{}/v2.0", s.tenant))
        return bad(fmt::format("this tenant's issuer is https://login.microsoftonline.com/{}/v2.0", s.tenant));
      if (s.domain.empty())
        return bad("the school's domain is missing", "It is the part of the accounts' names after @.");
      break;
    case AccountProvider::other:
      break;
  }
  return {};
}

Checked check_complete(const SingleSignOn& s) {
  if (s.client_id.empty())
    return bad("the client id is missing", "The provider gives it where the appliance is registered.");
  if (!s.has_secret)
    return bad("the client secret is missing", "The provider gives it where the appliance is registered.");
  if (s.redirect_uri.empty()) return bad("the redirect URI is missing");
  if (s.create_teachers && s.domain.empty())
    return bad("people are added only for the school's own domain, and none is set");
  return check_provider(s);
}

const SignInLink* find_link(const PolicyState& state, const std::string& user) {
  const auto found = state.sign_in_links.find(user);
  return found == state.sign_in_links.end() ? nullptr : &found->second;
}

/// One account of the provider is one person, by name and by subject.
Checked check_unique(const PolicyState& state, const SignInLink& link) {
  if (link.sign_in_name != link.user && state.people.contains(link.sign_in_name))
    return fault(Fault::Kind::conflict, fmt::format("\"{}\" is the account of somebody else", link.sign_in_name));
  for (const auto& [user, other] : state.sign_in_links) {
    if (user == link.user) continue;
    const bool same_name = !link.sign_in_name.empty() && other.sign_in_name == link.sign_in_name;
    const bool same_subject = !link.subject.empty() && other.subject == link.subject && other.issuer == link.issuer;
    if (same_name || same_subject)
      return fault(Fault::Kind::conflict, fmt::format("the provider's account belongs to \"{}\" already", user),
                   "Remove that person's link first.");
  }
  return {};
}

/// Who was bound at the first sign-in stays bound, until a person unbinds them or the school changes its provider.
Checked check_bound(const Situation& in, const SignInLink& link) {
  const SignInLink* before = find_link(in.state, link.user);
  const bool bound = before && !before->subject.empty() && before->issuer == in.state.single_sign_on.issuer;
  if (!bound || (before->subject == link.subject && before->issuer == link.issuer)) return {};
  return fault(Fault::Kind::conflict, fmt::format("\"{}\" is bound to another account of the provider", link.user),
               "Remove the link first.");
}

}  // namespace

Checked check(const Situation& /*in*/, change::SingleSignOnSet& c) {
  SingleSignOn& s = c.settings;
  return all_of(
      {[&] { return s.issuer.empty() && !s.enabled ? Checked() : check_address("the issuer", s.issuer); },
       [&]() -> Checked {
         if (s.client_id.size() <= max_client_id_octets && is_visible(s.client_id)) return {};
         return bad("the client id has characters that no client id has");
       },
       [&] { return s.redirect_uri.empty() ? Checked() : check_address("the redirect URI", s.redirect_uri); },
       [&]() -> Checked {
         const auto path = s.redirect_uri.find('/', std::min(https.size(), s.redirect_uri.size()));
         if (s.redirect_uri.empty() ||
             (path != std::string::npos && s.redirect_uri.substr(path) == sign_in_callback_path))
           return {};
         return bad(fmt::format("the redirect URI must end in {} right after the server", sign_in_callback_path));
       },
       [&] { return s.domain.empty() ? Checked() : check_name("the school's domain", s.domain); },
       [&] { return check_text("the tenant", s.tenant, max_id_octets); },
       [&] { return s.enabled ? check_complete(s) : Checked(); },
       [&]() -> Checked {
         if (s.enabled || !s.required) return {};
         return bad("single sign-on cannot be required while it is off", "Nobody but network managers could sign in.");
       }});
}

Checked check(const Situation& in, change::SignInLinkSet& c) {
  const SignInLink& link = c.link;
  return all_of(
      {[&] { return exists(in.state.people, "account", link.user); },
       [&]() -> Checked {
         if (!link.sign_in_name.empty() || !link.subject.empty()) return {};
         return bad("the name at the provider is missing");
       },
       [&]() -> Checked {
         const bool lower = std::ranges::none_of(link.sign_in_name, [](char ch) { return ch >= 'A' && ch <= 'Z'; });
         if (link.sign_in_name.size() <= max_sign_in_name_octets && lower && is_visible(link.sign_in_name)) return {};
         return bad("the name at the provider is none", "Write it as a mail address, in lower case.");
       },
       [&]() -> Checked {
         const bool both = link.issuer.empty() == link.subject.empty();
         if (both && link.subject.size() <= max_subject_octets && is_visible(link.subject)) return {};
         return bad("the provider's subject is none");
       },
       [&]() -> Checked {  // whose word it would be, nobody could say
         if (link.subject.empty() || in.actor.via == Actor::Via::system) return {};
         const SignInLink* before = find_link(in.state, link.user);
         if (before && before->subject == link.subject && before->issuer == link.issuer) return {};
         return fault(Fault::Kind::forbidden, "only a sign-in says which of the provider's accounts somebody has");
       },
       [&] { return check_bound(in, link); }, [&] { return check_unique(in.state, link); }});
}

Checked check(const Situation& in, change::SignInLinkRemoved& c) {
  return exists(in.state.sign_in_links, "link with the provider's account of", c.user);
}

Checked check(const Situation& in, change::SignInRefused& c) {
  if (c.user.empty()) return {};
  return exists(in.state.people, "account", c.user);
}

}  // namespace schoolgate
