// One function a noun: each adds its routes. The order here is the order of openapi.yaml.
// Thread rules: called once, at start. The context outlives the router.
#pragma once

#include "admin-api/routes/router.h"

namespace schoolgate::routes {

void add_health(Router& router, Context& context);  // /healthz, /metrics, openapi.yaml
void add_setup(Router& router, Context& context);   // the first run
void add_session(Router& router, Context& context);
void add_school_sign_in(Router& router, Context& context);  // to the provider of the school's accounts, and back
void add_people(Router& router, Context& context);
void add_passwords(Router& router, Context& context);
void add_people_export(Router& router, Context& context);
void add_leaving(Router& router, Context& context);  // sign-out everywhere
void add_factors(Router& router, Context& context);  // second factors
void add_tokens(Router& router, Context& context);
void add_invitations(Router& router, Context& context);
void add_rescues(Router& router, Context& context);
void add_single_sign_on(Router& router, Context& context);  // its settings, and whose account is whose
void add_groups(Router& router, Context& context);
void add_timetable(Router& router, Context& context);  // calendar and schedules
void add_templates(Router& router, Context& context);
void add_devices(Router& router, Context& context);
void add_attempts(Router& router, Context& context);   // to go round the filter
void add_own_names(Router& router, Context& context);  // local records and forwarded zones
void add_bundles(Router& router, Context& context);
void add_services(Router& router, Context& context);  // services and search engines
void add_rules(Router& router, Context& context);
void add_unblocks(Router& router, Context& context);
void add_requests(Router& router, Context& context);
void add_request_decisions(Router& router, Context& context);
void add_trials(Router& router, Context& context);
void add_topics(Router& router, Context& context);
void add_emergency_blocks(Router& router, Context& context);
void add_reviews(Router& router, Context& context);
void add_quarantines(Router& router, Context& context);
void add_lists(Router& router, Context& context);
void add_uploads(Router& router, Context& context);  // files in pieces
void add_sources(Router& router, Context& context);
void add_sealed_lists(Router& router, Context& context);
void add_sending(Router& router, Context& context);  // mail, notices, the outbox
void add_webhooks(Router& router, Context& context);
void add_categories(Router& router, Context& context);
void add_settings(Router& router, Context& context);
void add_upstreams(Router& router, Context& context);  // their test
void add_check(Router& router, Context& context);
void add_changes(Router& router, Context& context);
void add_proofs(Router& router, Context& context);
void add_export(Router& router, Context& context);
void add_status(Router& router, Context& context);
void add_care(Router& router, Context& context);  // clock, backup, restore

void add_activity(Router& router, Context& context);      // what was asked and blocked, and what is blocked often
void add_site_reports(Router& router, Context& context);  // of the block page
void add_events(Router& router, Context& context);

void add_all(Router& router, Context& context);

}  // namespace schoolgate::routes
