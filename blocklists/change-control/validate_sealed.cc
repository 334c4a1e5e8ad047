// What sealed lists and their connectors must fulfil.
#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

Checked check_sealed_id(const std::string& id) { return check_id("the sealed list's id", id); }

/// The log and every page show the address: a password in it would be there for all to read.
Checked check_sealed_address(const std::string& address) {
  constexpr std::string_view https = "https://";
  if (address.starts_with("file:///")) return {};
  if (!address.starts_with(https))
    return fault(Fault::Kind::bad_input, "a sealed list is fetched from an https:// or file:/// address",
                 "Over http anybody on the way could change the list.");
  const auto server = address.substr(https.size(), address.find_first_of("/?#", https.size()) - https.size());
  if (server.empty()) return fault(Fault::Kind::bad_input, "the address names no server");
  if (server.find('@') != std::string::npos)
    return fault(Fault::Kind::bad_input, "the address holds a user or a password, and addresses go on record",
                 "Leave them out of the address, and give them as credentials.");
  return {};
}

Checked room_for(const auto& map, const std::string& id) {
  if (map.contains(id) || map.size() < max_sealed_lists) return {};
  return fault(Fault::Kind::limit, fmt::format("there are {} sealed lists already", max_sealed_lists));
}

}  // namespace

Checked check(const Situation& in, change::SealedSourceSet& c) {
  const SealedSource& s = c.source;
  if (s.every_hours < 1 || s.every_hours > max_sealed_refresh_hours)
    return fault(Fault::Kind::bad_input,
                 fmt::format("a sealed list is refreshed every 1 to {} hours", max_sealed_refresh_hours));
  if (s.warn_after_days < 1 || s.warn_after_days > max_sealed_warning_days)
    return fault(Fault::Kind::bad_input,
                 fmt::format("an old sealed list is told after 1 to {} days", max_sealed_warning_days));
  return all_of({[&] { return check_sealed_id(s.id); }, [&] { return room_for(in.state.sealed_sources, s.id); },
                 [&] { return check_text("the sealed list's title", s.title, max_title_octets); },
                 [&] { return check_required_text("the sealed list's address", s.address, max_address_octets); },
                 [&] { return check_sealed_address(s.address); }});
}

Checked check(const Situation& in, change::SealedTaken& c) {
  const SealedList& l = c.list;
  return all_of({[&] { return check_sealed_id(l.id); }, [&] { return room_for(in.state.sealed_lists, l.id); },
                 [&] { return check_text("the sealed list's title", l.title, max_title_octets); },
                 [&] { return check_text("the sealed list's origin", l.origin, max_address_octets); },
                 [&] { return check_text("why the sealed list is held", l.held, max_why_octets); },
                 [&] { return check_text("the sealed list's problem", l.problem, max_why_octets); }});
}

Checked check(const Situation& /*in*/, change::SealedHeld& c) {
  return all_of({[&] { return check_sealed_id(c.id); },
                 [&] { return check_required_text("why the sealed list is held", c.reason, max_why_octets); }});
}

Checked check(const Situation& /*in*/, change::SealedFailed& c) {
  return all_of({[&] { return check_sealed_id(c.id); },
                 [&] { return check_required_text("the sealed list's problem", c.problem, max_why_octets); }});
}

}  // namespace schoolgate
