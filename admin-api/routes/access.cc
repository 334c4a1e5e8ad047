#include "admin-api/routes/access.h"

#include <algorithm>
#include <array>

namespace schoolgate::routes {
namespace {

constexpr std::array table{
    Access{"GET", "/healthz", anyone},
    Access{"GET", "/metrics", anyone},
    Access{"GET", "/api/v1/openapi.yaml", anyone},

    Access{"GET", "/api/v1/setup", anyone},
    Access{"POST", "/api/v1/setup", anyone, Lane::password},
    Access{"POST", "/api/v1/setup/code", console},

    Access{"GET", "/api/v1/sign-in", anyone},
    Access{"POST", "/api/v1/session", anyone, Lane::password},
    Access{"GET", "/api/v1/session", everybody},
    Access{"DELETE", "/api/v1/session", everybody},
    Access{"POST", "/api/v1/session/code", everybody},
    Access{"POST", "/api/v1/session/factor", everybody, Lane::password},
    Access{"POST", "/api/v1/session/factor/confirm", everybody},
    Access{"DELETE", "/api/v1/session/factor", everybody, Lane::password},

    Access{"GET", "/api/v1/tokens", everybody},  // their own; managers: everybody's
    Access{"POST", "/api/v1/tokens", everybody},
    Access{"DELETE", "/api/v1/tokens/{id}", everybody},

    Access{"GET", "/api/v1/invitations", manager},
    Access{"POST", "/api/v1/invitations", manager},
    Access{"DELETE", "/api/v1/invitations/{user}", manager},
    Access{"POST", "/api/v1/invitations/{user}/take", anyone, Lane::password},
    Access{"GET", "/api/v1/session/oidc", anyone, Lane::job},  // both wait for the provider of the school's accounts
    Access{"GET", "/api/v1/session/oidc/callback", anyone, Lane::job},

    Access{"GET", "/api/v1/people", manager | safeguarding | leadership | governor},
    Access{"POST", "/api/v1/people", manager, Lane::password},
    Access{"PATCH", "/api/v1/people/{user}", manager},
    Access{"GET", "/api/v1/people/export", manager | safeguarding | leadership | governor},
    Access{"POST", "/api/v1/people/{user}/password", everybody, Lane::password},  // their own; managers: anybody's
    Access{"DELETE", "/api/v1/people/{user}/factor", manager},
    Access{"DELETE", "/api/v1/people/{user}/sessions", everybody},  // their own; managers: anybody's
    Access{"POST", "/api/v1/people/{user}/rescue", console, Lane::password},
    Access{"GET", "/api/v1/rescues", manager | safeguarding | leadership | governor},
    Access{"POST", "/api/v1/rescues/{id}/acknowledge", manager | governor},
    Access{"POST", "/api/v1/people/{user}/erase", manager | leadership, Lane::job},
    Access{"PUT", "/api/v1/people/{user}/sign-in-link", manager},
    Access{"DELETE", "/api/v1/people/{user}/sign-in-link", manager},

    Access{"GET", "/api/v1/single-sign-on", manager},
    Access{"PUT", "/api/v1/single-sign-on", manager},
    Access{"POST", "/api/v1/single-sign-on/test", manager, Lane::job},

    Access{"GET", "/api/v1/groups", everybody},
    Access{"PUT", "/api/v1/groups/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/groups/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/templates", everybody},
    Access{"POST", "/api/v1/templates/{id}/apply", manager, Lane::quick, true},

    Access{"GET", "/api/v1/devices", everybody},
    Access{"PUT", "/api/v1/devices/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/devices/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/attempts", manager | safeguarding | leadership | governor},

    Access{"GET", "/api/v1/local-records", everybody},
    Access{"PUT", "/api/v1/local-records/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/local-records/{id}", manager, Lane::quick, true},
    Access{"GET", "/api/v1/forward-zones", everybody},
    Access{"PUT", "/api/v1/forward-zones/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/forward-zones/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/calendar", everybody},
    Access{"PUT", "/api/v1/calendar", manager, Lane::quick, true},
    Access{"GET", "/api/v1/schedules", everybody},
    Access{"PUT", "/api/v1/schedules/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/schedules/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/bundles", everybody},
    Access{"PUT", "/api/v1/bundles/{id}", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/bundles/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/services", everybody},
    Access{"GET", "/api/v1/search-engines", everybody},

    Access{"GET", "/api/v1/rules", everybody},
    Access{"POST", "/api/v1/rules", manager, Lane::quick, true},
    Access{"DELETE", "/api/v1/rules/{id}", manager, Lane::quick, true},

    Access{"GET", "/api/v1/unblocks", everybody},
    Access{"POST", "/api/v1/unblocks", everybody & ~governor, Lane::quick, true},
    Access{"DELETE", "/api/v1/unblocks/{id}", everybody & ~governor, Lane::quick, true},

    Access{"GET", "/api/v1/requests", everybody},
    Access{"POST", "/api/v1/requests", everybody & ~governor},
    Access{"GET", "/api/v1/requests/{id}", everybody},
    Access{"PATCH", "/api/v1/requests/{id}", everybody & ~governor},
    Access{"POST", "/api/v1/requests/{id}/companions", everybody & ~governor},
    Access{"POST", "/api/v1/requests/{id}/sign", manager | safeguarding | leadership, Lane::quick, true},
    Access{"POST", "/api/v1/requests/{id}/reject", manager | safeguarding | leadership},
    Access{"POST", "/api/v1/requests/{id}/withdraw", everybody & ~governor},
    Access{"POST", "/api/v1/requests/{id}/revoke", everybody & ~governor, Lane::quick, true},
    Access{"POST", "/api/v1/requests/{id}/keep-as-topic", manager | safeguarding | leadership},
    Access{"GET", "/api/v1/requests/{id}/trial", manager | safeguarding | leadership},
    Access{"POST", "/api/v1/requests/{id}/trial", manager | safeguarding | leadership},
    Access{"DELETE", "/api/v1/requests/{id}/trial", manager | safeguarding | leadership},
    Access{"GET", "/api/v1/topics", everybody},
    Access{"PUT", "/api/v1/topics/{id}", manager | safeguarding | leadership},
    Access{"DELETE", "/api/v1/topics/{id}", manager | safeguarding | leadership},

    Access{"GET", "/api/v1/emergency-blocks", everybody},
    Access{"POST", "/api/v1/emergency-blocks", manager | safeguarding | leadership, Lane::quick, true},
    Access{"DELETE", "/api/v1/emergency-blocks/{id}", manager | safeguarding | leadership, Lane::quick, true},

    Access{"GET", "/api/v1/reviews", everybody},
    Access{"POST", "/api/v1/reviews/{id}/conclude", everybody, Lane::quick, true},  // whoever it was given to

    Access{"GET", "/api/v1/quarantines", everybody},
    Access{"POST", "/api/v1/quarantines", manager | safeguarding, Lane::quick, true},
    Access{"DELETE", "/api/v1/quarantines/{id}", manager | safeguarding, Lane::quick, true},

    Access{"GET", "/api/v1/lists", everybody},
    Access{"POST", "/api/v1/lists/import", manager, Lane::job},  // a path of the appliance's own: the console only
    Access{"POST", "/api/v1/lists/refresh", manager, Lane::job},
    Access{"POST", "/api/v1/lists/{id}/release", manager, Lane::job},
    Access{"POST", "/api/v1/lists/{id}/drop", manager, Lane::job},
    Access{"DELETE", "/api/v1/lists/{id}", manager, Lane::job},

    Access{"POST", "/api/v1/uploads", manager},
    Access{"GET", "/api/v1/uploads/{id}", manager},
    Access{"PUT", "/api/v1/uploads/{id}/{offset}", manager},
    Access{"DELETE", "/api/v1/uploads/{id}", manager},

    Access{"GET", "/api/v1/sources", everybody},
    Access{"PUT", "/api/v1/sources/{id}", manager},
    Access{"DELETE", "/api/v1/sources/{id}", manager},

    Access{"GET", "/api/v1/sealed-lists", manager | safeguarding | leadership | governor},
    Access{"POST", "/api/v1/sealed-lists/refresh", manager, Lane::job},
    Access{"POST", "/api/v1/sealed-lists/{id}/import", console, Lane::job},
    Access{"PUT", "/api/v1/sealed-lists/{id}/source", manager},

    Access{"GET", "/api/v1/sending", manager | safeguarding | leadership | governor},
    Access{"PUT", "/api/v1/sending", manager},
    Access{"POST", "/api/v1/sending/test", manager, Lane::job},
    Access{"POST", "/api/v1/sending/checkpoint", manager},
    Access{"GET", "/api/v1/webhooks", manager},
    Access{"GET", "/api/v1/webhooks/{id}", manager},
    Access{"PUT", "/api/v1/webhooks/{id}", manager},
    Access{"DELETE", "/api/v1/webhooks/{id}", manager},
    Access{"GET", "/api/v1/outbox", manager},
    Access{"POST", "/api/v1/outbox/retry", manager},

    Access{"GET", "/api/v1/categories", everybody},
    Access{"GET", "/api/v1/settings", everybody},
    Access{"PUT", "/api/v1/settings", manager, Lane::quick, true},
    Access{"POST", "/api/v1/settings/test-upstreams", manager, Lane::job},
    Access{"GET", "/api/v1/check", everybody},

    Access{"GET", "/api/v1/changes", everybody},
    Access{"GET", "/api/v1/changes/export", manager | safeguarding | leadership | governor, Lane::job},
    Access{"GET", "/api/v1/changes/summary", manager | safeguarding | leadership | governor, Lane::job},
    Access{"GET", "/api/v1/changes/checkpoint", everybody},
    Access{"GET", "/api/v1/changes/consistency", everybody},
    Access{"GET", "/api/v1/changes/{serial}/proof", everybody},

    Access{"GET", "/api/v1/activity", everybody},
    Access{"GET", "/api/v1/recent-blocks", manager | safeguarding},  // who wanted what is not every teacher's business
    Access{"GET", "/api/v1/over-blocking", manager | safeguarding | leadership | governor},
    Access{"POST", "/api/v1/over-blocking/{name}", manager | safeguarding, Lane::quick, true},
    Access{"GET", "/api/v1/site-reports", manager | safeguarding},
    Access{"POST", "/api/v1/site-reports/{id}/close", manager | safeguarding},
    Access{"GET", "/api/v1/events", everybody},

    Access{"GET", "/api/v1/status", everybody},
    Access{"POST", "/api/v1/clock", manager},
    Access{"POST", "/api/v1/backup", console, Lane::job},
    Access{"POST", "/api/v1/restore", console, Lane::job},
};

constexpr std::array<std::pair<Roles, std::string_view>, 7> names{{{manager, "network_manager"},
                                                                   {safeguarding, "safeguarding_lead"},
                                                                   {leadership, "leadership"},
                                                                   {teacher, "teacher"},
                                                                   {governor, "governor"},
                                                                   {anyone, "anyone"},
                                                                   {console, "console"}}};

Roles bit_of(Role role) {
  switch (role) {
    case Role::network_manager:
      return manager;
    case Role::safeguarding_lead:
      return safeguarding;
    case Role::leadership:
      return leadership;
    case Role::teacher:
      return teacher;
    case Role::governor:
      return governor;
  }
  return 0;
}

}  // namespace

std::span<const Access> access_table() { return table; }

const Access* find_access(std::string_view method, std::string_view pattern) {
  const auto* found =
      std::ranges::find_if(table, [&](const Access& a) { return a.method == method && a.pattern == pattern; });
  return found == table.end() ? nullptr : found;
}

bool may(const Access& access, const Actor& actor) {
  const Roles has = actor.via == Actor::Via::console ? Roles{manager | console} : bit_of(actor.role);
  return (access.roles & (has | anyone)) != 0;
}

std::string_view to_text(Role role) {
  const auto* found = std::ranges::find(names, bit_of(role), &std::pair<Roles, std::string_view>::first);
  return found->second;
}

std::vector<std::string> role_names(Roles roles) {
  std::vector<std::string> result;
  for (const auto& [bit, name] : names)
    if ((roles & bit) != 0) result.emplace_back(name);
  return result;
}

}  // namespace schoolgate::routes
