// Who is sent a notice: people by role or because it is about something of theirs, addresses that stand for a role, and
// webhooks. As entries' `to`, which names the person and not the address: whoever has left by the time of sending, or
// has another address by then, is treated as they are then.
// Thread rules: pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin-api/sending/notices.h"
#include "blocklists/policy/model.h"

namespace schoolgate::sending {

struct About {
  std::vector<std::string> people;  // whom it is for (Audience requester)
  std::string itself;               // the person that it is about (Audience itself)
  std::string done_by;              // knows already; empty: nobody does
};

/// Nobody twice, in an order that stays. Empty when the school has switched the kind off.
std::vector<std::string> recipients(const Notice& notice, const About& about, const PolicyState& state);

struct Mailbox {
  std::string name, address;
};
/// Nothing when mail is switched off, or the person has left or has no address.
std::optional<Mailbox> mailbox_of(const std::string& to, const PolicyState& state);

/// Whether a person, an address or a webhook is still one of the school's.
bool is_there(const std::string& to, const PolicyState& state);

}  // namespace schoolgate::sending
