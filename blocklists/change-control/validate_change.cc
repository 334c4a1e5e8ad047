// What each kind of change must fulfil in the state that it meets.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate.h"
#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/snapshot.h"
#include "blocklists/public_suffix.h"

namespace schoolgate {
namespace {

constexpr std::string_view user_characters = "._-@";
constexpr std::string_view list_characters = "._-/";
constexpr std::size_t max_password_hash_octets = 200;  // libsodium's text form has at most 128
constexpr std::chrono::hours max_clock_difference{1};  // "the clock is right now" names about this moment

/// Runs the checks in order and keeps the first fault.
Checked all_of(std::initializer_list<std::function<Checked()>> checks) {
  for (const auto& check : checks) {
    if (auto checked = check(); !checked) return checked;
  }
  return {};
}

std::unexpected<Fault> not_there(std::string_view what, const std::string& id) {
  return fault(Fault::Kind::not_found, fmt::format("there is no {} \"{}\"", what, id));
}

template <class Map>
Checked exists(const Map& map, std::string_view what, const std::string& id) {
  if (map.contains(id)) return {};
  return not_there(what, id);
}

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

/// An exception may not open a sealed name, nor every site under a public suffix.
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

class Validator {
 public:
  Validator(const PolicyState& state, const Surroundings& around, const Actor& actor)
      : state_(state), around_(around), actor_(actor) {}

  Checked operator()(change::StoreCreated&) const {
    if (state_.serial == 0) return {};
    return fault(Fault::Kind::conflict, "the store exists already");
  }

  Checked operator()(change::SettingsSet& c) const {
    Settings& s = c.settings;
    const auto zone_character = [](unsigned char ch) {
      return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '/' ||
             ch == '_' || ch == '-' || ch == '+';
    };
    if (s.zone.empty() || s.zone.size() > max_id_octets || !std::ranges::all_of(s.zone, zone_character)) {
      return fault(Fault::Kind::bad_input, "the time zone is no zone's name", "Write it as in Europe/London.");
    }
    if (s.zone != state_.settings.zone && !Zone::find(s.zone)) {
      return fault(Fault::Kind::not_found, fmt::format("this machine knows no time zone \"{}\"", s.zone),
                   "Write it as in Europe/London; the zones come with Debian's package tzdata.");
    }
    if (s.block_page_addresses.size() > 2)
      return fault(Fault::Kind::limit, "a block page has one address of each kind");
    for (const auto& address : s.block_page_addresses) {
      if (!Address::parse(address)) {
        return fault(Fault::Kind::bad_input, fmt::format("the block page's address \"{}\" is no address", address));
      }
    }
    if (s.block_style == BlockStyle::block_page && s.block_page_addresses.empty()) {
      return fault(Fault::Kind::bad_input, "the block page has no address");
    }
    return all_of({[&] { return check_required_text("the school's name", s.school, max_title_octets); },
                   [&] { return check_names("the protected names", s.protected_names, max_names_in_settings); },
                   [&] { return check_names("the essentials", s.essentials, max_names_in_settings); }});
  }

  Checked operator()(change::PersonAdded& c) const {
    return all_of({[&] { return check_person(c.person); }, [&] { return check_hash(c.person.password_hash); },
                   [&]() -> Checked {
                     if (!state_.people.contains(c.person.user)) return {};
                     return fault(Fault::Kind::conflict,
                                  fmt::format("the account \"{}\" exists already", c.person.user));
                   },
                   [&]() -> Checked {
                     if (state_.people.size() < max_people) return {};
                     return fault(Fault::Kind::limit, fmt::format("there are {} accounts already", max_people));
                   }});
  }

  Checked operator()(change::PersonChanged& c) const {
    if (auto checked = exists(state_.people, "account", c.person.user); !checked) return checked;
    if (c.person.disabled || c.person.role != Role::network_manager) {
      if (auto checked = keeps_a_manager(c.person.user); !checked) return checked;
    }
    return check_person(c.person);
  }

  Checked operator()(change::PasswordSet& c) const {
    return all_of(
        {[&] { return exists(state_.people, "account", c.user); }, [&] { return check_hash(c.password_hash); }});
  }

