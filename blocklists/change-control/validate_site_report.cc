// What reports of the block page must fulfil, and what is said of names that are blocked often.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

/// What stands in a report is read by people and goes on record: no sealed name may come into either.
Checked check_not_sealed(const Surroundings& around, const std::string& text) {
  const auto name = Name::from_text(text);
  if (!name || !around.sealed || !around.sealed(*name)) return {};
  return fault(Fault::Kind::forbidden, "this site may not be reported");
}

}  // namespace

Checked check(const Situation& in, change::SiteReportAdded& c) {
  SiteReport& r = c.report;
  r.id.clear();
  if (in.state.site_reports.size() >= max_open_site_reports)
    return fault(Fault::Kind::limit, fmt::format("{} reports are open already", max_open_site_reports),
                 "Close those that are dealt with.");
  if (auto checked =
          all_of({[&] { return check_name("the site", r.name); }, [&] { return check_not_sealed(in.around, r.name); },
                  [&] { return check_text("the report", r.text, max_site_report_octets); },
                  [&] { return check_required_text("the device", r.device, max_title_octets); },
                  [&] { return check_text("the group", r.group, max_id_octets); }});
      !checked)
    return checked;
  if (std::ranges::any_of(in.state.site_reports, [&](const auto& row) {
        return row.second.kind == r.kind && row.second.name == r.name && row.second.device == r.device;
      }))
    return fault(Fault::Kind::conflict, "this was reported from this device already");
  return {};
}

Checked check(const Situation& in, change::SiteReportClosed& c) {
  return exists(in.state.site_reports, "report", c.id);
}

Checked check(const Situation& in, change::BlockedNameReviewed& c) {
  BlockedNameReview& r = c.review;
  if (auto checked = check_name("the name", r.name); !checked) return checked;
  if (auto checked = check_not_sealed(in.around, r.name); !checked) return checked;
  if (r.outcome == BlockedNameOutcome::open) return exists(in.state.blocked_names, "reviewed name", r.name);
  if (!in.state.blocked_names.contains(r.name) && in.state.blocked_names.size() >= max_blocked_names)
    return fault(Fault::Kind::limit, fmt::format("{} names were looked through already", max_blocked_names),
                 "Open some of them again that matter no more.");
  if (r.outcome == BlockedNameOutcome::allowed && std::ranges::none_of(in.state.rules, [&](const auto& row) {
        return row.second.action == RuleAction::allow && row.second.name == r.name;
      }))
    return fault(Fault::Kind::conflict, fmt::format("no rule allows {}", r.name),
                 "A network manager adds one, or marks the name as allowed.");
  return {};
}

}  // namespace schoolgate
