// What rules, temporary unblocks, emergency blocks and quarantines must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/approval.h"
#include "blocklists/public_suffix.h"

namespace schoolgate {
namespace {

/// "u-17": the ids that are made from serials. Nobody else may choose one, or a later change would find it taken.
bool is_made_id(std::string_view id) {
  return id.size() > 2 && id[1] == '-' && id.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

/// Room for one more, and an id that is free (or none: one is made).
template <class Map>
Checked is_new(const Map& map, std::string_view what, const std::string& id, std::size_t most) {
  if (map.size() >= most) {
    return fault(Fault::Kind::limit, fmt::format("there are {} of this kind already; no {} can be added", most, what),
                 "Remove some that are not needed any more.");
  }
  if (id.empty()) return {};
  if (map.contains(id)) return fault(Fault::Kind::conflict, fmt::format("the {} \"{}\" exists already", what, id));
  if (is_made_id(id)) {
    return fault(Fault::Kind::bad_input, fmt::format("the id \"{}\" is of the kind that Schoolgate makes", id),
                 "Leave it empty, or choose a word.");
  }
  return check_id(fmt::format("the {}'s id", what), id);
}

Checked check_opening(const Surroundings& around, const std::string& text) {
  const auto name = Name::from_text(text);
  if (!name) return fault(Fault::Kind::bad_input, fmt::format("\"{}\" is no domain name", text));
  if (around.sealed && around.sealed(*name)) {
    return fault(Fault::Kind::forbidden, fmt::format("{} may not be unblocked by anybody", text));
  }
  if (is_public_suffix(*name)) {
    return fault(Fault::Kind::bad_input,
                 fmt::format("{} is no site: unrelated sites of many owners are registered below it", text),
                 fmt::format("Name the site itself, as in example.{}.", text));
  }
  return {};
}

/// What one person does alone where a second one could agree is short, and is looked at afterwards.
Checked check_emergency_use(const Situation& in, const Unblock& unblock) {
  if (in.actor.role != Role::network_manager && unblock.requested_by != in.actor.user)
    return fault(Fault::Kind::forbidden, "an unblock in somebody else's name needs the network manager");
  if (!unblock.emergency_use || unblock.until <= in.around.now + max_emergency_use) return {};
  return fault(Fault::Kind::limit,
               fmt::format("without a second person's agreement an unblock is for emergencies: it ends within {} hours",
                           max_emergency_use.count()),
               "Choose an earlier end, or make a request: it is in force as soon as it is approved.");
}

}  // namespace

Checked has_room(std::size_t count, std::string_view what, std::size_t most) {
  if (count < most) return {};
  return fault(Fault::Kind::limit, fmt::format("there are {} {} already", most, what),
               "Remove some that are not needed any more.");
}

Checked has_room_for_rule(const Situation& in) {
  return has_room(in.state.rules.size() + in.state.unblocks.size(), "rules and unblocks", max_rules);
}

Checked check_opening(const Surroundings& around, const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (auto checked = check_opening(around, name); !checked) return checked;
  return {};
}

Checked check_span(const Situation& in, UtcSeconds starts, UtcSeconds until) {
  if (!in.around.clock_trusted) {
    return fault(Fault::Kind::unavailable, "the box does not know the time yet, so nothing can be granted until a time",
                 "Wait until its clock is set, or set it and accept it (change: clock.accepted).");
  }
  if (until <= starts) return fault(Fault::Kind::bad_input, "the unblock ends before it starts");
  if (until <= in.around.now) return fault(Fault::Kind::bad_input, "the unblock's end is in the past");
  if (until - starts > max_unblock || until - in.around.now > 2 * max_unblock) {
    return fault(Fault::Kind::limit, "an unblock is temporary: it lasts a year at most",
                 "For something permanent, add an allow rule.");
  }
  return {};
}

Checked check(const Situation& in, change::RuleAdded& c) {
  Rule& r = c.rule;
  if (auto checked = has_room_for_rule(in); !checked) return checked;
  if (auto checked = all_of({[&] { return is_new(in.state.rules, "rule", r.id, max_rules); },
                             [&] { return check_name("the rule's name", r.name); },
                             [&] { return check_groups(in.state, r.groups); }});
      !checked) {
    return checked;
  }
  for (const auto& [id, rule] : in.state.rules) {
    if (rule.action == r.action && rule.name == r.name && rule.groups == r.groups) {
      return fault(Fault::Kind::conflict, fmt::format("the rule {} says exactly this already", id));
    }
  }
  return r.action == RuleAction::allow ? check_opening(in.around, r.name) : Checked{};
}

Checked check(const Situation& in, change::RuleRemoved& c) { return exists(in.state.rules, "rule", c.id); }

Checked check(const Situation& in, change::UnblockGranted& c) {
  Unblock& u = c.unblock;
  if (u.requested_by.empty()) u.requested_by = in.actor.user;
  u.request.clear();
  u.approved_by = {in.actor.user};
  u.emergency_use = has_educational_approver(in.state);
  u.trial = false;
  u.device.reset();
  u.known.clear();
  if (auto checked = has_room_for_rule(in); !checked) return checked;
  if (auto checked =
          all_of({[&] { return is_new(in.state.unblocks, "unblock", u.id, max_rules); },
                  [&] { return check_span(in, u.starts, u.until); }, [&] { return check_emergency_use(in, u); },
                  [&] { return check_names("the unblock", u.names, max_names_in_unblock); },
                  [&] { return check_groups(in.state, u.groups); },
                  [&] { return check_text("the topic", u.topic, max_title_octets); },
                  [&] { return check_text("the person who asked", u.requested_by, max_title_octets); }});
      !checked) {
    return checked;
  }
  if (u.names.empty()) return fault(Fault::Kind::bad_input, "the unblock names no site");
  if (u.groups.empty()) return fault(Fault::Kind::bad_input, "the unblock names no group", "Say who it is for.");
  if (u.risk && (*u.risk < 1 || *u.risk > 25)) {
    return fault(Fault::Kind::bad_input, "the risk is not between 1 and 25 (likelihood times impact, 1 to 5 each)");
  }
  return check_opening(in.around, u.names);
}

Checked check(const Situation& in, change::UnblockEnded& c) { return exists(in.state.unblocks, "unblock", c.id); }

Checked check(const Situation& in, change::UnblockExpired& c) {
  const auto found = in.state.unblocks.find(c.id);
  if (found == in.state.unblocks.end()) return not_there("unblock", c.id);
  if (in.around.clock_trusted && found->second.until <= in.around.now) return {};
  return fault(Fault::Kind::conflict, fmt::format("the unblock {} has not come to its end", c.id));
}

Checked check(const Situation& in, change::EmergencyBlockStarted& c) {
  return all_of({[&] { return is_new(in.state.emergencies, "emergency block", c.block.id, max_emergencies); },
                 [&] { return check_names("the emergency block", c.block.names, max_names_in_unblock); }});
}

Checked check(const Situation& in, change::EmergencyBlockEnded& c) {
  return exists(in.state.emergencies, "emergency block", c.id);
}

Checked check(const Situation& in, change::QuarantineStarted& c) {
  if (c.quarantine.until && in.around.clock_trusted && *c.quarantine.until <= in.around.now) {
    return fault(Fault::Kind::bad_input, "the quarantine's end is not in the future");
  }
  if (!c.quarantine.known.empty() && !in.state.devices.contains(c.quarantine.known))
    return not_there("device", c.quarantine.known);
  return is_new(in.state.quarantines, "quarantine", c.quarantine.id, max_quarantines);
}

Checked check(const Situation& in, change::QuarantineEnded& c) {
  const auto found = in.state.quarantines.find(c.id);
  if (found == in.state.quarantines.end()) return not_there("quarantine", c.id);
  if (in.actor.via != Actor::Via::system) return {};
  const auto& until = found->second.until;
  if (in.around.clock_trusted && until && *until <= in.around.now) return {};
  return fault(Fault::Kind::conflict, fmt::format("the quarantine {} has not come to its end", c.id));
}

}  // namespace schoolgate