  Checked operator()(change::GroupSet& c) const {
    Group& g = c.group;
    if (!state_.groups.contains(g.id) && state_.groups.size() >= max_groups) {
      return fault(Fault::Kind::limit, fmt::format("there are {} groups already", max_groups));
    }
    if (g.blocked_categories.size() > max_categories || g.addresses.size() > max_prefixes_in_group) {
      return fault(Fault::Kind::limit, fmt::format("the group \"{}\" has too many addresses or categories", g.id));
    }
    return all_of({[&] { return check_id("the group's id", g.id); }, [&] { return check_group_policy(state_, g); },
                   [&] { return check_required_text("the group's name", g.name, max_title_octets); },
                   [&] { return check_names("the walled garden", g.garden, max_names_in_settings); },
                   [&] { return check_prefixes(g); }});
  }

  Checked operator()(change::GroupRemoved& c) const {
    if (auto checked = exists(state_.groups, "group", c.id); !checked) return checked;
    if (state_.groups.size() == 1) {
      return fault(Fault::Kind::conflict, "the last group cannot be removed: every client is in some group");
    }
    const auto used = [&](const auto& map, std::string_view what) -> Checked {
      for (const auto& [id, value] : map) {
        if (std::ranges::find(value.groups, c.id) == value.groups.end()) continue;
        return fault(Fault::Kind::conflict, fmt::format("the group \"{}\" is used by the {} {}", c.id, what, id),
                     "Remove that first.");
      }
      return {};
    };
    for (const auto& [id, device] : state_.devices) {
      if (device.group != c.id) continue;
      return fault(Fault::Kind::conflict, fmt::format("the device \"{}\" is in the group \"{}\"", id, c.id),
                   "Give that device another group first.");
    }
    for (const auto& [id, group] : state_.groups) {
      if (group.parent != c.id) continue;
      return fault(Fault::Kind::conflict, fmt::format("the group \"{}\" is the parent of \"{}\"", c.id, id),
                   "Give that group another parent first.");
    }
    return all_of({[&] { return used(state_.rules, "rule"); }, [&] { return used(state_.unblocks, "unblock"); }});
  }

  Checked operator()(change::CalendarSet& c) const { return check_calendar(state_, c.calendar); }
  Checked operator()(change::ScheduleSet& c) const { return check_schedule(state_, c.schedule); }
  Checked operator()(change::ScheduleRemoved& c) const {
    if (auto checked = exists(state_.schedules, "schedule", c.id); !checked) return checked;
    return check_schedule_unused(state_, c.id);
  }
  Checked operator()(change::LocalRecordSet& c) const { return check_local_record(state_, c.record); }
  Checked operator()(change::LocalRecordRemoved& c) const { return exists(state_.local_records, "local record", c.id); }
  Checked operator()(change::ForwardZoneSet& c) const { return check_forward_zone(state_, c.zone); }
  Checked operator()(change::ForwardZoneRemoved& c) const {
    return exists(state_.forward_zones, "forwarded zone", c.id);
  }
  Checked operator()(change::DeviceSet& c) const { return check_device(state_, c.device); }
  Checked operator()(change::DeviceRemoved& c) const {
    if (auto checked = exists(state_.devices, "device", c.id); !checked) return checked;
    for (const auto& [id, quarantine] : state_.quarantines) {
      if (quarantine.known == c.id)
        return fault(Fault::Kind::conflict, fmt::format("the device \"{}\" is taken off the internet by {}", c.id, id),
                     "Release it first.");
    }
    return {};
  }
  Checked operator()(change::BundleSet& c) const { return check_bundle(state_, c.bundle); }
  Checked operator()(change::BundleRemoved& c) const {
    if (auto checked = exists(state_.bundles, "bundle", c.id); !checked) return checked;
    return check_bundle_unused(state_, c.id);
  }

  Checked operator()(change::RuleAdded& c) const {
    Rule& r = c.rule;
    if (auto checked = has_room_for_rule(); !checked) return checked;
    if (auto checked = all_of({[&] { return is_new(state_.rules, "rule", r.id, max_rules); },
                               [&] { return check_name("the rule's name", r.name); },
                               [&] { return check_groups(state_, r.groups); }});
        !checked) {
      return checked;
    }
    for (const auto& [id, rule] : state_.rules) {
      if (rule.action == r.action && rule.name == r.name && rule.groups == r.groups) {
        return fault(Fault::Kind::conflict, fmt::format("the rule {} says exactly this already", id));
      }
    }
    return r.action == RuleAction::allow ? check_opening(around_, r.name) : Checked{};
  }

