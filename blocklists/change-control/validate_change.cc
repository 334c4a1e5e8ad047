// What each kind of change must fulfil in the state that it meets. Here: the school itself and its box; every other
// noun has a file of its own (validate_*.cc).
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/approval.h"

namespace schoolgate {
namespace {

constexpr std::chrono::hours max_clock_difference{1};  // "the clock is right now" names about this moment

}  // namespace

Checked check(const Situation& in, change::StoreCreated&) {
  if (in.state.serial == 0) return {};
  return fault(Fault::Kind::conflict, "the store exists already");
}

Checked check(const Situation& in, change::SettingsSet& c) {
  Settings& s = c.settings;
  const auto zone_character = [](unsigned char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '/' || ch == '_' ||
           ch == '-' || ch == '+';
  };
  if (s.zone.empty() || s.zone.size() > max_id_octets || !std::ranges::all_of(s.zone, zone_character)) {
    return fault(Fault::Kind::bad_input, "the time zone is no zone's name", "Write it as in Europe/London.");
  }
  if (s.zone != in.state.settings.zone && !Zone::find(s.zone)) {
    return fault(Fault::Kind::not_found, fmt::format("this machine knows no time zone \"{}\"", s.zone),
                 "Write it as in Europe/London; the zones come with Debian's package tzdata.");
  }
  if (s.block_page_addresses.size() > 2) return fault(Fault::Kind::limit, "a block page has one address of each kind");
  for (const auto& address : s.block_page_addresses) {
    if (!Address::parse(address)) {
      return fault(Fault::Kind::bad_input, fmt::format("the block page's address \"{}\" is no address", address));
    }
  }
  if (s.block_style == BlockStyle::block_page && s.block_page_addresses.empty()) {
    return fault(Fault::Kind::bad_input, "the block page has no address");
  }
  if (s.consent_above < 0 || s.consent_above > most_risk)
    return fault(Fault::Kind::bad_input,
                 fmt::format("the risk above which leadership consents is between 0 and {}", most_risk));
  if (s.recent_blocks.minutes < 1 || s.recent_blocks.minutes > RecentBlocks::max_minutes) {
    return fault(Fault::Kind::bad_input,
                 fmt::format("blocked answers are kept for 1 to {} minutes", RecentBlocks::max_minutes),
                 "To keep none, choose \"off\".");
  }
  if (s.upstreams.size() > max_upstreams)
    return fault(Fault::Kind::limit, fmt::format("{} upstream servers are the most", max_upstreams));
  for (const auto& server : s.upstreams)
    if (auto checked = check_required_text("the upstream server", server, max_address_octets); !checked) return checked;
  return all_of({[&] { return check_text("the notice on the block page", s.monitoring_notice, max_notice_octets); },
                 [&] { return check_required_text("the school's name", s.school, max_title_octets); },
                 [&] { return check_names("the protected names", s.protected_names, max_names_in_settings); },
                 [&] { return check_names("the essentials", s.essentials, max_names_in_settings); },
                 [&] { return check_sign_in_rules(in, s.sign_in); }});
}

Checked check(const Situation& /*in*/, change::LogExported& c) { return check_id("the format", c.format); }

Checked check(const Situation& in, change::ClockAccepted& c) {
  if (c.floor < in.around.build_date) {
    return fault(Fault::Kind::bad_input, "that time is before this version of Schoolgate was made",
                 "Set the box's clock first, then accept it.");
  }
  if (std::chrono::abs(c.floor - in.around.now) > max_clock_difference) {
    return fault(Fault::Kind::conflict, "that is not the time that the box's clock shows now",
                 "Set the box's clock first, then accept it.");
  }
  return {};
}

Checked validate_change(const PolicyState& state, const Surroundings& around, const Actor& actor, Change& change) {
  const Situation in{state, around, actor};
  return std::visit([&in](auto& each) { return check(in, each); }, change);
}

}  // namespace schoolgate
