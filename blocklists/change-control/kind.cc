#include "blocklists/change-control/kind.h"

#include <algorithm>
#include <array>

namespace schoolgate {
namespace {

constexpr May no = May::no;
constexpr May yes = May::yes;
constexpr May own = May::own;
constexpr May at_console = May::at_console;

// In the order of the alternatives of Change. Governors read and export; what they see is not decided here.
constexpr std::array<Kind, std::variant_size_v<Change>> kinds{{
    // name, noun, network manager, safeguarding lead, leadership, teacher, governor, system, reason
    {"store.created", "", no, no, no, no, no, yes, Reason::none},
    {"settings.set", "settings", yes, no, no, no, no, no, Reason::everybody},
    {"person.added", "people", yes, no, no, no, no, May::first_start, Reason::people},
    {"person.changed", "people", yes, no, no, no, no, no, Reason::everybody},
    {"password.set", "", yes, own, own, own, own, no, Reason::none},
    {"group.set", "groups", yes, no, no, no, no, no, Reason::everybody},
    {"group.removed", "groups", yes, no, no, no, no, no, Reason::everybody},
    {"rule.added", "rules", yes, no, no, no, no, no, Reason::everybody},
    {"rule.removed", "rules", yes, no, no, no, no, no, Reason::everybody},
    {"unblock.granted", "unblocks", yes, May::limited, no, no, no, no, Reason::everybody},
    {"unblock.ended", "unblocks", yes, yes, yes, own, no, no, Reason::people},
    {"unblock.expired", "unblocks", no, no, no, no, no, yes, Reason::none},
    {"emergency.started", "emergencies", yes, yes, yes, no, no, no, Reason::everybody},
    {"emergency.ended", "emergencies", yes, yes, yes, own, own, no, Reason::everybody},
    {"quarantine.started", "quarantines", yes, yes, no, no, no, no, Reason::everybody},
    {"quarantine.ended", "quarantines", yes, yes, no, no, no, yes, Reason::people},
    {"source.set", "sources", yes, no, no, no, no, yes, Reason::people},
    {"source.removed", "sources", yes, no, no, no, no, no, Reason::people},
    {"list.taken", "lists", yes, no, no, no, no, yes, Reason::none},
    {"list.held", "lists", yes, no, no, no, no, yes, Reason::none},
    {"list.removed", "lists", yes, no, no, no, no, yes, Reason::people},
    {"person.signed_in", "", own, own, own, own, own, no, Reason::none},
    {"person.locked", "", yes, yes, yes, yes, yes, yes, Reason::none},
    {"log.exported", "", yes, yes, yes, no, yes, no, Reason::none},
    {"backup.taken", "", yes, no, no, no, no, yes, Reason::none},
    {"store.restored", "", yes, no, no, no, no, yes, Reason::none},
    {"clock.accepted", "", yes, no, no, no, no, no, Reason::everybody},
    {"calendar.set", "calendar", yes, no, no, no, no, no, Reason::everybody},
    {"schedule.set", "schedules", yes, no, no, no, no, no, Reason::everybody},
    {"schedule.removed", "schedules", yes, no, no, no, no, no, Reason::everybody},
    {"bundle.set", "bundles", yes, no, no, no, no, no, Reason::everybody},
    {"bundle.removed", "bundles", yes, no, no, no, no, no, Reason::everybody},
    {"device.set", "devices", yes, no, no, no, no, no, Reason::everybody},
    {"device.removed", "devices", yes, no, no, no, no, no, Reason::everybody},
    {"record.set", "local_records", yes, no, no, no, no, no, Reason::everybody},
    {"record.removed", "local_records", yes, no, no, no, no, no, Reason::everybody},
    {"zone.set", "forward_zones", yes, no, no, no, no, no, Reason::everybody},
    {"zone.removed", "forward_zones", yes, no, no, no, no, no, Reason::everybody},
    {"sealed_source.set", "sealed_sources", yes, no, no, no, no, yes, Reason::everybody},
    {"sealed.taken", "sealed_lists", yes, no, no, no, no, yes, Reason::people},
    {"sealed.held", "sealed_lists", yes, no, no, no, no, yes, Reason::none},
    {"sealed.failed", "sealed_lists", yes, no, no, no, no, yes, Reason::none},
    {"review.opened", "reviews", yes, no, no, no, no, no, Reason::everybody},
    {"review.concluded", "reviews", yes, yes, yes, own, own, no, Reason::everybody},
    {"factor.enrolled", "factors", own, own, own, own, own, no, Reason::none},
    {"factor.removed", "factors", yes, own, own, own, own, no, Reason::everybody},
    {"token.made", "tokens", own, own, own, own, own, no, Reason::people},
    {"token.revoked", "tokens", yes, own, own, own, own, yes, Reason::people},
    {"person.signed_out", "", yes, own, own, own, own, no, Reason::people},
    {"invitation.made", "invitations", yes, no, no, no, no, no, Reason::people},
    {"invitation.taken", "people", no, no, no, no, no, yes, Reason::none},
    {"invitation.removed", "invitations", yes, no, no, no, no, yes, Reason::people},
    {"person.rescued", "rescues", at_console, no, no, no, no, no, Reason::everybody},
    {"rescue.closed", "rescues", yes, no, no, no, yes, yes, Reason::people},
    {"people.exported", "", yes, yes, yes, no, yes, no, Reason::none},
    {"request.made", "requests", yes, yes, yes, yes, no, no, Reason::everybody},
    {"request.changed", "requests", own, own, own, own, no, no, Reason::everybody},
    {"request.widened", "requests", yes, yes, yes, own, no, no, Reason::everybody},
    {"request.signed", "requests", yes, yes, yes, no, no, no, Reason::none},
    {"request.rejected", "requests", yes, yes, yes, no, no, no, Reason::everybody},
    {"request.withdrawn", "requests", own, own, own, own, no, no, Reason::none},
    {"request.revoked", "requests", yes, yes, yes, own, no, no, Reason::everybody},
    {"request.expired", "requests", no, no, no, no, no, yes, Reason::none},
    {"request.filed", "requests", no, no, no, no, no, yes, Reason::none},
    {"trial.started", "unblocks", yes, yes, yes, no, no, no, Reason::everybody},
    {"topic.set", "topics", yes, yes, yes, no, no, no, Reason::everybody},
    {"topic.removed", "topics", yes, yes, yes, no, no, no, Reason::everybody},
    {"mail.set", "mail", yes, no, no, no, no, no, Reason::everybody},
    {"notices.set", "notices", yes, no, no, no, no, no, Reason::everybody},
    {"webhook.set", "webhooks", yes, no, no, no, no, no, Reason::everybody},
    {"webhook.removed", "webhooks", yes, no, no, no, no, no, Reason::everybody},
    {"single_sign_on.set", "single_sign_on", yes, no, no, no, no, no, Reason::everybody},
    {"person.linked", "sign_in_links", yes, no, no, no, no, yes, Reason::everybody},
    {"person.unlinked", "sign_in_links", yes, no, no, no, no, no, Reason::everybody},
    {"person.refused", "", no, no, no, no, no, yes, Reason::none},
    {"person.erased", "people", yes, no, yes, no, no, no, Reason::everybody},
    {"site_report.added", "site_reports", no, no, no, no, no, yes, Reason::none},
    {"site_report.closed", "site_reports", yes, yes, no, no, no, no, Reason::everybody},
    {"blocked_name.reviewed", "blocked_names", yes, yes, no, no, no, no, Reason::everybody},
    {"list.released", "lists", yes, no, no, no, no, no, Reason::everybody},
    {"list.dropped", "lists", yes, no, no, no, no, no, Reason::everybody},
    {"backup_plan.set", "backup_plan", yes, no, no, no, no, no, Reason::everybody},
    {"backup_lock.set", "backup_locks", yes, no, no, no, no, no, Reason::everybody},
    {"backup_lock.removed", "backup_locks", yes, no, no, no, no, no, Reason::everybody},
    {"backup.failed", "", no, no, no, no, no, yes, Reason::none},
}};

}  // namespace

const Kind& kind_of(const Change& change) { return kinds[change.index()]; }

std::span<const Kind> all_kinds() { return kinds; }

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}

May permission(const Actor& actor, const Kind& kind) {
  if (actor.via == Actor::Via::system) return kind.system;
  if (actor.via == Actor::Via::console) {
    return kind.network_manager == May::own || kind.network_manager == at_console ? May::yes : kind.network_manager;
  }
  switch (actor.role) {
    case Role::network_manager:
      return kind.network_manager == at_console ? May::no : kind.network_manager;
    case Role::safeguarding_lead:
      return kind.safeguarding_lead;
    case Role::leadership:
      return kind.leadership;
    case Role::teacher:
      return kind.teacher;
    case Role::governor:
      return kind.governor;
  }
  return May::no;
}

}  // namespace schoolgate