  Checked operator()(change::RuleRemoved& c) const { return exists(state_.rules, "rule", c.id); }

  Checked operator()(change::UnblockGranted& c) const {
    Unblock& u = c.unblock;
    if (u.requested_by.empty()) u.requested_by = actor_.user;
    if (auto checked = has_room_for_rule(); !checked) return checked;
    if (auto checked =
            all_of({[&] { return is_new(state_.unblocks, "unblock", u.id, max_rules); }, [&] { return check_span(u); },
                    [&] { return check_names("the unblock", u.names, max_names_in_unblock); },
                    [&] { return check_groups(state_, u.groups); },
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
    for (const auto& name : u.names) {
      if (auto checked = check_opening(around_, name); !checked) return checked;
    }
    return {};
  }

  Checked operator()(change::UnblockEnded& c) const { return exists(state_.unblocks, "unblock", c.id); }

  Checked operator()(change::UnblockExpired& c) const {
    const auto found = state_.unblocks.find(c.id);
    if (found == state_.unblocks.end()) return not_there("unblock", c.id);
    if (around_.clock_trusted && found->second.until <= around_.now) return {};
    return fault(Fault::Kind::conflict, fmt::format("the unblock {} has not come to its end", c.id));
  }

  Checked operator()(change::EmergencyBlockStarted& c) const {
    return all_of({[&] { return is_new(state_.emergencies, "emergency block", c.block.id, max_emergencies); },
                   [&] { return check_names("the emergency block", c.block.names, max_names_in_unblock); }});
  }

  Checked operator()(change::EmergencyBlockEnded& c) const {
    return exists(state_.emergencies, "emergency block", c.id);
  }

  Checked operator()(change::QuarantineStarted& c) const {
    if (c.quarantine.until && around_.clock_trusted && *c.quarantine.until <= around_.now) {
      return fault(Fault::Kind::bad_input, "the quarantine's end is not in the future");
    }
    if (!c.quarantine.known.empty() && !state_.devices.contains(c.quarantine.known))
      return not_there("device", c.quarantine.known);
    return is_new(state_.quarantines, "quarantine", c.quarantine.id, max_quarantines);
  }

  Checked operator()(change::QuarantineEnded& c) const {
    const auto found = state_.quarantines.find(c.id);
    if (found == state_.quarantines.end()) return not_there("quarantine", c.id);
    if (actor_.via != Actor::Via::system) return {};
    const auto& until = found->second.until;
    if (around_.clock_trusted && until && *until <= around_.now) return {};
    return fault(Fault::Kind::conflict, fmt::format("the quarantine {} has not come to its end", c.id));
  }

  Checked operator()(change::SourceSet& c) const {
    const Source& s = c.source;
    if (!state_.sources.contains(s.id) && state_.sources.size() >= max_lists) {
      return fault(Fault::Kind::limit, fmt::format("there are {} sources already", max_lists));
    }
    if (s.every_hours < 1 || s.every_hours > max_refresh_hours) {
      return fault(Fault::Kind::bad_input, fmt::format("a source is refreshed every 1 to {} hours", max_refresh_hours));
    }
    return all_of({[&] { return check_list_id(s.id); },
                   [&] { return check_text("the source's title", s.title, max_title_octets); },
                   [&] { return check_required_text("the source's address", s.address, max_address_octets); },
                   [&] { return check_id("the source's format", s.format); },
                   [&] { return check_category(s.category); }});
  }

  Checked operator()(change::SourceRemoved& c) const { return exists(state_.sources, "source", c.id); }

  Checked operator()(change::ListTaken& c) const {
    const ListState& l = c.list;
    if (!state_.lists.contains(l.id) && state_.lists.size() >= max_lists) {
      return fault(Fault::Kind::limit, fmt::format("there are {} lists already", max_lists));
    }
    return all_of({[&] { return check_list_id(l.id); }, [&] { return check_category(l.category); },
                   [&] { return check_text("the list's title", l.title, max_title_octets); },
                   [&] { return check_text("the list's origin", l.origin, max_address_octets); },
                   [&] { return check_text("the list's format", l.format, max_id_octets); },
                   [&] { return check_text("why the list is held", l.held, max_why_octets); }});
  }

  Checked operator()(change::ListHeld& c) const {
    return all_of({[&] { return check_list_id(c.id); },
                   [&] { return check_required_text("why the list is held", c.reason, max_why_octets); }});
  }

  Checked operator()(change::ListRemoved& c) const { return exists(state_.lists, "list", c.id); }
  Checked operator()(change::SignedIn& c) const { return exists(state_.people, "account", c.user); }
  Checked operator()(change::SignInLocked& c) const { return check_text("the account", c.user, max_title_octets); }
  Checked operator()(change::LogExported& c) const { return check_id("the format", c.format); }
  Checked operator()(change::BackupTaken& c) const {
    return check_text("the backup's file", c.file, max_address_octets);
  }
  Checked operator()(change::Restored& c) const { return check_text("the backup's file", c.file, max_address_octets); }

  Checked operator()(change::ClockAccepted& c) const {
    if (c.floor < around_.build_date) {
      return fault(Fault::Kind::bad_input, "that time is before this version of Schoolgate was made",
                   "Set the box's clock first, then accept it.");
    }
    if (std::chrono::abs(c.floor - around_.now) > max_clock_difference) {
      return fault(Fault::Kind::conflict, "that is not the time that the box's clock shows now",
                   "Set the box's clock first, then accept it.");
    }
    return {};
  }

 private:
  static Checked check_person(const Person& person) {
    return all_of({[&] { return check_id("the account", person.user, user_characters); },
                   [&] { return check_required_text("the person's name", person.name, max_title_octets); }});
  }

  static Checked check_hash(const std::string& hash) {
    if (hash.starts_with("$argon2id$") && hash.size() <= max_password_hash_octets) return {};
    return fault(Fault::Kind::bad_input, "the password was not hashed with argon2id");
  }

  static Checked check_list_id(const std::string& id) {
    return check_id("the list's id", id, list_characters, max_list_id_octets);
  }

  Checked keeps_a_manager(const std::string& without) const {
    const bool another = std::ranges::any_of(state_.people, [&](const auto& row) {
      return row.first != without && !row.second.disabled && row.second.role == Role::network_manager;
    });
    const Person& person = state_.people.at(without);
    if (another || person.disabled || person.role != Role::network_manager) return {};
    return fault(Fault::Kind::conflict, fmt::format("\"{}\" is the last network manager who can sign in", without),
                 "Give somebody else that role first.");
  }

  Checked check_prefixes(const Group& group) const {
    for (const auto& prefix : group.addresses) {
      if (std::ranges::count(group.addresses, prefix) > 1) {
        return fault(Fault::Kind::bad_input, fmt::format("the address {} is there twice", prefix.to_text()));
      }
      for (const auto& [id, other] : state_.groups) {
        if (id == group.id || std::ranges::find(other.addresses, prefix) == other.addresses.end()) continue;
        return fault(Fault::Kind::conflict, fmt::format("the address {} is in the group \"{}\"", prefix.to_text(), id),
                     "Take it out there first.");
      }
    }
    return {};
  }

  Checked has_room_for_rule() const {
    if (state_.rules.size() + state_.unblocks.size() < max_rules) return {};
    return fault(Fault::Kind::limit, fmt::format("there are {} rules and unblocks already", max_rules),
                 "Remove some that are not needed any more.");
  }

  Checked check_span(const Unblock& unblock) const {
    if (!around_.clock_trusted) {
      return fault(Fault::Kind::unavailable,
                   "the box does not know the time yet, so nothing can be granted until a time",
                   "Wait until its clock is set, or set it and accept it (change: clock.accepted).");
    }
    if (unblock.until <= unblock.starts) {
      return fault(Fault::Kind::bad_input, "the unblock ends before it starts");
    }
    if (unblock.until <= around_.now) return fault(Fault::Kind::bad_input, "the unblock's end is in the past");
    if (unblock.until - unblock.starts > max_unblock || unblock.until - around_.now > 2 * max_unblock) {
      return fault(Fault::Kind::limit, "an unblock is temporary: it lasts a year at most",
                   "For something permanent, add an allow rule.");
    }
    return {};
  }

  const PolicyState& state_;
  const Surroundings& around_;
  const Actor& actor_;
};

}  // namespace

Checked validate_change(const PolicyState& state, const Surroundings& around, const Actor& actor, Change& change) {
  return std::visit(Validator(state, around, actor), change);
}

}  // namespace schoolgate
