#include "admin-api/routes/nouns.h"

namespace schoolgate::routes {

void add_all(Router& router, Context& context) {
  for (const auto add : {add_health,         add_session,      add_school_sign_in,
                         add_single_sign_on, add_people,       add_passwords,
                         add_groups,         add_templates,    add_devices,
                         add_attempts,       add_own_names,    add_timetable,
                         add_bundles,        add_services,     add_rules,
                         add_unblocks,       add_requests,     add_request_decisions,
                         add_trials,         add_topics,       add_emergency_blocks,
                         add_reviews,        add_quarantines,  add_lists,
                         add_sources,        add_sealed_lists, add_sending,
                         add_webhooks,       add_categories,   add_settings,
                         add_check,          add_changes,      add_proofs,
                         add_export,         add_status,       add_care,
                         add_people_export,  add_leaving,      add_factors,
                         add_tokens,         add_invitations,  add_rescues,
                         add_activity,       add_reports,      add_events})
    add(router, context);
}

}  // namespace schoolgate::routes
