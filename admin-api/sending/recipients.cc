#include "admin-api/sending/recipients.h"

#include <algorithm>
#include <set>

#include "admin-api/sending/entry.h"

namespace schoolgate::sending {
namespace {

Audience bit_of(Role role) {
  switch (role) {
    case Role::network_manager:
      return managers;
    case Role::safeguarding_lead:
      return leads;
    case Role::leadership:
      return leadership;
    case Role::governor:
      return governors;
    case Role::teacher:
      break;
  }
  return 0;
}

struct Standing {
  const char* whom;
  Audience bit;
};
/// The words of NoticeSettings::addresses, as validate_sending.cc takes them.
constexpr Standing standing[] = {{"network_manager", managers},
                                 {"safeguarding_lead", leads},
                                 {"leadership", leadership},
                                 {"governor", governors},
                                 {"chair", chair}};

bool hears(const Notice& notice, const About& about, const Person& person) {
  if ((notice.who & itself) != 0 && person.user == about.itself) return true;
  if (person.user == about.done_by) return false;
  if ((notice.who & bit_of(person.role)) != 0) return true;
  return (notice.who & requester) != 0 && std::ranges::find(about.people, person.user) != about.people.end();
}

}  // namespace

std::vector<std::string> recipients(const Notice& notice, const About& about, const PolicyState& state) {
  std::vector<std::string> found;
  if (std::ranges::find(state.notices.off, notice.kind) != state.notices.off.end()) return found;
  if (!state.mail.server.empty()) {
    std::set<std::string> addresses;
    for (const auto& [user, person] : state.people) {
      if (person.disabled || person.mail.empty() || !hears(notice, about, person)) continue;
      if (addresses.insert(person.mail).second) found.push_back(std::string(to_person) + user);
    }
    for (const Standing& each : standing) {
      const auto more = state.notices.addresses.find(each.whom);
      if ((notice.who & each.bit) == 0 || more == state.notices.addresses.end()) continue;
      for (const std::string& address : more->second)
        if (addresses.insert(address).second) found.push_back(std::string(to_address) + address);
    }
  }
  for (const auto& [id, webhook] : state.webhooks) found.push_back(std::string(to_webhook) + id);
  return found;
}

std::optional<Mailbox> mailbox_of(const std::string& to, const PolicyState& state) {
  if (state.mail.server.empty() || !is_there(to, state)) return std::nullopt;
  if (to.starts_with(to_address)) return Mailbox{{}, to.substr(to_address.size())};
  if (!to.starts_with(to_person)) return std::nullopt;
  const auto person = state.people.find(to.substr(to_person.size()));
  if (person == state.people.end() || person->second.disabled || person->second.mail.empty()) return std::nullopt;
  return Mailbox{person->second.name, person->second.mail};
}

bool is_there(const std::string& to, const PolicyState& state) {
  if (to.starts_with(to_person)) return state.people.contains(to.substr(to_person.size()));
  if (to.starts_with(to_webhook)) return state.webhooks.contains(to.substr(to_webhook.size()));
  return std::ranges::any_of(state.notices.addresses, [&](const auto& row) {
    return std::ranges::find(row.second, to.substr(to_address.size())) != row.second.end();
  });
}

}  // namespace schoolgate::sending
