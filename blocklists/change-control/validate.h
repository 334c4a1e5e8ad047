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
// Half a term with its holiday week: what teachers may grant without the network manager.
inline constexpr std::chrono::hours max_teacher_unblock = std::chrono::days(7 * 7);
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
inline constexpr std::size_t max_notice_octets = 1000;  // a paragraph on the block page
// Sent without signing in: whoever floods the block page fills this, and not the disk.
inline constexpr std::size_t max_open_reports = 500;
inline constexpr std::size_t max_report_octets = 1200;    // some sentences
inline constexpr std::size_t max_blocked_names = 5000;    // looked through; more than a person ever does
inline constexpr std::size_t max_sealed_lists = 16;       // those of two or three licence holders, with room
inline constexpr unsigned max_sealed_refresh_hours = 24;  // licence holders ask for a refresh each day at least
inline constexpr unsigned max_sealed_warning_days = 31;   // longer would be a way to be told nothing

/// Actor, reason and change.
Checked validate(const PolicyState& state, const Surroundings& around, Proposal& proposal);

}  // namespace schoolgate
