// Whether a change may be made now, by this actor, in this state. Puts names and texts into canonical form on the way.
// Thread rules: a pure function of its arguments.
// Errors: bad_input, not_found, conflict, forbidden, limit, unavailable (the clock); the message is for the person.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "blocklists/change-control/change.h"
#include "blocklists/change-control/fields.h"
#include "blocklists/name.h"
#include "blocklists/policy/model.h"
#include "blocklists/time.h"

namespace schoolgate {

struct Surroundings {
  UtcSeconds now{};
  bool clock_trusted = false;
  UtcSeconds build_date{};               // no plausible time is before it
  std::function<bool(NameView)> sealed;  // may be empty: nothing sealed
};

// "For the period of study": a longer one is a rule, which is reviewed.
inline constexpr std::chrono::hours max_unblock = std::chrono::days(366);
// A school day and the evening after it: what one person alone may open in a school in which a second one could agree.
inline constexpr std::chrono::hours max_emergency_use = std::chrono::hours(24);
inline constexpr std::size_t max_names_in_unblock = 100;  // a research topic's sites; more is a list
inline constexpr std::size_t max_rules = 5000;            // rules and unblocks together; the design asks for 1,000
inline constexpr std::size_t max_people = 5000;           // every member of staff of a large trust
inline constexpr std::size_t max_quarantines = 1000;
inline constexpr std::size_t max_emergencies = 64;
inline constexpr std::size_t max_lists = 1000;  // sources, and lists in force
inline constexpr std::size_t max_prefixes_in_group = 1000;
inline constexpr std::size_t max_names_in_settings = 1000;  // the garden of a group, essentials, protected names
inline constexpr unsigned max_refresh_hours = 24 * 31;
// What was done in haste is looked at on the next day, or after a break at the latest.
inline constexpr std::chrono::hours usual_review = std::chrono::hours(24);
inline constexpr std::chrono::hours max_review = std::chrono::days(31);
inline constexpr std::size_t max_requests = 5000;  // 400 days of ten a day, with room
// A class each, for every subject of a term; more is a mistake, or somebody who wants to wear the approvers out.
inline constexpr std::size_t max_open_requests_each = 50;
// Into the next school year: a review of its first page is due before the oldest is gone from the pages.
inline constexpr std::chrono::hours requests_kept = std::chrono::days(400);
inline constexpr std::size_t max_topics = 1000;         // every subject of every year
inline constexpr std::chrono::minutes max_trial{10};    // long enough to open a lesson's pages, too short to surf
inline constexpr std::size_t max_notice_octets = 1000;  // a paragraph on the block page
inline constexpr std::size_t max_upstreams = 8;         // each is asked in turn; more than a few help nobody
// Sent without signing in: whoever floods the block page fills this, and not the disk.
inline constexpr std::size_t max_open_site_reports = 500;
inline constexpr std::size_t max_site_report_octets = 1200;  // some sentences
inline constexpr std::size_t max_blocked_names = 5000;       // looked through; more than a person ever does
inline constexpr std::size_t max_sealed_lists = 16;          // those of two or three licence holders, with room
inline constexpr unsigned max_sealed_refresh_hours = 24;     // licence holders ask for a refresh each day at least
inline constexpr unsigned max_sealed_warning_days = 31;      // longer would be a way to be told nothing
inline constexpr std::size_t max_webhooks = 16;              // one for each of a trust's systems
inline constexpr std::size_t max_notice_addresses = 10;      // for one role: a shared mailbox or two, a clerk, a chair
inline constexpr unsigned max_backups_kept = 60;             // nights: two months, and a disk's worth
inline constexpr std::size_t max_notices_off = 200;          // more kinds than there are

// A session: short enough for a staff room, long enough to read a page; no longer than a day of work.
inline constexpr unsigned min_idle_minutes = 5;
inline constexpr unsigned max_idle_minutes = 120;
inline constexpr unsigned max_session_hours = 24;
inline constexpr unsigned min_password_days = 30;   // more often makes people count up a digit
inline constexpr unsigned max_password_days = 730;  // "every term" is about 100
// Time to bring a phone and to set up a second network manager, and no more: this account opens everything.
inline constexpr unsigned max_factor_days = 14;
inline constexpr std::size_t max_admin_networks = 32;                         // the offices of a trust's schools
inline constexpr std::size_t max_recovery_codes = 10;                         // what fits a slip of paper
inline constexpr std::chrono::hours max_token_life = std::chrono::days(366);  // somebody must want it again each year
inline constexpr std::size_t max_tokens_per_person = 20;
inline constexpr std::chrono::hours max_invitation = std::chrono::days(7);     // a mailed link must not lie about
inline constexpr std::size_t max_rescues = 16;                                 // each is rare; more is an attack
inline constexpr std::chrono::hours max_rescue_notice = std::chrono::days(7);  // told so long if nobody looks

/// Actor, reason and change.
Checked validate(const PolicyState& state, const Surroundings& around, Proposal& proposal);

}  // namespace schoolgate
