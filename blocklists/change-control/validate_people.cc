// What accounts must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/personal.h"
#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

constexpr std::string_view user_characters = "._-@";
constexpr std::size_t max_password_hash_octets = 200;  // libsodium's text form has at most 128

Checked check_person(const Person& person) {
  return all_of({[&] { return check_id("the account", person.user, user_characters); },
                 [&] { return check_required_text("the person's name", person.name, max_title_octets); },
                 [&] { return check_mail(person.mail); }});
}

Checked keeps_a_manager(const Situation& in, const std::string& without) {
  const bool another = std::ranges::any_of(in.state.people, [&](const auto& row) {
    return row.first != without && !row.second.disabled && row.second.role == Role::network_manager;
  });
  const Person& person = in.state.people.at(without);
  if (another || person.disabled || person.role != Role::network_manager) return {};
  return fault(Fault::Kind::conflict, fmt::format("\"{}\" is the last network manager who can sign in", without),
               "Give somebody else that role first.");
}

}  // namespace

Checked check_password_hash(const std::string& hash) {
  if (hash.starts_with("$argon2id$") && hash.size() <= max_password_hash_octets) return {};
  return fault(Fault::Kind::bad_input, "the password was not hashed with argon2id");
}

Checked check_mail(const std::string& mail) {
  return mail.empty() ? Checked{} : check_mail_address("the person's mail address", mail);
}

Checked check(const Situation& in, change::PersonAdded& c) {
  return all_of({[&] { return check_person(c.person); }, [&] { return check_password_hash(c.person.password_hash); },
                 [&]() -> Checked {
                   if (!in.state.people.contains(c.person.user)) return {};
                   return fault(Fault::Kind::conflict, fmt::format("the account \"{}\" exists already", c.person.user));
                 },
                 [&]() -> Checked {
                   if (in.state.people.size() < max_people) return {};
                   return fault(Fault::Kind::limit, fmt::format("there are {} accounts already", max_people));
                 }});
}

Checked check(const Situation& in, change::PersonChanged& c) {
  if (auto checked = exists(in.state.people, "account", c.person.user); !checked) return checked;
  if (c.person.disabled || c.person.role != Role::network_manager) {
    if (auto checked = keeps_a_manager(in, c.person.user); !checked) return checked;
  }
  return check_person(c.person);
}

Checked check(const Situation& in, change::PasswordSet& c) {
  return all_of({[&] { return exists(in.state.people, "account", c.user); },
                 [&] { return check_password_hash(c.password_hash); }});
}

Checked check(const Situation& in, change::PersonErased& c) {
  if (auto checked = exists(in.state.people, "account", c.user); !checked) return checked;
  if (personal::is_pseudonym(c.user)) return fault(Fault::Kind::conflict, "this person was erased already");
  const Person& person = in.state.people.at(c.user);
  if (!person.disabled)
    return fault(Fault::Kind::conflict, fmt::format("the account \"{}\" is in use", c.user),
                 "Disable it first: nobody is erased who can still sign in.");
  // Rows that would be nobody's afterwards: secrets among them, and what the provider calls the person.
  const bool signs_in =
      in.state.factors.contains(c.user) || in.state.sign_in_links.contains(c.user) ||
      std::ranges::any_of(in.state.tokens, [&](const auto& row) { return row.second.user == c.user; });
  if (signs_in)
    return fault(
        Fault::Kind::conflict,
        fmt::format("the account \"{}\" still has a second factor, a token or a link to single sign-on", c.user),
        "Disable it once more: that removes all of them.");
  for (const auto& [whom, addresses] : in.state.notices.addresses)
    if (!person.mail.empty() && std::ranges::find(addresses, person.mail) != addresses.end())
      return fault(Fault::Kind::conflict, fmt::format("notices to {} go to this person's address", whom),
                   "Set another address for them first.");
  return {};
}

/// Here, behind the one writer, and not where the code is compared: of two sign-ins with one code, one gets in.
Checked check(const Situation& in, change::SignedIn& c) {
  if (auto checked = exists(in.state.people, "account", c.user); !checked) return checked;
  if (c.factor == FactorUse::none) return {};
  const auto factor = in.state.factors.find(c.user);
  if (factor == in.state.factors.end()) return not_there("second factor of", c.user);
  const auto& left = factor->second.recovery_hashes;
  const bool unused = c.factor == FactorUse::code ? c.step > factor->second.used_step
                                                  : std::ranges::find(left, c.recovery_hash) != left.end();
  if (unused) return {};
  return fault(Fault::Kind::conflict, "this code was used already", "Wait for the next one.");
}

Checked check(const Situation& /*in*/, change::SignInLocked& c) {
  return check_text("the account", c.user, max_title_octets);
}

}  // namespace schoolgate
